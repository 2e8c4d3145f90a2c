"""What only the broker knows: where partitions begin and end, which topics there are and how they are set."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import NoError, TopicAlreadyExistsError, for_code

from switchboard.bus.kafka.terms import Terms
from switchboard.bus.kafka.topics import faults_of, led, settings_of
from switchboard.bus.port import Extent, Unavailable
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import UnixSeconds

_CREATING_MS: Final = 5_000
_LOOK_AGAIN: Final = 0.05
_VERIFICATION: Final = "transaction.partition.verification.enable"


class Line(NamedTuple):
    """Two open connections: one that administers, one that knows offsets."""

    admin: AIOKafkaAdminClient
    consumer: AIOKafkaConsumer


async def extent(line: Line, topic: str) -> dict[int, Extent]:
    spots = await _spots(line, topic)
    # The end first: what is appended in between may be missing, never invented.
    ends = await line.consumer.end_offsets(spots)
    begins = await line.consumer.beginning_offsets(spots)
    return {spot.partition: Extent(begins[spot], ends[spot]) for spot in spots}


async def offset_at(line: Line, topic: str, at: UnixSeconds) -> dict[int, int]:
    spots = await _spots(line, topic)
    found = await line.consumer.offsets_for_times(dict.fromkeys(spots, max(0, round(at * 1000))))
    ends = await line.consumer.end_offsets(spots)
    return {
        spot.partition: ends[spot] if found[spot] is None else found[spot].offset for spot in spots
    }


async def _spots(line: Line, topic: str) -> list[TopicPartition]:
    leaders = (await _leaders(line, [topic]))[topic]
    if not leaders:
        raise Unavailable(f"there is no topic {topic} on this Kafka")
    return [TopicPartition(topic, partition) for partition in led(topic, leaders)]


async def _leaders(line: Line, names: Sequence[str]) -> dict[str, dict[int, int]]:
    """Return who leads each partition of each topic; no partitions where there is no such topic."""
    told = await line.admin.describe_topics(list(names))
    found = {
        topic["topic"]: {each["partition"]: each["leader"] for each in topic["partitions"]}
        for topic in told
    }
    return {name: found.get(name, {}) for name in names}


def _settled(leaders: Mapping[int, int]) -> bool:
    return bool(leaders) and min(leaders.values()) >= 0


async def create(line: Line, topics: Sequence[Topic], terms: Terms) -> None:
    wanted = [
        NewTopic(
            topic.name,
            topic.partitions,
            terms.replicas,
            topic_configs=settings_of(topic, terms.stamps, terms.replicas),
        )
        for topic in topics
    ]
    answer = await line.admin.create_topics(wanted, timeout_ms=_CREATING_MS)
    for name, code, *reason in answer.topic_errors:
        if for_code(code) not in (NoError, TopicAlreadyExistsError):
            raise Unavailable(f"Kafka did not create {name}: {for_code(code).__name__} {reason}")
    names = [topic.name for topic in topics]
    while not all(map(_settled, (await _leaders(line, names)).values())):  # noqa: ASYNC110  (the broker tells nobody)
        await asyncio.sleep(_LOOK_AGAIN)


async def check(line: Line, topics: Sequence[Topic], terms: Terms) -> list[str]:
    leaders = await _leaders(line, [topic.name for topic in topics])
    # Who asks while a broker is away must not be told to make anything anew.
    partitions = {name: len(led(name, of_topic)) for name, of_topic in leaders.items()}
    found = await _settings(
        line,
        [
            ConfigResource(ConfigResourceType.TOPIC, name)
            for name, there in partitions.items()
            if there
        ],
    )
    wrong = [
        f"{topic.name} is missing: create it." for topic in topics if not partitions[topic.name]
    ]
    for topic in topics:
        if there := partitions[topic.name]:
            wrong += faults_of(topic, found[topic.name], there, terms.stamps, terms.replicas)
    return wrong + await _brokers(line)


async def _brokers(line: Line) -> list[str]:
    """Say which broker lets a late request of an old transaction into a new one."""
    cluster = await line.admin.describe_cluster()
    names = [str(broker["node_id"]) for broker in cluster["brokers"]]
    found = await _settings(
        line, [ConfigResource(ConfigResourceType.BROKER, name) for name in names]
    )
    return [
        f"broker {name} has {_VERIFICATION}={found[name].get(_VERIFICATION)} and must have true:"
        " late requests could end other transactions."
        for name in names
        if found[name].get(_VERIFICATION) != "true"
    ]


async def _settings(
    line: Line, resources: Sequence[ConfigResource]
) -> dict[str, Mapping[str, str]]:
    told: list[Any] = await line.admin.describe_configs(list(resources)) if resources else []
    settings: dict[str, Mapping[str, str]] = {}
    for answer in told:
        for code, reason, _, name, entries in answer.resources:
            if for_code(code) is not NoError:
                raise Unavailable(f"Kafka does not show the settings of {name}: {reason}")
            settings[name] = {entry[0]: entry[1] for entry in entries}
    return settings
