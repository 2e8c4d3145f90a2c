"""What letters are written from: strategies by their id, and the words of staff, as blobs hold them."""

import asyncio
from typing import Final

from switchboard.blobs import Blobs, Missing, NotStored
from switchboard.contracts.notices import Message, Reply, StaffNotice, Update
from switchboard.contracts.values import Seconds, StrategyId
from switchboard.strategy.bundle import Bundle, blob_key, unpack
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.program import Program
from switchboard.strategy.templates import ours

_MOST: Final = 8
"""Strategies that are kept compiled: the one in force, and those before it whose cases still owe something."""
FETCHED_WITHIN: Final = Seconds(5.0)
"""How long the store may take for one of them: whoever waits for it has been claimed already."""


class Library:
    """Programs, each compiled once; none waits for another. Belongs to one event loop."""

    def __init__(self, blobs: Blobs) -> None:
        self.within = FETCHED_WITHIN
        self._blobs = blobs
        self._programs: dict[StrategyId, Program] = {}
        self._compiling: dict[StrategyId, asyncio.Task[Program]] = {}

    async def program(self, strategy_id: StrategyId) -> Program:
        """Return the strategy as it was when the notice came to be owed.

        Raises Missing, NotStored; BrokenStrategy where it no longer compiles.
        """
        if known := self._programs.pop(strategy_id, None):
            self._programs[strategy_id] = known  # Used last.
            return known
        if strategy_id not in self._compiling:
            compiling = asyncio.create_task(self._compile(strategy_id))
            self._compiling[strategy_id] = compiling
            compiling.add_done_callback(lambda done: self._compiled(strategy_id, done))
        # Whoever leaves leaves it to the others.
        return await asyncio.shield(self._compiling[strategy_id])

    async def words(self, notice: Message) -> str:
        """Return what staff wrote. Raises Missing, NotStored."""
        match notice:
            case Reply(body=key) | Update(body=key) if key:
                return (await self._get(key)).decode("utf-8", "replace")
            case _:
                return ""

    async def opinion(self, notice: StaffNotice) -> str | None:
        """Return what a customer said with the opinion that a notice tells of; None: it was erased. Raises NotStored."""
        try:
            said = await self._get(notice.words) if notice.words else b""
        except Missing:
            return None
        return said.decode("utf-8", "replace")

    async def _compile(self, strategy_id: StrategyId) -> Program:
        bundle = unpack(await self._get(blob_key(strategy_id)))
        return await asyncio.to_thread(_compiled, bundle)

    def _compiled(self, strategy_id: StrategyId, done: "asyncio.Task[Program]") -> None:
        del self._compiling[strategy_id]
        if done.cancelled() or done.exception():
            return
        self._programs[strategy_id] = done.result()
        if len(self._programs) > _MOST:
            del self._programs[next(iter(self._programs))]

    async def _get(self, key: str) -> bytes:
        try:
            async with asyncio.timeout(self.within):
                return await self._blobs.get(key)
        except TimeoutError:
            raise NotStored(f"the store has not handed it out within {self.within:g} s") from None


def _compiled(bundle: Bundle) -> Program:
    """Return the program, with the templates that we bring along at hand: they take a while, too."""
    ours()
    return compile_bundle(bundle)
