"""Workers on a log in memory, and mails that were accepted for them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from services.channels import worker
from services.channels.door import Door
from services.channels.mail_door import take_mail
from switchboard.bus.crew import Crew
from switchboard.bus.port import Spot
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.topics import INTAKE, ORIGINALS
from switchboard.contracts.values import InquiryId, Seconds
from tests.channels.doorway import inquiries


@asynccontextmanager
async def working(
    door: Door, *, processes: int = 1, mark: Callable[[str], None] = lambda _place: None
) -> AsyncIterator[Crew]:
    crew = Crew()
    work = worker.run(door, crew, lambda: 0.0, processes=processes, mark=mark)
    task = asyncio.create_task(work)
    try:
        yield crew
    finally:
        task.cancel()
        await asyncio.wait([task])


async def settled(bus: SqliteBus, number: int) -> list[InquiryReceived]:
    """Wait until `number` inquiries stand in the log."""
    spots = {Spot(INTAKE, n): extent.begin for n, extent in (await bus.extent(INTAKE)).items()}
    reader = await bus.reader(spots)
    try:
        async with asyncio.timeout(60.0):
            found = 0
            while found < number:
                found += len(await reader.batch(1_000, Seconds(1.0)))
    finally:
        await reader.close()
    return await inquiries(bus)


async def accepted(door: Door, mails: Sequence[bytes]) -> list[InquiryId]:
    return [await take_mail(door, mail, f"source {n}") for n, mail in enumerate(mails)]


def lag(door: Door, partition: int) -> float | None:
    labels = {"topic": ORIGINALS, "partition": str(partition)}
    return door.metrics.registry.get_sample_value("switchboard_bus_lag_records", labels)
