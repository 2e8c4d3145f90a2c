"""What the carriers of all partitions share, and the figures they keep."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from services.notifier.answers import Answer
from services.notifier.lane import Lane, Lanes
from switchboard.bus.port import Bus
from switchboard.clock import Clock
from switchboard.contracts.delivery import Delivery, Outcome, Purpose
from switchboard.contracts.notices import Notice
from switchboard.contracts.values import Medium
from switchboard.metrics import Metrics


@dataclass(frozen=True, kw_only=True)
class Office:
    """The bus, the ways out, and who writes the letters."""

    bus: Bus
    clock: Clock
    metrics: Metrics
    lanes: Lanes
    """One for each destination, so that none waits for another."""
    lane_of: Callable[[Notice], str]
    """Names the lane of a notice: where it goes, as far as that is known now."""
    medium_of: Callable[[Notice], Medium]
    send: Callable[[Sequence[Notice], Sequence[Delivery]], Awaitable[Answer]]
    """Write and send the one message of what was claimed: several only where staff are told together."""
    message_id: Callable[[Notice, str], str]
    """Names the message of a notice, or of the group that it goes out with (empty: it goes alone)."""
    jitter: Callable[[], float]
    """Returns a number in [0, 1)."""
    reached: Callable[[str], None]
    """Told how far a delivery has come, so that tests can strike there."""


@dataclass(frozen=True)
class UnderWay:
    """A claim that is open, and the place in a lane that it takes."""

    notice: Notice
    claimed: Delivery
    lane: Lane


def count(metrics: Metrics, under_way: UnderWay, concluded: Delivery) -> None:
    """Count one attempt."""
    medium, purpose = concluded.medium, concluded.purpose
    metrics.deliveries.labels(purpose, medium, concluded.outcome).inc()
    metrics.delivery_seconds.labels(medium).observe(concluded.at - under_way.claimed.at)
    if purpose is Purpose.ACKNOWLEDGEMENT and concluded.outcome is Outcome.SENT:
        metrics.acknowledgement_delay.observe(max(0.0, concluded.at - under_way.notice.owed_at))
