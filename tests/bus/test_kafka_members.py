"""Seats in a group on a real Kafka: rebalances disturb nobody, and a sleeper finds its place taken."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from switchboard.bus.kafka.membership import KafkaMember
from switchboard.bus.port import Draft, Spot
from switchboard.contracts.topics import Topic
from tests.bus.ground_kafka import KafkaGround
from tests.bus.talk import SOON, draft, heard, some
from tests.bus.tally import caught_up, folded, made

pytestmark = pytest.mark.kafka


async def test_what_stays_ours_in_a_rebalance_is_read_on_from_where_we_are(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    first = await bus.member(topic.name, topic.name)
    assert await first.assignment() == {0, 1, 2, 3}
    readers = [await bus.reader({Spot(topic.name, n): 0}) for n in range(4)]
    for n in range(4):
        await bus.publish([draft(topic, b"%d" % turn, partition=n) for turn in range(3)])
        await some(readers[n], 3)
        await first.note(n, 1)

    second = await (await kafka_ground.open()).member(topic.name, topic.name)
    kept = await first.assignment()

    assert len(kept) == 2
    assert await second.assignment() == {0, 1, 2, 3} - kept
    for n in kept:
        await bus.publish([draft(topic, b"3", partition=n)])
        assert [record.value for record in await some(readers[n], 1)] == [b"3"]


async def test_a_member_reads_nothing_though_much_is_there(kafka_ground: KafkaGround) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    await bus.publish([draft(topic, b"%d" % n) for n in range(100)])
    member = await bus.member(topic.name, topic.name)
    await member.assignment()
    other = await bus.member(topic.name, topic.name)
    await member.assignment()

    assert paused(member) == owned(member)
    assert paused(other) == owned(other)


async def test_a_note_for_what_is_not_ours_is_dropped(kafka_ground: KafkaGround) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    member = await bus.member(topic.name, topic.name)
    await member.assignment()
    other = await bus.member(topic.name, topic.name)
    (theirs, *_) = await other.assignment()
    await member.assignment()

    await member.note(theirs, 5)
    await other.note(theirs, 7)

    assert await member.noted(theirs) == 7


async def test_a_member_whose_coordination_dies_takes_another_seat(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    first = await bus.member(topic.name, topic.name)
    second = await bus.member(topic.name, topic.name)
    await eventually(lambda: sorted([len(owned(first)), len(owned(second))]) == [2, 2])
    seat = first._consumer
    assert seat is not None

    async def fails(assignment: object) -> None:
        raise RuntimeError("a defect of the library")

    seat._coordinator._maybe_do_autocommit = fails
    seat._coordinator.request_rejoin()

    await eventually(lambda: first._consumer not in (None, seat))
    await eventually(lambda: owned(first) | owned(second) == {0, 1, 2, 3})
    await eventually(lambda: len(owned(first)) == len(owned(second)) == 2)


async def test_a_pump_that_slept_past_its_session_is_fenced_and_harms_nothing(
    kafka_ground: KafkaGround,
) -> None:
    source, sink = await kafka_ground.topic(partitions=2), await kafka_ground.topic(compacted=True)
    bus = await kafka_ground.open()
    async with process(kafka_ground, source, sink) as sleeper:
        await bus.publish(inputs(source, b"before"))
        await both_caught_up(kafka_ground, source, sink)
        async with process(kafka_ground, source, sink):
            os.kill(sleeper.pid, signal.SIGSTOP)
            await bus.publish(inputs(source, b"meanwhile"))
            await both_caught_up(kafka_ground, source, sink)
            os.kill(sleeper.pid, signal.SIGCONT)
            await bus.publish(inputs(source, b"after"))
            await both_caught_up(kafka_ground, source, sink)
            await says(sleeper, b"Fenced")

    for partition in range(2):
        wanted = folded(await heard(bus, source, partition))
        assert await made(bus, sink, partition) == wanted


async def eventually(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not holds():  # noqa: ASYNC110 - the seat tells nobody but its owner
            await asyncio.sleep(0.02)


def inputs(source: Topic, value: bytes) -> list[Draft]:
    return [draft(source, b"%s %d" % (value, n), partition=n % 2) for n in range(200)]


async def says(child: asyncio.subprocess.Process, word: bytes) -> None:
    assert child.stdout is not None
    async with asyncio.timeout(SOON):
        while (await child.stdout.readline()).strip() != word:
            pass


async def both_caught_up(ground: KafkaGround, source: Topic, sink: Topic) -> None:
    bus = await ground.open()
    for partition in range(2):
        await caught_up(bus, source, sink, partition)


@asynccontextmanager
async def process(
    ground: KafkaGround, source: Topic, sink: Topic
) -> AsyncIterator[asyncio.subprocess.Process]:
    """One more pump, in a process of its own."""
    command = ("-m", "tests.bus.kafka_pump", ground.bootstrap, source.name, sink.name)
    child = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield child
    finally:
        child.kill()
        await child.wait()


def owned(member: KafkaMember) -> set[int]:
    return {spot.partition for spot in member._consumer.assignment()} if member._consumer else set()


def paused(member: KafkaMember) -> set[int]:
    return {spot.partition for spot in member._consumer.paused()} if member._consumer else set()
