"""A reader on a real Kafka: it passes over what nobody may see, and never stands still in silence."""

import asyncio

import pytest

from switchboard.bus.kafka import KafkaBus
from switchboard.bus.port import Spot, Unavailable
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds
from tests.bus.ground_kafka import KafkaGround
from tests.bus.talk import draft, some

pytestmark = pytest.mark.kafka


async def broken_off(bus: KafkaBus, topic: Topic) -> None:
    """Leave a record that is never committed, with the mark that says so."""
    writer = await bus.writer(topic.name)
    await writer._producer.begin_transaction()
    await writer._producer.send_and_wait(topic.name, b"never", key=b"key", partition=0)
    await writer._producer.abort_transaction()
    await writer.close()


async def test_a_reader_passes_over_what_was_broken_off_without_waiting_for_more(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    await broken_off(bus, topic)
    spot, (_, end) = Spot(topic.name, 0), (await bus.extent(topic.name))[0]
    reader = await bus.reader({spot: 0})

    async with asyncio.timeout(10):
        found = await reader.batch(10, Seconds(60))

    assert found == []
    assert reader.position(spot) == end > 1


async def test_what_stands_behind_something_broken_off_is_found(kafka_ground: KafkaGround) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    reader = await bus.reader({Spot(topic.name, 0): 0})
    await broken_off(bus, topic)

    await bus.publish([draft(topic, b"behind")])

    assert [record.value for record in await some(reader, 1)] == [b"behind"]


async def test_quiet_partitions_hold_up_no_busy_one(kafka_ground: KafkaGround) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    reader = await bus.reader({Spot(topic.name, n): 0 for n in range(4)})
    now = asyncio.get_running_loop().time
    began = now()

    for n in range(10):
        await bus.publish([draft(topic, b"%d" % n)])
        assert [record.value for record in await some(reader, 1)] == [b"%d" % n]

    assert now() - began < 10 * 0.5


async def test_a_reader_whose_fetching_has_died_says_so(kafka_ground: KafkaGround) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    reader = await bus.reader({Spot(topic.name, 0): 0})
    reader._consumer._fetcher._fetch_task.cancel()
    await asyncio.wait({reader._consumer._fetcher._fetch_task})

    with pytest.raises(Unavailable, match="open another reader"):
        await reader.batch(1, Seconds(1))
