"""What every bus keeps: who sits in a group, what falls to whom, how far the group is; and that closing ends."""

import asyncio
import contextlib

from switchboard.bus.port import Fenced, Spot
from switchboard.contracts.values import Seconds
from tests.bus.ground import Ground
from tests.bus.talk import SOON, draft, seats, values

ALL = frozenset(range(4))


async def test_whoever_is_alone_in_a_group_has_every_partition(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    member = await bus.member("router", topic.name)

    async with seats(member) as told:
        await told.until(lambda: told.owned.get(member) == ALL)


async def test_two_members_share_the_partitions_and_whoever_leaves_hands_over(
    ground: Ground,
) -> None:
    topic, ours, theirs = await ground.topic(), await ground.open(), await ground.open()
    first = await ours.member("router", topic.name)
    async with seats(first) as told:
        await told.until(lambda: told.owned.get(first) == ALL)
        second = await theirs.member("router", topic.name)
        told.watch(second)

        await told.until(lambda: [*map(len, told.owned.values())] == [2, 2])
        assert told.owned[first] | told.owned[second] == ALL

        await told.leave(first)
        await told.until(lambda: told.owned[second] == ALL)


async def test_more_members_than_partitions_leave_some_with_none(ground: Ground) -> None:
    topic, bus = await ground.topic(partitions=1), await ground.open()
    members = [await bus.member("router", topic.name) for _ in range(3)]

    async with seats(*members) as told:
        await told.until(lambda: sorted(map(len, told.owned.values())) == [0, 0, 1])


async def test_two_groups_are_independent(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    router = await bus.member("router", topic.name)
    desk = await bus.member("desk", topic.name)

    async with seats(router, desk) as told:
        await told.until(lambda: [*told.owned.values()] == [ALL, ALL])
        await router.note(1, 17)
        assert await router.noted(1) == 17
        assert await desk.noted(1) is None


async def test_what_a_group_noted_is_known_to_whoever_comes_next(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    member = await bus.member("router", topic.name)
    async with seats(member) as told:
        await told.until(lambda: told.owned.get(member) == ALL)
        await member.note(0, 3)
        await member.note(0, 5)
        await told.leave(member)

    heir = await (await ground.open()).member("router", topic.name)

    async with seats(heir) as told:
        await told.until(lambda: told.owned.get(heir) == ALL)
        assert [await heir.noted(0), await heir.noted(1)] == [5, None]


async def test_an_owner_that_lost_its_partition_unawares_is_fenced_by_the_next(
    ground: Ground,
) -> None:
    topic, ours, theirs = await ground.topic(), await ground.open(), await ground.open()
    first = await ours.member("router", topic.name)
    async with seats(first) as told:
        await told.until(lambda: told.owned.get(first) == ALL)
        writers = {n: await ours.writer(f"router.{n}") for n in ALL}
        second = await theirs.member("router", topic.name)
        told.watch(second)
        await told.until(lambda: len(told.owned.get(second, ())) == 2)
        for n in told.owned[second]:
            await (await theirs.writer(f"router.{n}")).commit([draft(topic, b"heir", partition=n)])

        kept = set()
        for n in ALL:
            with contextlib.suppress(Fenced):
                await writers[n].commit([draft(topic, b"first", partition=n)])
                kept.add(n)

    assert kept == ALL - told.owned[second]
    for n in ALL:
        assert await values(ours, topic, n) == [b"first" if n in kept else b"heir"]


async def test_closing_ends_in_time_whoever_still_waits(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    reader = await bus.reader({Spot(topic.name, 0): 0})
    member = await bus.member("router", topic.name)
    await bus.writer("router.0")
    waiting = [
        asyncio.create_task(reader.batch(10, Seconds(SOON))),
        asyncio.create_task(member.assignment()),
        *(asyncio.create_task(bus.publish([draft(topic, bytes(1_000))])) for _ in range(100)),
    ]
    await asyncio.sleep(0)

    async with asyncio.timeout(6):
        await bus.close()

    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting, timeout=5)
    assert all(task.done() for task in waiting)


async def test_closing_a_reader_a_writer_and_a_member_ends_in_time(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    reader = await bus.reader({Spot(topic.name, 0): 0})
    writer, member = await bus.writer("router.0"), await bus.member("router", topic.name)

    async with asyncio.timeout(10):
        await reader.close()
        await writer.close()
        await member.close()
