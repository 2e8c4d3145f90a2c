"""The front door on a real Kafka: many callers at once, none of whom can spoil it for the others."""

import asyncio

import pytest

from switchboard.bus.port import TooLarge, Unavailable
from switchboard.contracts.topics import MAX_RECORD_BYTES, Topic
from switchboard.contracts.values import Seconds
from tests.bus.ground_kafka import KafkaGround
from tests.bus.talk import draft, heard, values

pytestmark = pytest.mark.kafka


async def test_a_thousand_callers_each_hear_where_their_own_record_stands(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()

    told = await asyncio.gather(
        *(bus.publish([draft(topic, b"%d" % n, partition=n % 4)]) for n in range(1000))
    )

    for n, (position,) in enumerate(told):
        assert position.partition == n % 4
    records = {
        (r.partition, r.offset): r.value for p in range(4) for r in await heard(bus, topic, p)
    }
    assert [records[each.partition, each.offset] for (each,) in told] == [
        b"%d" % n for n in range(1000)
    ]


async def test_a_caller_who_goes_away_takes_nobody_along(kafka_ground: KafkaGround) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    await bus.publish([draft(topic, b"first")])
    leaving = [asyncio.create_task(bus.publish([draft(topic, b"leaving")])) for _ in range(5)]
    staying = [asyncio.create_task(bus.publish([draft(topic, b"staying")])) for _ in range(5)]
    await asyncio.sleep(0)
    for caller in leaving:
        caller.cancel()

    await asyncio.gather(*staying)

    assert (await values(bus, topic)).count(b"staying") == 5


async def test_what_the_broker_refuses_as_too_large_is_refused_and_the_door_stays_open(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    await kafka_ground.alter(topic, {"max.message.bytes": "10000"})

    with pytest.raises(TooLarge):
        await bus.publish([draft(topic, b"x" * 20_000)])

    await bus.publish([draft(topic, b"small")])
    assert await values(bus, topic) == [b"small"]


async def test_whoever_shares_a_batch_with_something_too_large_is_told_to_send_again(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    await kafka_ground.alter(topic, {"max.message.bytes": "10000"})
    await bus.publish([draft(topic, b"open the door", partition=1)])

    told = await asyncio.gather(
        *(bus.publish([draft(topic, value)]) for value in (b"small", b"x" * 20_000)),
        return_exceptions=True,
    )

    assert [type(each) for each in told] == [Unavailable, Unavailable]
    assert await values(bus, topic) == []


async def test_the_largest_record_that_we_let_in_is_one_that_the_topic_takes(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    size = MAX_RECORD_BYTES
    while True:
        try:
            await bus.publish([draft(topic, b"x" * size)])
        except TooLarge:
            size -= 10
        else:
            break

    assert size > MAX_RECORD_BYTES - 200
    assert [len(value or b"") for value in await values(bus, topic)] == [size]


async def test_a_topic_that_is_not_there_is_unavailable_and_holds_up_no_other(
    kafka_ground: KafkaGround,
) -> None:
    kafka_ground.terms = kafka_ground.terms._replace(patience=Seconds(1))
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    missing = asyncio.create_task(bus.publish([draft(Topic(name="missing"), b"")]))

    await bus.publish([draft(topic, b"there")])

    assert not missing.done()
    with pytest.raises(Unavailable):
        await missing
    await bus.publish([draft(topic, b"still there")])


async def test_a_lane_keeps_the_order_in_which_callers_came(kafka_ground: KafkaGround) -> None:
    topic, bus = await kafka_ground.topic(), await kafka_ground.open()
    await bus.publish([draft(topic, b"open")])

    waiting = [asyncio.create_task(bus.publish([draft(topic, b"%d" % n)])) for n in range(500)]
    told = await asyncio.gather(*waiting)

    assert [position.offset for (position,) in told] == list(range(1, 501))
