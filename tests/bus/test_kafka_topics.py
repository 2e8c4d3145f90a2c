"""Topics as a real Kafka makes them, and what `check` says of those that somebody made otherwise."""

import secrets
import time
from typing import Any

import pytest

from switchboard.bus.kafka import KafkaBus, Stamps, Terms
from switchboard.bus.kafka.topics import faults_of, led, settings_of
from switchboard.bus.port import Unavailable
from switchboard.contracts.topics import Topic, topics
from switchboard.contracts.values import Seconds
from tests.bus.ground_kafka import KafkaGround
from tests.bus.talk import draft, heard
from tests.harness.clock import SUNDAY_NOON as NOON
from tests.harness.clock import HandClock

A_DAY = 86_400_000
KEPT = Topic(name="kept", keep=Seconds(14 * 86_400))
FOLDED = Topic(name="folded", keep=Seconds(14 * 86_400), compacted=True)
ANEW = (
    ": the number is fixed when a topic is created, so create it anew or set the number to match."
)


def test_what_is_kept_for_two_weeks_is_deleted_by_the_day() -> None:
    assert settings_of(KEPT, Stamps.BROKER, replicas=3) == {
        "cleanup.policy": "delete",
        "max.message.bytes": "1000000",
        "message.timestamp.type": "LogAppendTime",
        "min.insync.replicas": "2",
        "retention.bytes": "-1",
        "retention.ms": str(14 * A_DAY),
        "segment.ms": str(A_DAY),
    }


def test_what_is_folded_keeps_its_history_for_two_weeks_and_little_more() -> None:
    assert settings_of(FOLDED, Stamps.BROKER, replicas=1) == {
        "cleanup.policy": "compact",
        "delete.retention.ms": str(14 * A_DAY),
        "max.compaction.lag.ms": str(16 * A_DAY),
        "max.message.bytes": "1000000",
        "message.timestamp.type": "LogAppendTime",
        "min.compaction.lag.ms": str(14 * A_DAY),
        "min.insync.replicas": "1",
        "segment.ms": str(A_DAY),
    }


def test_a_topic_made_for_a_hand_moved_clock_takes_records_from_the_future() -> None:
    settings = settings_of(KEPT, Stamps.SENDER, replicas=1)

    assert settings["message.timestamp.type"] == "CreateTime"
    assert settings["message.timestamp.after.max.ms"] == str(2**63 - 1)


def test_a_fault_says_what_is_there_and_what_must_be() -> None:
    found = settings_of(KEPT, Stamps.BROKER, 1) | {"retention.ms": "1"}

    assert list(faults_of(KEPT, found, 3, Stamps.BROKER, 1)) == [
        f"kept has 3 partitions and must have 12{ANEW}",
        "kept has retention.ms=1 and must have retention.ms=1209600000: alter the topic.",
    ]


def test_partitions_are_named_by_their_ids() -> None:
    assert led("kept", {2: 1, 0: 1, 5: 0}) == [0, 2, 5]


def test_a_partition_without_a_leader_is_named() -> None:
    with pytest.raises(Unavailable, match="partition 3 of kept has no leader"):
        led("kept", {0: 1, 3: -1})


@pytest.mark.kafka
async def test_while_a_partition_has_no_leader_nobody_is_told_to_create_its_topic_anew(
    kafka_ground: KafkaGround,
) -> None:
    topic, bus = await kafka_ground.topic(partitions=4), await kafka_ground.open()
    await bus.extent(topic.name)
    _take_its_leader(bus, partition=3)

    for question in (bus.check([topic]), bus.extent(topic.name), bus.offset_at(topic.name, NOON)):
        with pytest.raises(Unavailable, match=f"partition 3 of {topic.name} has no leader"):
            await question


def _take_its_leader(bus: KafkaBus, partition: int) -> None:
    """Answer as a Kafka does whose broker for one partition is away."""
    line = bus._asking._line
    assert line is not None
    asking = line.admin.describe_topics

    async def describe(names: list[str]) -> list[Any]:
        told: list[Any] = await asking(names)
        for topic in told:
            topic["partitions"] = [
                each | ({"leader": -1, "error_code": 5} if each["partition"] == partition else {})
                for each in topic["partitions"]
            ]
        return told

    line.admin.describe_topics = describe  # the fault is outside our code


@pytest.mark.kafka
async def test_what_create_makes_check_finds_nothing_wrong_with(kafka_bootstrap: str) -> None:
    wanted = [
        Topic(name=f"{topic.name}.{secrets.token_hex(4)}", partitions=2, compacted=topic.compacted)
        for topic in topics()
    ]
    bus = await KafkaBus.open(kafka_bootstrap, HandClock())

    await bus.create(wanted)

    assert await bus.check(wanted) == []
    await bus.close()


@pytest.mark.kafka
async def test_check_tells_what_is_missing_and_what_was_altered(kafka_ground: KafkaGround) -> None:
    topic, bus = await kafka_ground.topic(partitions=3), await kafka_ground.open()
    missing = Topic(name="missing")
    await kafka_ground.alter(topic, {"cleanup.policy": "compact", "segment.ms": str(A_DAY)})
    other = Topic(name=topic.name, partitions=4, keep=topic.keep)

    told = await bus.check([missing, other])

    assert told == [
        "missing is missing: create it.",
        f"{topic.name} has 3 partitions and must have 4{ANEW}",
        f"{topic.name} has cleanup.policy=compact and must have cleanup.policy=delete: alter the topic.",
        f"{topic.name} has retention.ms=-1 and must have retention.ms=86400000: alter the topic.",
    ]


@pytest.mark.kafka
async def test_creating_again_leaves_what_is_there_as_it_is(kafka_ground: KafkaGround) -> None:
    topic, bus = await kafka_ground.topic(partitions=2), await kafka_ground.open()
    await bus.publish([draft(topic, b"kept")])

    await bus.create([Topic(name=topic.name, partitions=5)])

    assert len(await bus.extent(topic.name)) == 2
    assert [record.value for record in await heard(bus, topic)] == [b"kept"]


@pytest.mark.kafka
async def test_in_production_the_broker_says_when_a_record_came(
    kafka_ground: KafkaGround,
) -> None:
    kafka_ground.terms = Terms(stamps=Stamps.BROKER)
    topic, bus = Topic(name=f"live-{secrets.token_hex(4)}", partitions=1), await kafka_ground.open()
    await bus.create([topic])
    before = time.time()  # noqa: TID251 - the broker's clock is the real one

    await bus.publish([draft(topic, b"now")])
    writer = await bus.writer(topic.name)
    await writer.commit([draft(topic, b"then")])

    stamps = [record.at for record in await heard(bus, topic)]
    after = time.time()  # noqa: TID251 - the broker's clock is the real one
    assert before - 0.001 <= stamps[0] <= stamps[1] <= after
