"""Where the conformance suite stands: a log of one kind or the other, and a clock that both obey."""

import asyncio
import contextlib
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from switchboard.bus.port import Bus
from switchboard.bus.sqlite import SqliteBus, Terms
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds
from tests.harness.clock import HandClock

A_DAY = Seconds(86_400)


class Ground(Protocol):
    """One log, seen by as many processes as a test opens."""

    clock: HandClock

    async def open(self) -> Bus:
        """Return one more process's view of the same log; closed at teardown."""
        ...

    async def topic(
        self, *, partitions: int = 4, compacted: bool = False, keep: Seconds = A_DAY
    ) -> Topic:
        """Return a fresh topic, created."""
        ...

    async def hold(self, topics: Sequence[Topic]) -> None:
        """Let nothing of these topics, which somebody else created, age but by `tidy`."""
        ...

    async def tidy(self, topic: Topic) -> None:
        """Have retention and compaction happened for what the clock says."""
        ...


class SqliteGround:
    """A file of its own for each test."""

    def __init__(self, folder: Path, terms: Terms | None = None) -> None:
        self.clock = HandClock()
        self.path = str(folder / "log.sqlite")
        self._terms = terms or Terms(beat_every=Seconds(0.1), void_after=Seconds(1))
        self._numbers = itertools.count(1)
        self._stack = contextlib.AsyncExitStack()

    async def open(self) -> SqliteBus:
        bus = await SqliteBus.open(self.path, self.clock, self._terms)
        self._stack.push_async_callback(bus.close)
        return bus

    async def topic(
        self, *, partitions: int = 4, compacted: bool = False, keep: Seconds = A_DAY
    ) -> Topic:
        topic = Topic(
            name=f"topic-{next(self._numbers)}",
            partitions=partitions,
            keep=keep,
            compacted=compacted,
        )
        bus = await self.open()
        await bus.create([topic])
        return topic

    async def hold(self, topics: Sequence[Topic]) -> None:
        pass  # Here only `tidy` lets anything age.

    async def tidy(self, topic: Topic) -> None:
        bus = await self.open()
        await bus.tidy()

    async def close(self) -> None:
        async with asyncio.timeout(30):
            await self._stack.aclose()
