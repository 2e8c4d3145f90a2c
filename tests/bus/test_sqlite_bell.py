"""The bell of the embedded log: whoever listens hears it, and whoever is told to stop stops."""

import asyncio

import pytest

from switchboard.bus.port import Spot
from switchboard.bus.sqlite.bell import Bell, heard
from switchboard.contracts.values import Seconds

HERE, THERE = Spot("intake", 0), Spot("intake", 1)


async def test_a_ring_is_heard_where_it_rings_and_nowhere_else() -> None:
    bell = Bell()
    with bell.listening([HERE]) as here, bell.listening([THERE]) as there:
        bell.ring([HERE])

        assert await heard(here, Seconds(0.0))
        assert not await heard(there, Seconds(0.0))


@pytest.mark.parametrize("moments", range(6))
async def test_whoever_is_told_to_stop_in_the_moment_of_a_ring_stops(moments: int) -> None:
    """A wait that answers instead of stopping goes on for ever: nobody tells it twice."""
    bell = Bell()
    with bell.listening([HERE]) as ear:
        listening = asyncio.create_task(heard(ear, Seconds(30.0)))
        await asyncio.sleep(0)
        bell.ring([HERE])
        for _ in range(moments):
            await asyncio.sleep(0)
        told_in_time = listening.cancel()
        await asyncio.wait([listening])

    assert listening.cancelled() is told_in_time
