"""What strategies say of caps, by their ids. A strategy that can't be had in time is taken to say nothing."""

import asyncio
from typing import Final

from msgspec import DecodeError

from services.notifier.library import Library
from switchboard.blobs import Missing, NotStored
from switchboard.contracts.notices import Acknowledge, Notice, Update
from switchboard.contracts.values import Seconds, StrategyId
from switchboard.strategy.escalation import Suppression
from switchboard.strategy.problems import BrokenStrategy

_WAITS: Final = Seconds(5.0)
_MOST: Final = 64


class Rules:
    """Belongs to one event loop."""

    def __init__(self, library: Library, waits: Seconds = _WAITS) -> None:
        """`waits` is how long claims are held up for a strategy at most: alerts stand behind them."""
        self._library = library
        self._waits = waits
        self._known: dict[StrategyId, Suppression] = {}
        self._fetching: dict[StrategyId, asyncio.Task[None]] = {}

    async def of(self, notice: Notice) -> Suppression:
        """Return how often machines may write, by the strategy of the notice."""
        if not isinstance(notice, Acknowledge | Update):
            return Suppression()
        wanted = notice.strategy_id
        if wanted not in self._known:
            if wanted not in self._fetching:
                self._fetching[wanted] = asyncio.create_task(self._fetch(wanted))
            await asyncio.wait([self._fetching[wanted]], timeout=self._waits)
        return self._known.get(wanted, Suppression())

    async def _fetch(self, wanted: StrategyId) -> None:
        try:
            program = await self._library.program(wanted)
        except (Missing, NotStored, BrokenStrategy, DecodeError):
            return  # The letter will say so; the caps of this house hold meanwhile.
        finally:
            del self._fetching[wanted]
        self._known[wanted] = program.strategy.acknowledge.suppress
        if len(self._known) > _MOST:
            del self._known[next(iter(self._known))]
