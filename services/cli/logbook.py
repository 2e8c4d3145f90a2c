"""Short visits to the log by the other commands: opened, asked, closed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.cli.clock import WallClock
from services.cli.house import open_bus
from services.cli.say import CouldNot
from services.cli.settings import Settings, of_process
from switchboard.bus.port import Bus, Record, Spot, Unavailable
from switchboard.contracts.values import Seconds

T = TypeVar("T")
_BATCH = 1_000
_WAIT = Seconds(1.0)


def visit(ask: Callable[[Settings, Bus], Awaitable[T]]) -> T:
    """Return what `ask` finds out on the bus of the settings. Raises Wrong, CouldNot."""
    settings = of_process()

    async def asked() -> T:
        async with open_bus(settings, WallClock()) as bus:
            return await ask(settings, bus)

    try:
        return asyncio.run(asked())
    except Unavailable as fault:
        raise CouldNot(f"{settings.bus_url}: the bus does not answer: {fault}") from None


async def all_of(bus: Bus, topic: str, partition: int = 0) -> list[Record]:
    """Return every record of a partition that is there now."""
    spot = Spot(topic, partition)
    begin, end = (await bus.extent(topic))[partition]
    reader = await bus.reader({spot: begin})
    records: list[Record] = []
    try:
        while reader.position(spot) < end:
            records += await reader.batch(_BATCH, _WAIT)
    finally:
        await reader.close()
    return records
