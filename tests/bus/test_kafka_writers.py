"""What a transaction on a real Kafka survives: refusals, zombies, cancellations."""

import asyncio

import pytest

from switchboard.bus.kafka import KafkaBus
from switchboard.bus.kafka.writing import KafkaWriter
from switchboard.bus.port import Fenced, TooLarge, Unavailable
from switchboard.contracts.topics import Topic
from tests.bus.ground_kafka import KafkaGround
from tests.bus.talk import draft, values

pytestmark = pytest.mark.kafka


async def begun(writer: KafkaWriter, topic: Topic, value: bytes) -> None:
    """Leave a transaction open, its record in the log and acknowledged: what a crash leaves."""
    producer = writer._producer
    await producer.begin_transaction()
    await producer.send_and_wait(topic.name, value, key=b"key", partition=0)


async def test_a_record_that_the_broker_refuses_takes_its_whole_step_with_it(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    await kafka_ground.alter(topic, {"max.message.bytes": "10000"})
    writer = await bus.writer("router.0")
    await writer.commit([draft(topic, b"before")])

    with pytest.raises(TooLarge):
        await writer.commit([draft(topic, b"small"), draft(topic, b"x" * 20_000)])

    assert await values(bus, topic) == [b"before"]
    with pytest.raises(Unavailable):
        await writer.commit([draft(topic, b"small")])
    following = await bus.writer("router.0")
    await following.commit([draft(topic, b"after")])
    assert await values(bus, topic) == [b"before", b"after"]


async def test_what_a_zombie_had_begun_is_ended_by_the_fence(kafka_ground: KafkaGround) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    zombie = await bus.writer("router.0")
    await begun(zombie, topic, b"half a step")

    heir = await bus.writer("router.0")

    assert (await bus.extent(topic.name))[0].end > 0
    assert await values(bus, topic) == []
    await heir.commit([draft(topic, b"whole")])
    assert await values(bus, topic) == [b"whole"]


async def test_a_zombie_that_wakes_is_fenced_and_its_record_never_seen(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    zombie = await bus.writer("router.0")
    await zombie.commit([draft(topic, b"in its time")])
    heir = await bus.writer("router.0")

    with pytest.raises(Fenced):
        await zombie.commit([draft(topic, b"too late")])

    await heir.commit([draft(topic, b"the heir's")])
    assert await values(bus, topic) == [b"in its time", b"the heir's"]


async def test_what_is_read_after_the_fence_is_all_that_the_one_before_ever_wrote(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    for turn in range(10):
        zombie = await bus.writer("router.0")
        last_words = asyncio.create_task(zombie.commit([draft(topic, b"%d" % turn)]))
        await asyncio.sleep(turn / 1000)  # another place in the commit each time
        await bus.writer("router.0")
        restored = await values(bus, topic)
        await asyncio.wait({last_words})

        assert await values(bus, topic) == restored
        if last_words.exception() is None:
            assert restored[-1] == b"%d" % turn


async def test_a_cancelled_commit_spends_its_writer_and_leaves_all_or_nothing(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    for turn in range(8):
        writer = await bus.writer("router.0")
        step = [draft(topic, b"%d" % turn), draft(topic, b"%d" % turn)]
        commit = asyncio.create_task(writer.commit(step))
        await asyncio.sleep(turn / 500)
        commit.cancel()
        await asyncio.wait({commit})
        if commit.cancelled():
            with pytest.raises(Unavailable):
                await writer.commit(step)
        await writer.close()
        await bus.writer("router.0")

        assert (await values(bus, topic)).count(b"%d" % turn) in {0, 2}


async def test_a_step_larger_than_one_batch_is_still_one_transaction(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    writer = await bus.writer("router.0")
    large = [draft(topic, b"%d" % n + b"x" * 400_000) for n in range(5)]

    positions = await writer.commit(large)

    assert [each.offset for each in positions] == [0, 1, 2, 3, 4]
    assert await values(bus, topic) == [each.value for each in large]


async def test_a_writer_for_a_broker_that_is_not_there_is_unavailable_in_time(
    kafka_ground: KafkaGround,
) -> None:
    nowhere = await KafkaBus.open("127.0.0.1:1", kafka_ground.clock)

    with pytest.raises(Unavailable):
        await nowhere.writer("router.0")
    with pytest.raises(Unavailable):
        await nowhere.publish([draft(Topic(name="any"), b"")])

    await nowhere.close()
