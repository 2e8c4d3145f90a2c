"""The worker: reads what waits in `originals` and says in `intake` what it is. At least once, and none left behind.

An original that can't be read becomes an inquiry that says so. One that takes long holds nobody up. A worker
that is killed loses nothing: its partition goes on where it stood.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Final, NamedTuple

from services.channels import originals
from services.channels.door import Door
from services.channels.fetches import Fetches
from services.channels.heard import inquiry_of, unread
from services.channels.inquiry import Prepared
from services.channels.lanes import Lane, Lanes, lanes
from services.channels.originals import Original
from services.channels.readers import Readers, Slow
from services.channels.reading import Job, Unread
from services.channels.said import Said
from services.channels.take import take
from switchboard.blobs import Missing, NotStored
from switchboard.bus.crew import Crew, tend
from switchboard.bus.graves import DeadLetter, bury
from switchboard.bus.port import Extent, Member, OutOfRange, Reader, Record, Spot, TooLarge
from switchboard.contracts.codec import Unreadable
from switchboard.contracts.topics import ORIGINALS
from switchboard.contracts.values import Seconds

_log: Final = logging.getLogger(__name__)
GROUP: Final = "channels"
_BATCH: Final = 20
_WAIT: Final = Seconds(5.0)
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 60.0

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
    """Work on the partitions that are ours until cancelled, with so many processes that read in each lane."""
    # What the directory knows is stamped on an inquiry once: before it is read, nobody is known.
    await door.directory.until_ready()
    reading, fetches = lanes(processes, door.limits), Fetches(door.limits.fetch_attempts)
    try:
        member = await door.bus.member(GROUP, ORIGINALS)
        work = _Work(door, reading, fetches, member, crew, jitter, mark)
        try:
            await tend(member, lambda partition: _own(work, partition), crew, jitter)
        finally:
            await member.close()
    finally:
        await reading.close()


class _Work(NamedTuple):
    door: Door
    lanes: Lanes
    fetches: Fetches
    member: Member
    crew: Crew
    jitter: Callable[[], float]
    mark: Mark


async def _own(work: _Work, partition: int) -> None:
    extent = (await work.door.bus.extent(ORIGINALS))[partition]
    start = _start(partition, extent, await work.member.noted(partition))
    reader = await work.door.bus.reader({Spot(ORIGINALS, partition): start})
    try:
        work.crew.begin(partition)
        await _Owned(work, reader, partition).run()
    finally:
        # Whoever owns it next tells how far it is.
        work.door.metrics.bus_lag.remove(ORIGINALS, str(partition))
        await reader.close()


def _start(partition: int, extent: Extent, noted: int | None) -> int:
    """Return where to begin. Raises OutOfRange: to begin at the end would pass over what comes next."""
    if noted is not None and noted > extent.end:
        raise OutOfRange(
            f"{ORIGINALS}/{partition} ends at {extent.end}, but {GROUP} had come to {noted}: "
            "records were lost, or this is another log; see docs/operations.md"
        )
    return extent.begin if noted is None else max(extent.begin, noted)


class _Owned:
    """One partition at work: many of its originals side by side, and noted as far as all of them are done.

    One that takes long holds up neither those behind it nor those beside it, only the note.
    """

    def __init__(self, work: _Work, reader: Reader, partition: int) -> None:
        self._work = work
        self._reader = reader
        self._partition = partition
        self._spot = Spot(ORIGINALS, partition)
        self._position = reader.position(self._spot)
        self._open: dict[int, None] = {}
        """Offsets that were read and aren't done, the lowest first."""
        self._ahead = asyncio.Semaphore(work.door.limits.read_ahead)
        self._done = asyncio.Event()
        self._lag = work.door.metrics.bus_lag.labels(ORIGINALS, str(partition))

    async def run(self) -> None:
        """Work until cancelled. Raises what a fault of ours raises: then whoever is next begins at the note."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._note())
                while True:
                    await self._begin(group)
        except BaseExceptionGroup as faults:
            raise faults.exceptions[0] from None

    async def _begin(self, group: asyncio.TaskGroup) -> None:
        batch = await self._reader.batch(_BATCH, _WAIT)
        self._open.update(dict.fromkeys(record.offset for record in batch))
        self._position = self._reader.position(self._spot)
        for record in batch:
            await self._ahead.acquire()
            group.create_task(self._one(record))
        if not batch and not self._open:
            self._lag.set(0)

    async def _one(self, record: Record) -> None:
        await _understand(self._work, record)
        del self._open[record.offset]
        self._ahead.release()
        self._done.set()

    async def _note(self) -> None:
        """Note how far everything is in `intake`, whenever that is further."""
        noted = self._position
        while True:
            await self._done.wait()
            self._done.clear()
            position = next(iter(self._open), self._position)
            if position <= noted:
                continue
            self._work.mark("channels.published")
            await self._work.member.note(self._partition, position)
            noted = position
            end = (await self._work.door.bus.extent(ORIGINALS))[self._partition].end
            self._lag.set(max(0, end - position))


async def _understand(work: _Work, record: Record) -> None:
    door = work.door
    try:
        original = originals.decode(record.value)
    except Unreadable as fault:
        await bury(door.bus, [DeadLetter(record, "unreadable", str(fault))], door.metrics)
        return
    attempts = 0
    while not await _stored(work, original, attempts):
        pause = min(_FIRST_PAUSE * 2 ** min(attempts, 10), _LONGEST_PAUSE)
        attempts += 1
        with door.metrics.originals_waiting.track_inprogress():
            await asyncio.sleep(pause * (1 + work.jitter()))


async def _stored(work: _Work, original: Original, attempts: int) -> bool:
    """Tell whether it is in `intake`; where the store fails, only it has to wait, and holds nothing meanwhile."""
    try:
        try:
            await _in_lane(work, work.lanes.of(original, work.door.limits), original)
        except Slow:
            await _in_lane(work, work.lanes.long, original)
    except NotStored as fault:
        told = {"inquiry_id": original.inquiry_id, "attempts": attempts + 1, "why": str(fault)}
        _log.warning("original waits for the store", extra=told)
        return False
    return True


async def _in_lane(work: _Work, lane: Lane, original: Original) -> None:
    door = work.door
    # From its first byte in memory to its last: a burst of the largest takes no more than a few do.
    async with lane.room, lane.budget.share(original.size or door.limits.mail_bytes):
        with door.metrics.inquiries_in_flight.labels(original.channel).track_inprogress():
            await _hear(work, lane.readers, original)


async def _hear(work: _Work, readers: Readers, original: Original) -> None:
    door = work.door
    prepared, size = await _read(work, readers, original)
    door.reached("original.read")
    try:
        await take(door, [prepared], original.traceparent)
    except TooLarge:
        prepared = unread(original, "what it says is larger than the log takes", size, door.region)
        await take(door, [prepared], original.traceparent)
    inquiry = prepared.inquiry
    door.metrics.inquiries_nature.labels(inquiry.channel, inquiry.nature).inc()


async def _read(work: _Work, readers: Readers, original: Original) -> tuple[Prepared, int]:
    """Return what the original is, and its size. Raises NotStored, Slow."""
    door = work.door
    try:
        data = await door.blobs.get(original.blob)
    except Missing:
        return unread(original, "its original is gone from the store", 0, door.region), 0
    except NotStored:
        if not work.fetches.failed(original.blob):
            await _try_store(work)
            raise
        return unread(original, "its original can't be fetched", original.size, door.region), 0
    work.fetches.came(original.blob, short=len(data) <= door.limits.quick_bytes)
    if original.unreadable:
        return unread(original, original.unreadable, len(data), door.region), len(data)
    said = await readers.read(_job(door, original, data))
    return _prepared(door, original, said, len(data)), len(data)


async def _try_store(work: _Work) -> None:
    """Ask for one that came before: whether it does again tells a store that is down from one file that is lost."""
    if work.fetches.proof is not None:
        with contextlib.suppress(Missing, NotStored):
            await work.door.blobs.get(work.fetches.proof)
            work.fetches.came(work.fetches.proof)


def _job(door: Door, original: Original, data: bytes) -> Job:
    return Job(
        data=data,
        channel=original.channel,
        media_type=original.media_type,
        envelope=original.envelope,
        ours=door.ours,
        region=door.region,
        languages=tuple(door.languages()),
    )


def _prepared(door: Door, original: Original, said: Said | Unread, size: int) -> Prepared:
    if isinstance(said, Unread):
        return unread(original, said.why, size, door.region)
    try:
        return inquiry_of(original, said, door.secrets.token_keys, door.directory.facts)
    except Exception as fault:  # noqa: BLE001 - as in the pump: whatever one original does, its partition goes on
        _log.exception("original not understood", extra={"inquiry_id": original.inquiry_id})
        why = f"understanding it failed ({type(fault).__name__})"
        return unread(original, why, size, door.region)
