"""Taking inquiries in: what they speak of into blobs, then themselves into `intake`; then they are accepted."""

import asyncio
from collections.abc import Sequence
from typing import Final

from services.channels.door import Door
from services.channels.inquiry import Prepared
from switchboard.bus.port import Draft
from switchboard.contracts import topics
from switchboard.contracts.codec import encode_event
from switchboard.contracts.events import InquiryReceived

_AT_ONCE: Final = 16
"""Blobs that are written at the same time for one call."""


async def take(door: Door, prepared: Sequence[Prepared], traceparent: str = "") -> None:
    """Return once all are durable. Raises NotStored, Unavailable: sending them again is safe."""
    await store(door, [blob for one in prepared for blob in one.blobs])
    door.reached("inquiry.stored")
    await door.bus.publish([draft(door, one.inquiry, traceparent) for one in prepared])
    door.reached("inquiry.logged")


async def store(door: Door, blobs: Sequence[tuple[str, bytes]]) -> None:
    """Return once all are durable. Raises NotStored."""
    for start in range(0, len(blobs), _AT_ONCE):
        await asyncio.gather(*(door.blobs.put(*blob) for blob in blobs[start : start + _AT_ONCE]))


def draft(door: Door, inquiry: InquiryReceived, traceparent: str = "") -> Draft:
    """Return the record of an inquiry in `intake`."""
    value, headers = encode_event(
        inquiry, source=f"/channels/{inquiry.channel}", at=door.clock.now(), traceparent=traceparent
    )
    partition = topics.partition_of(inquiry.slot, door.partitions)
    return Draft(topics.INTAKE, partition, topics.slot_key(inquiry.slot), value, headers)
