"""The worker: reads what waits in `originals` and says in `intake` what it is. At least once, and none left behind.

An original that can't be read becomes an inquiry that says so. One that takes too long holds those beside it
up for no longer than one may take. A worker that is killed loses nothing: its partition goes on where it stood.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from services.channels import originals
from services.channels.door import Door
from services.channels.heard import inquiry_of, unread
from services.channels.inquiry import Prepared
from services.channels.originals import Original
from services.channels.readers import Readers
from services.channels.reading import Job, Unread
from services.channels.take import take
from switchboard.blobs import Missing
from switchboard.bus.crew import Crew, tend
from switchboard.bus.port import Member, Reader, Record, Spot, TooLarge
from switchboard.bus.pump import DeadLetter, bury
from switchboard.contracts.codec import Unreadable
from switchboard.contracts.topics import ORIGINALS
from switchboard.contracts.values import Seconds

GROUP: Final = "channels"
_BATCH: Final = 20
_WAIT: Final = Seconds(5.0)

Mark = Callable[[str], None]
"""Told where the work stands; tests break it off there."""


def _unmarked(_place: str) -> None:
    return


async def run(
    door: Door,
    crew: Crew,
    jitter: Callable[[], float],
    *,
    processes: int = 2,
    mark: Mark = _unmarked,
) -> None:
    """Work on the partitions that are ours until cancelled, with so many processes that read."""
    readers = Readers(processes, door.limits)
    try:
        member = await door.bus.member(GROUP, ORIGINALS)
        work = _Work(door, readers, member, crew, mark)
        try:
            await tend(member, lambda partition: _own(work, partition), crew, jitter)
        finally:
            await member.close()
    finally:
        await readers.close()


class _Work(NamedTuple):
    door: Door
    readers: Readers
    member: Member
    crew: Crew
    mark: Mark


async def _own(work: _Work, partition: int) -> None:
    door, readers, member, crew, mark = work
    extent = (await door.bus.extent(ORIGINALS))[partition]
    noted = await member.noted(partition)
    start = extent.begin if noted is None else max(extent.begin, min(noted, extent.end))
    reader = await door.bus.reader({Spot(ORIGINALS, partition): start})
    try:
        crew.begin(partition)
        while True:
            await _work_off(door, readers, member, reader, partition, mark)
    finally:
        await reader.close()


async def _work_off(
    door: Door, readers: Readers, member: Member, reader: Reader, partition: int, mark: Mark
) -> None:
    """Read a batch, side by side; note it when all of it is in `intake`."""
    batch = await reader.batch(_BATCH, _WAIT)
    if not batch:
        door.metrics.bus_lag.labels(ORIGINALS, str(partition)).set(0)
        return
    await _side_by_side(door, readers, batch)
    mark("channels.published")
    position = reader.position(Spot(ORIGINALS, partition))
    await member.note(partition, position)
    end = (await door.bus.extent(ORIGINALS))[partition].end
    door.metrics.bus_lag.labels(ORIGINALS, str(partition)).set(max(0, end - position))


async def _side_by_side(door: Door, readers: Readers, batch: Sequence[Record]) -> None:
    """Take care of all; where one fails for a fault of ours, the others are still finished."""
    ends = await asyncio.gather(
        *(_one(door, readers, record) for record in batch), return_exceptions=True
    )
    faults = [end for end in ends if isinstance(end, BaseException)]
    if faults:
        raise faults[0]


async def _one(door: Door, readers: Readers, record: Record) -> None:
    try:
        original = originals.decode(record.value)
    except Unreadable as fault:
        await bury(door.bus, [DeadLetter(record, "unreadable", str(fault))], door.metrics)
        return
    in_flight = door.metrics.inquiries_in_flight.labels(original.channel)
    in_flight.inc()
    try:
        await _hear(door, readers, original)
    finally:
        in_flight.dec()


async def _hear(door: Door, readers: Readers, original: Original) -> None:
    prepared, size = await _read(door, readers, original)
    door.reached("original.read")
    try:
        await take(door, [prepared], original.traceparent)
    except TooLarge:
        prepared = unread(original, "what it says is larger than the log takes", size)
        await take(door, [prepared], original.traceparent)
    inquiry = prepared.inquiry
    door.metrics.inquiries_nature.labels(inquiry.channel, inquiry.nature).inc()


async def _read(door: Door, readers: Readers, original: Original) -> tuple[Prepared, int]:
    """Return what the original is, and its size."""
    try:
        mail = await door.blobs.get(original.blob)
    except Missing:
        return unread(original, "its original is gone from the store", 0), 0
    said = await readers.read(Job(mail=mail, envelope=original.envelope, ours=door.ours))
    if isinstance(said, Unread):
        return unread(original, said.why, len(mail)), len(mail)
    facts = door.directory.facts
    return inquiry_of(original, said, door.secrets.token_keys, facts), len(mail)
