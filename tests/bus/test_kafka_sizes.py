"""Bytes under way at once: never more than there is room for, in the order of asking."""

import asyncio
import contextlib

import pytest

from switchboard.bus.kafka.sizes import Room, weigh, weight
from switchboard.bus.port import Draft, TooLarge
from switchboard.contracts.topics import MAX_RECORD_BYTES


class Load:
    """Somebody who wants room and holds it until told otherwise."""

    def __init__(self, room: Room, amount: int) -> None:
        self.inside = False
        self.enough = asyncio.Event()
        self.task = asyncio.create_task(self._carry(room, amount))

    async def _carry(self, room: Room, amount: int) -> None:
        async with room.taken(amount):
            self.inside = True
            await self.enough.wait()
        self.inside = False


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_whoever_finds_no_room_waits_until_some_is_given_back() -> None:
    room = Room(10)
    first, second = Load(room, 6), Load(room, 6)
    await settled()
    assert (first.inside, second.inside) == (True, False)

    first.enough.set()
    await settled()

    assert (first.inside, second.inside) == (False, True)
    second.enough.set()
    await second.task


async def test_a_small_one_does_not_overtake_a_large_one() -> None:
    room = Room(10)
    loads = [Load(room, 6), Load(room, 8), Load(room, 1)]
    await settled()

    assert [load.inside for load in loads] == [True, False, False]
    for load in loads:
        load.enough.set()
    await asyncio.gather(*(load.task for load in loads))


async def test_more_than_there_is_takes_all_there_is() -> None:
    room = Room(10)
    giant, mouse = Load(room, 100), Load(room, 1)
    await settled()

    assert (giant.inside, mouse.inside) == (True, False)
    giant.enough.set()
    mouse.enough.set()
    await asyncio.gather(giant.task, mouse.task)


@pytest.mark.parametrize("leaving", [1, 2])
async def test_whoever_goes_away_while_waiting_holds_up_nobody(leaving: int) -> None:
    room = Room(10)
    loads = [Load(room, 10), Load(room, 10), Load(room, 10)]
    await settled()

    loads[leaving].task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await loads[leaving].task
    loads[0].enough.set()
    await settled()

    assert loads[3 - leaving].inside
    loads[3 - leaving].enough.set()
    await settled()
    async with asyncio.timeout(1), room.taken(10):
        pass


async def test_room_given_at_the_moment_of_leaving_is_given_back() -> None:
    room = Room(10)
    first, second = Load(room, 10), Load(room, 10)
    await settled()
    first.enough.set()
    await asyncio.sleep(0)  # the first has left, the second is admitted and not yet awake
    second.task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await second.task

    async with asyncio.timeout(1), room.taken(10):
        pass


def test_one_record_too_large_refuses_the_whole_call() -> None:
    small = Draft("topic", 0, b"key", b"value")
    large = Draft("topic", 0, b"large", b"x" * MAX_RECORD_BYTES)

    with pytest.raises(TooLarge, match=r"topic large: \d+ bytes, at most 1000000"):
        weigh([small, large])


def test_headers_keys_and_tombstones_weigh_as_well() -> None:
    empty = weight(Draft("topic", 0, b"", None))

    assert weight(Draft("topic", 0, b"k" * 100, None)) == empty + 100 + 1
    assert weight(Draft("topic", 0, b"", None, (("h" * 50, b"v" * 50),))) >= empty + 100
