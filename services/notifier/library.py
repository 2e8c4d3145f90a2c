"""What letters are written from: strategies by their id, and the words of staff, as blobs hold them."""

import asyncio
from typing import Final

from switchboard.blobs import Blobs
from switchboard.contracts.notices import Message, Reply, Update
from switchboard.contracts.values import StrategyId
from switchboard.strategy.bundle import Bundle, blob_key, unpack
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.program import Program
from switchboard.strategy.templates import ours

_MOST: Final = 8
"""Strategies that are kept compiled: the one in force, and those before it whose cases still owe something."""


class Library:
    """Programs, each compiled once. Belongs to one event loop."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._programs: dict[StrategyId, Program] = {}
        self._compiling = asyncio.Lock()

    async def program(self, strategy_id: StrategyId) -> Program:
        """Return the strategy as it was when the notice came to be owed.

        Raises Missing, NotStored; BrokenStrategy where it no longer compiles.
        """
        async with self._compiling:
            known = self._programs.pop(strategy_id, None) or await self._compile(strategy_id)
            self._programs[strategy_id] = known
            if len(self._programs) > _MOST:
                del self._programs[next(iter(self._programs))]
        return known

    async def words(self, notice: Message) -> str:
        """Return what staff wrote. Raises Missing, NotStored."""
        match notice:
            case Reply(body=key) | Update(body=key) if key:
                return (await self._blobs.get(key)).decode("utf-8", "replace")
            case _:
                return ""

    async def _compile(self, strategy_id: StrategyId) -> Program:
        bundle = unpack(await self._blobs.get(blob_key(strategy_id)))
        return await asyncio.to_thread(_compiled, bundle)


def _compiled(bundle: Bundle) -> Program:
    """Return the program, with the templates that we bring along at hand: they take a while, too."""
    ours()
    return compile_bundle(bundle)
