"""`port.Bus` over one SQLite file. Several processes may open it; all of them keep the same promises."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Self

import apsw

from switchboard.bus.port import Draft, Extent, Position, Spot, Unavailable
from switchboard.bus.sqlite import aging, log, seats, topics
from switchboard.bus.sqlite.bell import Bell
from switchboard.bus.sqlite.engine import Engine
from switchboard.bus.sqlite.file import Shelf, open_shelves
from switchboard.bus.sqlite.gate import Gate
from switchboard.bus.sqlite.member import Pulse, SqliteMember, join
from switchboard.bus.sqlite.reader import SqliteReader
from switchboard.bus.sqlite.reading import Reading
from switchboard.bus.sqlite.scribe import Scribe, Stage
from switchboard.bus.sqlite.sizes import loads, refuse_oversize
from switchboard.bus.sqlite.terms import Terms
from switchboard.bus.sqlite.writer import SqliteWriter
from switchboard.clock import Clock
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds, UnixSeconds

_READERS = 2
_SUITS = Terms()


def _no_fault(_: Stage) -> None:
    """Let everything happen as it does in the field."""


class SqliteBus:
    """The log as one process sees it."""

    def __init__(
        self,
        shelves: tuple[Shelf, Shelf],
        clock: Clock,
        terms: Terms = _SUITS,
        fault: Callable[[Stage], None] = _no_fault,
    ) -> None:
        writing, reading = shelves
        self._shelves = shelves
        self._clock = clock
        self._terms = terms
        self._gate = Gate(terms.waiting_bytes)
        bell = Bell()
        self._scribe = Scribe(writing, clock, bell, terms, fault)
        self._reading = Reading(reading, _READERS)
        self._engine = Engine(self._scribe, self._reading, bell, terms)
        self._pulse = Pulse(self._scribe, terms)

    @classmethod
    async def open(
        cls,
        path: str,
        clock: Clock,
        terms: Terms = _SUITS,
        fault: Callable[[Stage], None] = _no_fault,
    ) -> Self:
        """Open the log at `path`, or make it; MEMORY is one that nobody else sees.

        `fault` is called in the writing thread at each `Stage`: tests kill the process there, or
        raise Unavailable, whose outcome is then as unknown as over a network.
        """
        try:
            shelves = await asyncio.to_thread(open_shelves, path, _READERS, terms.lock_within)
        except apsw.Error as why:
            raise Unavailable(f"{path} can't be opened as a log: {why}") from why
        return cls(shelves, clock, terms, fault)

    async def publish(self, drafts: Sequence[Draft]) -> list[Position]:
        refuse_oversize(drafts, self._terms.record_bytes)
        return [
            position
            for load, weight in loads(drafts, self._terms.group_bytes)
            for position in await self._append(load, weight)
        ]

    async def reader(self, starts: Mapping[Spot, int]) -> SqliteReader:
        return SqliteReader(self._engine, starts)

    async def member(self, group: str, topic: str) -> SqliteMember:
        return await join(self._engine, self._pulse, group, topic)

    async def writer(self, identity: str) -> SqliteWriter:
        epoch = await self._scribe.ask(lambda ledger: log.take_over(ledger.db, identity))
        return SqliteWriter(self._engine, identity, epoch)

    async def extent(self, topic: str) -> dict[int, Extent]:
        return await self._reading.ask(lambda db: log.extents(db, topic))

    async def offset_at(self, topic: str, at: UnixSeconds) -> dict[int, int]:
        def look(db: apsw.Connection) -> dict[int, int]:
            return {n: log.offset_at(db, tail, at) for n, tail in log.tails(db, topic).items()}

        return await self._reading.ask(look)

    async def create(self, wanted: Sequence[Topic]) -> None:
        await self._scribe.ask(lambda ledger: topics.create(ledger, wanted))

    async def check(self, wanted: Sequence[Topic]) -> list[str]:
        return topics.complaints(await self._reading.ask(topics.known), wanted)

    async def follow(self, group: str, reached: Mapping[Spot, int]) -> None:
        """Note how far somebody follows who is no member of a group; retention never passes it.

        The first note must name every partition that is followed. Raises Unavailable.
        """
        await self._scribe.ask(lambda ledger: seats.follow(ledger.db, group, reached))

    async def tidy(self) -> None:
        """Delete what retention and compaction have done with. Safe at any time, in any process."""
        await aging.tidy(self._scribe, self._reading, self._clock.now())

    async def close(self) -> None:
        await self._pulse.close()
        await self._scribe.close(Seconds(3))
        await self._reading.close(Seconds(1))
        self._engine.bell.ring_all()  # Whoever still waits hears that there is nothing left to wait for.
        await asyncio.to_thread(self._shelves[0].close, Seconds(0.5))

    async def _append(self, drafts: Sequence[Draft], weight: int) -> list[Position]:
        room = await self._enter(weight)
        try:
            answer = self._scribe.submit(lambda ledger: ledger.append(drafts), weight)
        except Unavailable:
            self._gate.leave(room)
            raise
        answer.add_done_callback(lambda _: self._gate.leave(room))
        return await self._scribe.answered(answer)

    async def _enter(self, weight: int) -> int:
        if (given := self._gate.enter_at_once(weight)) is not None:
            return given
        try:
            async with asyncio.timeout(self._terms.answer_within):
                return await self._gate.enter(weight)
        except TimeoutError as late:
            raise Unavailable("too many records are under way") from late
