"""A front door on an embedded log in memory, and somebody who knocks."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count

import httpx

from services.channels.door import Door, Secrets, porch, room
from services.channels.http import routes
from services.channels.limits import LIMITS, Limits
from services.channels.originals import Ours
from switchboard.blobs import open_blobs
from switchboard.bus.port import Bus, Record, Spot
from switchboard.bus.sqlite import SqliteBus
from switchboard.bus.sqlite.terms import Terms
from switchboard.contracts import topics
from switchboard.contracts.codec import decode_event
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Seconds
from switchboard.directory import Directory
from switchboard.http.access import Entrance, Gate
from switchboard.http.app import app
from switchboard.metrics import Metrics
from tests.harness.clock import HandClock

SECRETS = Secrets(id_key=b"id key", token_keys=(b"newest token key", b"older token key"))
OURS = Ours(addresses=("support@acme.example",))
HERE = "http://localhost"


def fresh_ids() -> Iterator[str]:
    return (f"fresh-{number}" for number in count())


def door_on(bus: Bus, clock: HandClock, limits: Limits = LIMITS) -> Door:
    """Return a door that lets this machine in."""
    directory = Directory()
    directory.caught_up()
    ids = fresh_ids()
    return Door(
        bus=bus,
        blobs=open_blobs("memory://"),
        clock=clock,
        secrets=SECRETS,
        directory=directory,
        gate=Gate(directory, Entrance.THIS_MACHINE),
        metrics=Metrics(),
        fresh=lambda: next(ids),
        ours=OURS,
        limits=limits,
        room=room(limits),
        porch=porch(limits),
    )


def second_instance(door: Door) -> Door:
    """Return another door on the same log, with a memory of its own."""
    ids = (f"other-{number}" for number in count())
    made = door_on(door.bus, HandClock(door.clock.now()))
    return replace(made, blobs=door.blobs, fresh=lambda: next(ids))


@asynccontextmanager
async def log_in_memory(clock: HandClock, terms: Terms | None = None) -> AsyncIterator[SqliteBus]:
    bus = await SqliteBus.open(":memory:", clock, terms or Terms())
    await bus.create(topics.topics())
    try:
        yield bus
    finally:
        await bus.close()


@asynccontextmanager
async def caller(door: Door, base_url: str = HERE) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who calls the door's HTTP application."""
    transport = httpx.ASGITransport(app(routes(door)))
    async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
        yield client


async def records(bus: Bus, topic: str) -> list[Record]:
    """Return all that stands in a topic."""
    extents = await bus.extent(topic)
    reader = await bus.reader({Spot(topic, n): extent.begin for n, extent in extents.items()})
    found: list[Record] = []
    try:
        while any(reader.position(Spot(topic, n)) < one.end for n, one in extents.items()):
            found += await reader.batch(1_000, Seconds(1.0))
    finally:
        await reader.close()
    return found


async def inquiries(bus: Bus) -> list[InquiryReceived]:
    """Return all inquiries that the log has taken, by their records' time and place."""
    found = [decode_event(record.value) for record in await records(bus, topics.INTAKE)]
    return [event for event in found if isinstance(event, InquiryReceived)]
