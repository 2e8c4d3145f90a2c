"""The strategies in use, compiled once each from their bundles."""

import asyncio
from collections.abc import Iterable
from importlib.metadata import version

from services.router.turn import NotReady
from switchboard.blobs import Blobs, Missing
from switchboard.contracts.values import StrategyId
from switchboard.strategy.bundle import blob_key, unpack
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.program import Program


class Programs:
    """What `fetch` has fetched so far. A bundle never changes: its id is its hash."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._programs: dict[StrategyId, Program] = {}

    def get(self, strategy: StrategyId, /) -> Program | None:
        """Return the program of a strategy; None where it was never fetched."""
        return self._programs.get(strategy)

    async def fetch(self, strategies: Iterable[StrategyId]) -> None:
        """Have the programs of these strategies. Raises NotReady where a bundle is missing."""
        for strategy in set(strategies) - set(self._programs):
            try:
                raw = await self._blobs.get(blob_key(strategy))
            except Missing as gone:
                raise NotReady(
                    f"the bundle of strategy {strategy} is not in the blob store"
                ) from gone
            self._programs[strategy] = await asyncio.to_thread(_compiled, raw)


def _compiled(raw: bytes) -> Program:
    return compile_bundle(unpack(raw), tzdata_version=version("tzdata"))
