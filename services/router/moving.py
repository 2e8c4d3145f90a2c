"""A partition's mover: where open cases are to follow the strategy, it says so of each, in the log.

It decides nothing, and it needs to remember nothing: whatever is open and under another strategy is told to
move, after a restart too. Waits until the strategy itself has come into force in the partition.
"""

import asyncio
from typing import Final

from services.router.book import Book
from services.router.move import move
from switchboard.bus.port import Bus, Draft
from switchboard.clock import Clock
from switchboard.contracts.codec import encode_event
from switchboard.contracts.customer import StrategyWanted
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import INTAKE, slot_key
from switchboard.contracts.values import OpenCases, Reference, StrategyId
from switchboard.directory import Directory

MOST: Final = 500
"""Events that are published as one."""


class Mover:
    """The open cases of one partition's book."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self._book = book
        self._clock = clock
        self._changed = asyncio.Event()
        self._wanted: StrategyWanted | None = None
        self._told: set[tuple[Reference, StrategyId]] = set()

    def look(self) -> None:
        """Look again, where there is anything to see."""
        if self._wanted and self._book.strays_from(self._wanted.strategy_id):
            self._changed.set()

    async def run(self, bus: Bus, directory: Directory) -> None:
        """Move what is to move until cancelled. Raises Unavailable."""
        while True:
            directory_moved = directory.moved
            self._changed.clear()
            self._wanted = _moving(directory.strategy)
            if self._wanted is not None:
                await self._move(bus, self._wanted)
            waits = [asyncio.create_task(one.wait()) for one in (self._changed, directory_moved)]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()

    async def _move(self, bus: Bus, wanted: StrategyWanted) -> None:
        if self._book.strategy_id != wanted.strategy_id:
            return
        strays = {(one, wanted.strategy_id) for one in self._book.elsewhere(wanted.strategy_id)}
        self._told &= strays
        fresh = sorted(strays - self._told)
        for start in range(0, len(fresh), MOST):
            some = fresh[start : start + MOST]
            await bus.publish([self._draft(reference, wanted) for reference, _ in some])
            self._told.update(some)

    def _draft(self, reference: Reference, wanted: StrategyWanted) -> Draft:
        event = move(reference, wanted)
        value, headers = encode_event(event, source="/router/moving", at=self._clock.now())
        key = slot_key(slot_of_reference(reference))
        return Draft(INTAKE, self._book.partition, key, value, headers)


def _moving(wanted: StrategyWanted | None) -> StrategyWanted | None:
    return wanted if wanted and wanted.open_cases is OpenCases.MOVE else None
