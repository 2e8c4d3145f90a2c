"""A broker that freezes: connections stay open and nothing answers. Every call of ours comes back in time."""

import asyncio
import time
from collections.abc import Awaitable
from functools import partial
from typing import Any

import pytest

from switchboard.bus.kafka import Stamps, Terms
from switchboard.bus.port import Draft, Spot, Unavailable
from switchboard.contracts.values import Seconds
from tests.bus.ground_kafka import KafkaGround
from tests.bus.kafka_faults import END, PRODUCE, Ambush, at_last, frozen
from tests.bus.talk import draft, heard, values
from tests.bus.tally import caught_up, folded, made, pumping
from tests.harness.broker import Broker

pytestmark = pytest.mark.kafka

IMPATIENT = Terms(stamps=Stamps.SENDER, session=Seconds(2), patience=Seconds(1.5))


@pytest.fixture
def impatient(kafka_ground: KafkaGround) -> KafkaGround:
    kafka_ground.terms = IMPATIENT
    return kafka_ground


async def test_publishing_fails_in_time_and_works_again_afterwards(
    impatient: KafkaGround, kafka_broker: Broker
) -> None:
    topic, bus = await impatient.topic(), await impatient.open()
    await bus.publish([draft(topic, b"before")])

    with frozen(kafka_broker):
        for _ in range(2):
            async with asyncio.timeout(4):
                with pytest.raises(Unavailable):
                    await bus.publish([draft(topic, b"meanwhile")])

    await at_last(lambda: bus.publish([draft(topic, b"after")]))
    told = await values(bus, topic)
    assert (told[0], told[-1]) == (b"before", b"after")


async def test_a_commit_fails_in_time_and_is_there_whole_or_not_at_all(
    impatient: KafkaGround, kafka_broker: Broker
) -> None:
    topic, bus = await impatient.topic(), await impatient.open()
    writer = await bus.writer("router.0")
    await writer.commit([draft(topic, b"before")])

    with frozen(kafka_broker):
        async with asyncio.timeout(4):
            with pytest.raises(Unavailable):
                await writer.commit([draft(topic, b"meanwhile")] * 2)
        async with asyncio.timeout(2):
            await writer.close()

    heir = await at_last(lambda: bus.writer("router.0"))
    restored = await values(bus, topic)
    await heir.commit([draft(topic, b"after")])
    assert restored in ([b"before"], [b"before", b"meanwhile", b"meanwhile"])
    assert await values(bus, topic) == [*restored, b"after"]


async def test_letting_go_takes_no_longer_than_promised(
    impatient: KafkaGround, kafka_broker: Broker
) -> None:
    topic, bus = await impatient.topic(), await impatient.open()
    reader = await bus.reader({Spot(topic.name, 0): 0})
    member = await bus.member(topic.name, topic.name)
    await member.assignment()
    await bus.publish([draft(topic, b"")])
    other = await impatient.open()
    await other.publish([draft(topic, b"")])
    await other.reader({Spot(topic.name, 0): 0})
    await other.extent(topic.name)

    with frozen(kafka_broker):
        assert await took(reader.close()) < 2
        assert await took(member.note(0, 1)) < 3
        assert await took(member.close()) < 5
        assert await took(other.close()) < 5
        assert await took(bus.close()) < 5


async def test_callers_hear_unavailable_when_the_bus_is_closed_over_them(
    kafka_ground: KafkaGround, kafka_broker: Broker
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    await bus.publish([draft(topic, b"before")])

    with frozen(kafka_broker):
        waiting = [asyncio.create_task(bus.publish([draft(topic, b"?")])) for _ in range(3)]
        await asyncio.sleep(0.1)  # on their way: nothing tells when a record has left us
        await bus.close()
        async with asyncio.timeout(1):
            results = await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(result) for result in results] == [Unavailable] * 3


async def test_a_pump_frozen_again_and_again_makes_each_step_once(
    impatient: KafkaGround, kafka_broker: Broker
) -> None:
    source, sink = await impatient.topic(), await impatient.topic(compacted=True)
    bus = await impatient.open()

    async with pumping(bus, source, sink):
        for turn in range(4):
            arriving = [Draft(source.name, 0, b"key", b"%d.%d" % (turn, n)) for n in range(100)]
            await bus.publish(arriving)
            await asyncio.sleep(turn / 100)  # another place in the work each time
            with frozen(kafka_broker):
                await asyncio.sleep(2)
            await at_last(lambda: bus.extent(source.name))
        await at_last(lambda: bus.publish([draft(source, b"last")]))
        await caught_up(bus, source, sink)

    assert await made(bus, sink) == folded(await heard(bus, source))


@pytest.mark.parametrize("before", [PRODUCE, END])
async def test_a_pump_frozen_in_the_middle_of_a_commit_makes_each_step_once(
    impatient: KafkaGround, kafka_broker: Broker, before: type[Any]
) -> None:
    source, sink = await impatient.topic(), await impatient.topic(compacted=True)
    bus, onlooker = await impatient.open(), await impatient.open()

    async def freeze(producer: Any) -> None:
        # The request still goes out: the thawed broker finds it waiting, long after we gave it up.
        kafka_broker.pause()
        asyncio.get_running_loop().call_later(2, kafka_broker.resume)

    ambush = Ambush(before, 2, freeze)
    ambush.lie_in_wait(bus)
    async with pumping(bus, source, sink) as faults:
        for n in range(4):
            arriving = [draft(source, b"%d" % n)]
            await at_last(partial(onlooker.publish, arriving))
            await at_last(lambda: caught_up(onlooker, source, sink))

    assert (ambush.struck, bool(faults)) == (1, True)
    assert await made(onlooker, sink) == folded(await heard(onlooker, source))


async def took(ending: Awaitable[object]) -> float:
    began = time.monotonic()
    await ending
    return time.monotonic() - began
