"""The log as a test looks at it, and waiting for what must come to stand there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from switchboard.bus.port import Bus, Record, Spot
from switchboard.bus.sqlite import MEMORY, SqliteBus
from switchboard.clock import Clock
from switchboard.contracts.topics import topics
from switchboard.contracts.values import Seconds

T = TypeVar("T")
PATIENCE = 20


@asynccontextmanager
async def log(clock: Clock, partitions: int = 2) -> AsyncIterator[SqliteBus]:
    """A log that nobody else sees."""
    bus = await SqliteBus.open(MEMORY, clock)
    try:
        await bus.create(topics(partitions))
        yield bus
    finally:
        await bus.close()


async def records(bus: Bus, topic: str) -> list[Record]:
    """Return all that stands in `topic` now, partition by partition."""
    found: list[Record] = []
    for partition, extent in sorted((await bus.extent(topic)).items()):
        spot = Spot(topic, partition)
        reader = await bus.reader({spot: extent.begin})
        while reader.position(spot) < extent.end:
            found += await reader.batch(1_000, Seconds(1.0))
        await reader.close()
    return found


async def until(
    look: Callable[[], Awaitable[Sequence[T]]], holds: Callable[[Sequence[T]], bool]
) -> Sequence[T]:
    """Look again and again until it holds; say what was there where it never did."""
    seen: Sequence[T] = ()
    try:
        async with asyncio.timeout(PATIENCE):
            while not holds(seen := await look()):  # noqa: ASYNC110  (nobody rings for a test)
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"it never came; there is only {seen}") from None
    return seen
