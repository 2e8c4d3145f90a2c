"""How a topic must be made on Kafka, and what is wrong where it wasn't. Pure: compares, asks nobody."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from switchboard.bus.port import Unavailable
from switchboard.contracts.topics import MAX_RECORD_BYTES, Topic

_DAY_MS: Final = 86_400_000
_SLACK_MS: Final = 2 * _DAY_MS
"""How much longer than promised a superseded record may stay, so that compaction works in bulk."""


class Stamps(StrEnum):
    """Who says when a record was taken."""

    BROKER = "LogAppendTime"
    SENDER = "CreateTime"
    """For tests, which move the clock by hand. In production a wrong clock would make history."""


def settings_of(topic: Topic, stamps: Stamps, replicas: int) -> dict[str, str]:
    """Return the topic's settings by Kafka's names."""
    return {
        "max.message.bytes": str(MAX_RECORD_BYTES),
        "message.timestamp.type": stamps.value,
        "min.insync.replicas": str(max(1, replicas - 1)),
        "segment.ms": str(_DAY_MS),
        **_keeping(topic),
        **_believing(stamps),
    }


def _keeping(topic: Topic) -> dict[str, str]:
    keep_ms = round(topic.keep * 1000)
    if not topic.compacted:
        return {"cleanup.policy": "delete", "retention.ms": str(keep_ms), "retention.bytes": "-1"}
    return {
        "cleanup.policy": "compact",
        "min.compaction.lag.ms": str(keep_ms),
        "max.compaction.lag.ms": str(keep_ms + _SLACK_MS),
        "delete.retention.ms": str(keep_ms),
    }


def _believing(stamps: Stamps) -> dict[str, str]:
    if stamps is Stamps.BROKER:
        return {}
    # Kafka 4 refuses a record that is an hour ahead of the broker.
    return {"message.timestamp.after.max.ms": str(2**63 - 1)}


def led(topic: str, leaders: Mapping[int, int]) -> list[int]:
    """Return the partitions of a topic by their ids. Raises Unavailable where one has no leader now."""
    for partition, leader in sorted(leaders.items()):
        if leader < 0:
            raise Unavailable(f"partition {partition} of {topic} has no leader")
    return sorted(leaders)


def faults_of(
    topic: Topic, found: Mapping[str, str], partitions: int, stamps: Stamps, replicas: int
) -> Iterator[str]:
    """Say what is wrong with one topic, a sentence each."""
    if partitions != topic.partitions:
        yield (
            f"{topic.name} has {partitions} partitions and must have {topic.partitions}:"
            " the number is fixed when a topic is created, so create it anew or set the number to match."
        )
    for name, wanted in settings_of(topic, stamps, replicas).items():
        there = found.get(name)
        if there != wanted:
            yield f"{topic.name} has {name}={there} and must have {name}={wanted}: alter the topic."
