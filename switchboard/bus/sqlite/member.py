"""A seat in a group over the embedded log, and the pulse that keeps the seats of a process alive."""

import asyncio
import contextlib

import apsw

from switchboard.bus.port import Spot, Unavailable
from switchboard.bus.sqlite import seats
from switchboard.bus.sqlite.bell import heard
from switchboard.bus.sqlite.engine import Engine
from switchboard.bus.sqlite.log import Ledger
from switchboard.bus.sqlite.scribe import Scribe
from switchboard.bus.sqlite.seats import Seat
from switchboard.bus.sqlite.terms import Terms


class Pulse:
    """Beats for every seat of one process at once: one small write a beat, however many there are."""

    def __init__(self, scribe: Scribe, terms: Terms) -> None:
        self._scribe = scribe
        self._terms = terms
        self._seats: set[Seat] = set()
        self._task: asyncio.Task[None] | None = None

    def keep(self, seat: Seat) -> None:
        self._seats.add(seat)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="pulse")

    def drop(self, seat: Seat) -> None:
        self._seats.discard(seat)

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._terms.beat_every)
            with contextlib.suppress(Unavailable):  # The next beat may be in time yet.
                await self._scribe.ask(self._beat)

    def _beat(self, ledger: Ledger) -> None:
        seats.beat(ledger.db, tuple(self._seats), self._terms.void_after)


class SqliteMember:
    """`port.Member`: what is ours follows from who lives."""

    def __init__(self, engine: Engine, pulse: Pulse, seat: Seat) -> None:
        self._engine = engine
        self._pulse = pulse
        self._seat = seat
        self._told: frozenset[int] | None = None
        pulse.keep(seat)

    async def assignment(self) -> frozenset[int]:
        with self._engine.bell.listening(
            [seats.place(self._seat.group, self._seat.topic)]
        ) as changed:
            while (ours := await self._engine.reading.ask(self._ours)) == self._told:
                # A member that falls silent rings no bell: look again with each beat.
                await heard(changed, self._engine.terms.beat_every)
                changed.clear()
        self._told = ours
        return ours

    async def note(self, partition: int, offset: int) -> None:
        with contextlib.suppress(Unavailable):
            spot = Spot(self._seat.topic, partition)
            await self._engine.scribe.ask(
                lambda ledger: seats.note(ledger.db, self._seat.group, spot, offset)
            )

    async def noted(self, partition: int) -> int | None:
        spot = Spot(self._seat.topic, partition)
        return await self._engine.reading.ask(lambda db: seats.noted(db, self._seat.group, spot))

    async def close(self) -> None:
        self._pulse.drop(self._seat)
        with contextlib.suppress(Unavailable):
            await self._engine.scribe.ask(self._leave)

    def _ours(self, db: apsw.Connection) -> frozenset[int]:
        return seats.assigned(db, self._seat, self._engine.terms.void_after)

    def _leave(self, ledger: Ledger) -> None:
        seats.leave(ledger.db, self._seat)
        ledger.touched.add(seats.place(self._seat.group, self._seat.topic))


async def join(engine: Engine, pulse: Pulse, group: str, topic: str) -> SqliteMember:
    """Take a seat, and let the others know."""

    def sit(ledger: Ledger) -> Seat:
        ledger.touched.add(seats.place(group, topic))
        return seats.sit(ledger.db, group, topic)

    return SqliteMember(engine, pulse, await engine.scribe.ask(sit))
