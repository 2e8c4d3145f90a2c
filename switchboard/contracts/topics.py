"""Topics: their names, keys, partitions and retention. The only place that spells one."""

from typing import Final

import msgspec

from switchboard.contracts.values import Seconds, Slot

SLOTS: Final = 4096
PARTITIONS: Final = 12
"""Fixed when the topics are created; `topics check` compares it at each start."""

MAX_RECORD_BYTES: Final = 1_000_000
"""What a topic takes at most. A step's own output stays far below (`MAX_CASE_BYTES`)."""

MAX_CASE_BYTES: Final = 256_000

HEAVY_CASE_BYTES: Final = 180_000
"""A case above that takes no more inquiries, which go on in another, and is not merged or split: what it owes must fit, too."""

_DAY: Final = 86_400.0


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """One topic as operations must have created it."""

    name: str
    partitions: int = PARTITIONS
    keep: Seconds = Seconds(14 * _DAY)
    """How long a record stays; of a compacted topic, how long superseded ones do."""
    compacted: bool = False


ORIGINALS: Final = "switchboard.originals"
INTAKE: Final = "switchboard.intake"
CASES: Final = "switchboard.cases"
DELIVERIES: Final = "switchboard.deliveries"
DIRECTORY: Final = "switchboard.directory"
DEAD_LETTERS: Final = "switchboard.dead-letters"


def topics(partitions: int = PARTITIONS) -> tuple[Topic, ...]:
    """Return every topic of an installation with `partitions` partitions."""
    return (
        Topic(name=ORIGINALS, partitions=partitions),
        Topic(name=INTAKE, partitions=partitions),
        Topic(name=CASES, partitions=partitions, compacted=True),
        Topic(name=DELIVERIES, partitions=partitions, compacted=True),
        Topic(name=DIRECTORY, partitions=1, compacted=True),
        Topic(name=DEAD_LETTERS, partitions=1),
    )


def partition_of(slot: Slot, partitions: int) -> int:
    """Return the partition that holds `slot`: neighbouring slots stay together."""
    return slot * partitions // SLOTS


def slot_key(slot: Slot) -> bytes:
    """Return the key of an event in `intake`: four digits, so that all of a slot share it."""
    return b"%04d" % slot


def partition_key(partition: int) -> bytes:
    """Return the key under which a partition of `cases` says how far it is."""
    return b"partition/%d" % partition


def is_partition_key(key: bytes) -> bool:
    """Tell whether a key of `cases` names a partition rather than a case."""
    return key.startswith(b"partition/")
