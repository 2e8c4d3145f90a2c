"""The strategies in use, compiled once each from their bundles."""

import asyncio
import logging
from collections.abc import Iterable
from importlib.metadata import version
from typing import Final

from msgspec import DecodeError

from services.router.turn import NotReady
from switchboard.blobs import Blobs, Missing, NotStored
from switchboard.contracts.values import StrategyId
from switchboard.strategy.bundle import blob_key, unpack
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.problems import BrokenStrategy
from switchboard.strategy.program import Program

_log: Final = logging.getLogger(__name__)


class Programs:
    """What was fetched so far. A bundle never changes: its id is its hash."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._programs: dict[StrategyId, Program] = {}
        self._gone: set[StrategyId] = set()

    def get(self, strategy: StrategyId, /) -> Program | None:
        """Return the program of a strategy; None where it was never fetched, or can't be had."""
        return self._programs.get(strategy)

    async def fetch(self, strategies: Iterable[StrategyId]) -> None:
        """Have the programs of these strategies. Raises NotReady where one can't be had."""
        for strategy in set(strategies) - set(self._programs):
            try:
                raw = await self._blobs.get(blob_key(strategy))
                self._programs[strategy] = await asyncio.to_thread(_compiled, raw)
            except Missing as gone:
                raise NotReady(f"the bundle of strategy {strategy} is not there") from gone
            except NotStored as gone:
                raise NotReady(f"the blob store does not answer: {gone}") from gone
            except (BrokenStrategy, DecodeError) as broken:
                raise NotReady(f"strategy {strategy} can't be read: {broken}") from broken

    async def fetch_what_is_there(self, strategies: Iterable[StrategyId]) -> None:
        """Have the programs of old cases, as far as they can be had: one that is lost stops nobody else."""
        for strategy in set(strategies) - set(self._programs) - self._gone:
            try:
                await self.fetch([strategy])
            except NotReady as gone:
                self._gone.add(strategy)
                _log.error("strategy lost", extra={"strategy_id": strategy, "why": str(gone)})


def _compiled(raw: bytes) -> Program:
    return compile_bundle(unpack(raw), tzdata_version=version("tzdata"))
