"""Short visits to the log by the other commands: opened, asked, closed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from services.cli.clock import WallClock
from services.cli.house import open_bus, require_topics
from services.cli.say import CouldNot
from services.cli.settings import Settings, of_process
from switchboard.bus.port import Bus, Record, Spot, Unavailable
from switchboard.bus.pump import restore

T = TypeVar("T")


Ask = Callable[[Settings, Bus], Awaitable[T]]


def visit(ask: Ask[T]) -> T:
    """Return what `ask` finds out in the log of the settings, which must be there. Raises Wrong, CouldNot."""
    require_log()
    return enter(ask)


def enter(ask: Ask[T]) -> T:
    """Return what `ask` finds out; an embedded log that isn't there yet begins now. Raises Wrong, CouldNot."""

    async def asked(settings: Settings, bus: Bus) -> T:
        await require_topics(bus, settings)
        return await ask(settings, bus)

    return call(asked)


def call(ask: Ask[T]) -> T:
    """Return what `ask` finds out, whatever the topics are like. Raises Wrong, CouldNot."""
    settings = of_process()
    # Standard error is for the one line that says what is wrong.
    logging.basicConfig(handlers=[logging.NullHandler()])

    async def asked() -> T:
        async with open_bus(settings, WallClock()) as bus:
            return await ask(settings, bus)

    try:
        return asyncio.run(asked())
    except Unavailable as fault:
        raise CouldNot(f"{settings.bus_url}: the bus does not answer: {fault}") from None


def require_log() -> None:
    """Stop where the embedded log is not there: an empty one in its place would say that all is well."""
    settings = of_process()
    path = Path(settings.bus_url.removeprefix("sqlite:///"))
    if settings.bus_url.startswith("sqlite:") and not path.exists():
        raise CouldNot(
            f"{path}: there is no log; SWITCHBOARD_DATA says in which folder it is, "
            "and `switchboard up` begins one"
        )


async def all_of(bus: Bus, topic: str, partition: int = 0) -> list[Record]:
    """Return every record of a partition that is there now."""
    records: list[Record] = []
    await restore(bus, Spot(topic, partition), records.append)
    return records
