"""Taking inquiries in: what they speak of into blobs, then themselves into `intake`; then they are accepted."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from msgspec.structs import replace

from services.channels import originals
from services.channels.door import Door
from services.channels.inquiry import Prepared, blob_key
from services.channels.originals import Envelope, Original
from switchboard.bus.port import Draft
from switchboard.contracts import reference as ids
from switchboard.contracts import topics
from switchboard.contracts.codec import encode_event
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Channel, InquiryId, UnixSeconds

_AT_ONCE: Final = 16
"""Blobs that are written at the same time for one call."""


class Arrival(NamedTuple):
    """An original at the door, and all that is known of it before it is read."""

    data: bytes
    channel: Channel
    source: str
    """What a resend of it has in common with it: its Message-ID, the provider's call or fax id, a client's key, else fresh."""
    media_type: str
    content: bytes = b""
    """What of it makes it what it is, where that isn't all of `data`: a mail without its trace."""
    envelope: Envelope = Envelope()
    received_at: UnixSeconds | None = None
    """When the customer reached us, where the source tells; None: now."""
    digest: str = ""
    """SHA-256 of `data`, where whoever brings it has it already."""
    traceparent: str = ""
    unreadable: str = ""
    """Why it can't be read, where that is known already."""


async def take(door: Door, prepared: Sequence[Prepared], traceparent: str = "") -> None:
    """Return once all are durable. Raises NotStored, Unavailable: sending them again is safe."""
    await store(door, [blob for one in prepared for blob in one.blobs])
    door.reached("inquiry.stored")
    await door.bus.publish([draft(door, one.inquiry, traceparent) for one in prepared])
    door.reached("inquiry.logged")


async def take_original(door: Door, arrival: Arrival) -> InquiryId:
    """Return the id of the inquiry that the original is, once it is durable. Raises NotStored, Unavailable."""
    keys, data, now = door.secrets, arrival.data, door.clock.now()
    content = arrival.content or data
    inquiry_id = ids.inquiry_id(keys.id_key, arrival.channel, arrival.source, content)
    key = blob_key(inquiry_id, arrival.digest or sha256(data).hexdigest())
    original = Original(
        inquiry_id=inquiry_id,
        channel=arrival.channel,
        blob=key,
        received_at=min(arrival.received_at or now, now),
        source_key=_source_key(door, arrival),
        envelope=arrival.envelope,
        media_type=arrival.media_type,
        size=len(data),
        traceparent=arrival.traceparent,
        unreadable=arrival.unreadable,
    )
    await store(door, [(key, data)])
    door.reached("original.stored")
    await door.bus.publish([originals.draft(original, door.partitions)])
    door.reached("original.logged")
    door.metrics.inquiries_received.labels(arrival.channel).inc()
    return inquiry_id


def _source_key(door: Door, arrival: Arrival) -> str:
    return ids.source_key(door.secrets.id_key, arrival.channel, arrival.source)


async def store(door: Door, blobs: Sequence[tuple[str, bytes]]) -> None:
    """Return once all are durable. Raises NotStored."""
    for start in range(0, len(blobs), _AT_ONCE):
        await asyncio.gather(*(door.blobs.put(*blob) for blob in blobs[start : start + _AT_ONCE]))


def draft(door: Door, inquiry: InquiryReceived, traceparent: str = "") -> Draft:
    """Return the record of an inquiry in `intake`."""
    value, headers = encode_event(
        _told_apart(door, inquiry),
        source=f"/channels/{inquiry.channel}",
        at=door.clock.now(),
        traceparent=traceparent,
    )
    partition = topics.partition_of(inquiry.slot, door.partitions)
    return Draft(topics.INTAKE, partition, topics.slot_key(inquiry.slot), value, headers)


def _told_apart(door: Door, inquiry: InquiryReceived) -> InquiryReceived:
    """Return the inquiry with those of its sender's identities marked that several people use."""
    shared = door.directory.people.shared(inquiry.sender.identities)
    if not shared:
        return inquiry
    return replace(inquiry, sender=replace(inquiry.sender, shared=shared))
