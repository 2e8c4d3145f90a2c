"""What strategies say of caps, by their ids. A strategy that can't be had in time is taken to say nothing."""

import asyncio
from typing import Final

from msgspec import DecodeError

from services.notifier.library import Library
from switchboard.blobs import Missing, NotStored
from switchboard.contracts.notices import Acknowledge, Notice, Update
from switchboard.contracts.values import StrategyId
from switchboard.strategy.escalation import Suppression
from switchboard.strategy.problems import BrokenStrategy

_MOST: Final = 64


class Rules:
    """Belongs to one event loop."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: dict[StrategyId, Suppression] = {}
        self._fetching: dict[StrategyId, asyncio.Task[Suppression]] = {}

    def of(self, notice: Notice) -> asyncio.Future[Suppression]:
        """Return how often machines may write, by the strategy of the notice: at once where that is known."""
        if not isinstance(notice, Acknowledge | Update):
            return _at_once(Suppression())
        wanted = notice.strategy_id
        if wanted in self._known:
            return _at_once(self._known[wanted])
        if wanted not in self._fetching:
            self._fetching[wanted] = asyncio.create_task(self._fetch(wanted))
        return self._fetching[wanted]

    async def _fetch(self, wanted: StrategyId) -> Suppression:
        try:
            program = await self._library.program(wanted)
        except (Missing, NotStored, BrokenStrategy, DecodeError):
            return Suppression()  # The letter will say so; the caps of this house hold meanwhile.
        finally:
            del self._fetching[wanted]
        self._known[wanted] = program.strategy.acknowledge.suppress
        if len(self._known) > _MOST:
            del self._known[next(iter(self._known))]
        return program.strategy.acknowledge.suppress


def _at_once(said: Suppression) -> asyncio.Future[Suppression]:
    known = asyncio.get_running_loop().create_future()
    known.set_result(said)
    return known
