"""What an installation decides about its Kafka; the rest is decided in the code."""

from collections.abc import Callable
from typing import NamedTuple

from switchboard.bus.kafka.topics import Stamps
from switchboard.contracts.values import Seconds


def _pass(_: str) -> None:
    """Let it pass."""


class Terms(NamedTuple):
    """How long to wait, and how topics are made."""

    patience: Seconds = Seconds(8)
    """How long anything may take; must stay below the transaction timeout of 15 s."""
    session: Seconds = Seconds(10)
    """How long a silent member of a group keeps its partitions."""
    replicas: int = 1
    """How many brokers hold each record."""
    stamps: Stamps = Stamps.BROKER
    reached: Callable[[str], None] = _pass
    """Told how far a transaction has come (`ready`, `sent`, `committed`), so that tests can strike there."""
