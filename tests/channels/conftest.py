"""A front door for each test, on a log of its own."""

from collections.abc import AsyncIterator

import httpx
import pytest

from services.channels.door import Door
from switchboard.bus.sqlite import SqliteBus
from tests.channels.doorway import caller, door_on, log_in_memory
from tests.harness.clock import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def bus(clock: HandClock) -> AsyncIterator[SqliteBus]:
    async with log_in_memory(clock) as bus:
        yield bus


@pytest.fixture
def door(bus: SqliteBus, clock: HandClock) -> Door:
    return door_on(bus, clock)


@pytest.fixture
async def client(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    async with caller(door) as client:
        yield client
