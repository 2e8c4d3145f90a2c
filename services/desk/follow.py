"""The desk follows the log: one reader over `intake`, `cases` and `deliveries`, from where the store stands.

A bus or disk that doesn't answer is asked again. What only an upgrade or a person can mend stops the desk,
and readiness says so; nothing is passed over silently.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from services.desk import questions
from services.desk.awaited import Awaited
from services.desk.store import NotStored, Store
from switchboard.bus.port import Bus, Extent, OutOfRange, Reader, Record, Spot, Unavailable
from switchboard.clock import Clock
from switchboard.contracts.codec import FromTheFuture, Unreadable
from switchboard.contracts.topics import CASES, DELIVERIES, INTAKE
from switchboard.contracts.values import Seconds
from switchboard.metrics import Metrics

_log: Final = logging.getLogger(__name__)

TOPICS: Final = (INTAKE, CASES, DELIVERIES)
_BATCH: Final = 500
_WAIT: Final = Seconds(1.0)
_PAUSE: Final = 1.0
_COUNT_EVERY: Final = 50
"""Batches between two counts while the log leaves no pause in which to count."""


Note = Callable[[Mapping[Spot, int]], Awaitable[None]]
"""Tells a log that forgets only what everybody has read how far the desk is."""


async def tell_nobody(_reached: Mapping[Spot, int]) -> None:
    """Let the log forget by its own measure, as Kafka does."""


Heeding = Callable[[Sequence[Record]], Awaitable[None]]
"""Acts on what records tell, before the desk has them behind it: told twice rather than never."""


async def heed_nothing(_records: Sequence[Record]) -> None:
    """Only show what happens."""


class Follower:
    """Reads for one store, and tells operations how far it is."""

    def __init__(
        self,
        bus: Bus,
        store: Store,
        awaited: Awaited,
        metrics: Metrics,
        clock: Clock,
        note: Note = tell_nobody,
        heed: Heeding = heed_nothing,
    ) -> None:
        self._bus = bus
        self._store = store
        self._awaited = awaited
        self._metrics = metrics
        self._clock = clock
        self._note = note
        self._heed = heed
        self._noted: dict[Spot, int] = {}
        self._shown: set[tuple[str, str]] = set()
        self.ready = False
        """Whether all has been read that was there when the desk began."""
        self.behind: int | None = None
        """Records not yet read, when last counted; None before the first count."""
        self.trouble = ""
        self.lost: dict[Spot, int] = {}
        """Offsets that the log had forgotten before the desk came to read them."""

    def reasons(self) -> list[str]:
        """Return why the desk isn't ready; an empty list where it is."""
        if self.ready:
            return [self.trouble] if self.trouble else []
        to_go = "" if self.behind is None else f", {self.behind} records to go"
        return [self.trouble or f"the desk is still reading the log{to_go}"]

    async def run(self) -> None:
        """Follow until cancelled, or until the log holds what this version can't show."""
        while True:
            try:
                await self._follow()
            except (Unavailable, OSError) as fault:
                self.trouble = f"the bus does not answer: {fault}"
            except NotStored as fault:
                self.trouble = f"the desk's file can't be written: {fault}"
            except (FromTheFuture, Unreadable, OutOfRange) as fault:
                self.trouble, self.ready = f"the desk has stopped: {fault}", False
                _log.error("desk stopped", extra={"why": str(fault)})
                return
            _log.warning("desk can't go on", extra={"why": self.trouble})
            await asyncio.sleep(_PAUSE)

    async def _follow(self) -> None:
        extents = await self._extents()
        starts = self._starts(extents, await self._store.positions())
        await self._note(starts)  # Whatever is still there stays until it has been read.
        self._noted = starts
        reader = await self._bus.reader(starts)
        try:
            await self._read_on(reader, {spot: extent.end for spot, extent in extents.items()})
        finally:
            await reader.close()

    async def _read_on(self, reader: Reader, goal: Mapping[Spot, int]) -> None:
        steps = 0
        while True:
            found = await self._step(reader)
            self.trouble = ""
            self.ready = self.ready or all(reader.position(spot) >= goal[spot] for spot in goal)
            if steps % _COUNT_EVERY == 0 or not found:
                await self._count(reader, goal)
                await self._tell(reader, goal)
            steps += 1

    async def _step(self, reader: Reader) -> int:
        """Read a batch and have it stored, then tell those who wait for what is in it."""
        records = await reader.batch(_BATCH, _WAIT)
        if records:
            spots = {Spot(record.topic, record.partition) for record in records}
            reached = {spot: reader.position(spot) for spot in spots}
            await self._heed(records)
            self._awaited.tell(await self._store.apply(records, reached))
        return len(records)

    def _starts(
        self, extents: Mapping[Spot, Extent], stored: Mapping[Spot, int]
    ) -> dict[Spot, int]:
        for spot, (begin, end) in extents.items():
            at = stored.get(spot, begin)
            if at > end:
                raise OutOfRange(
                    f"{spot.topic}/{spot.partition} ends at {end}, the desk has read up to {at}:"
                    " another log is mounted, or one from a backup"
                )
            if at < begin:
                self._miss(spot, begin - at)
        return {spot: max(stored.get(spot, 0), begin) for spot, (begin, _) in extents.items()}

    def _miss(self, spot: Spot, offsets: int) -> None:
        self.lost[spot] = offsets
        place = {"topic": spot.topic, "partition": spot.partition, "offsets": offsets}
        _log.error("the log forgot what the desk had not read", extra=place)

    async def _extents(self) -> dict[Spot, Extent]:
        return {
            Spot(topic, partition): extent
            for topic in TOPICS
            for partition, extent in (await self._bus.extent(topic)).items()
        }

    async def _tell(self, reader: Reader, spots: Mapping[Spot, int]) -> None:
        """Note what has moved; what was noted is in the store."""
        moved = {
            spot: at for spot in spots if (at := reader.position(spot)) != self._noted.get(spot)
        }
        if moved:
            await self._note(moved)
            self._noted |= moved

    async def _count(self, reader: Reader, spots: Mapping[Spot, int]) -> None:
        """Bring the figures up to date: how far behind, how many cases open."""
        extents = await self._extents()
        lags = {spot: max(0, extents[spot].end - reader.position(spot)) for spot in spots}
        for spot, lag in lags.items():
            self._metrics.bus_lag.labels(spot.topic, str(spot.partition)).set(lag)
        self.behind = sum(lags.values())
        counts = await self._store.ask(questions.open_cases)
        for label in self._shown - set(counts):
            self._metrics.cases_open.labels(*label).set(0)
        for label, count in counts.items():
            self._metrics.cases_open.labels(*label).set(count)
        self._shown |= set(counts)
        oldest = await self._store.ask(questions.oldest_due)
        overdue = 0.0 if oldest is None else self._clock.now() - oldest
        self._metrics.sla_oldest_overdue.set(max(0.0, overdue))
