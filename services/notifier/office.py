"""What the carriers of all partitions share, and the figures they keep."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.notifier.answers import Answer, Refused
from services.notifier.caps import Caps
from services.notifier.dispatch import ALONE, Claimed, Dispatch
from services.notifier.follower import Follower
from services.notifier.gathering import Gathering
from services.notifier.lane import Lane, Lanes
from switchboard.bus.port import Bus
from switchboard.clock import Clock
from switchboard.contracts.delivery import Delivery, Outcome, Purpose
from switchboard.contracts.notices import Notice
from switchboard.contracts.purposes import is_drill
from switchboard.contracts.values import Medium
from switchboard.metrics import Metrics
from switchboard.strategy.escalation import Suppression

_log: Final = logging.getLogger(__name__)


@dataclass(kw_only=True)
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
    astray: Callable[[Notice], str]
    """Says why no way leads to whom a notice is for; empty where one does."""
    send: Callable[[Sequence[Notice], Sequence[Delivery]], Awaitable[Answer]]
    """Write and send the one message of what was claimed: several only where staff are told together."""
    message_id: Callable[[Notice, str], str]
    """Names the message of a notice, or of the group that it goes out with (empty: it goes alone)."""
    jitter: Callable[[], float]
    """Returns a number in [0, 1)."""
    reached: Callable[[str], None]
    """Told how far a delivery has come, so that tests can strike there."""
    suppression: Callable[[Notice], asyncio.Future[Suppression]]
    """Returns how often machines may write, by the strategy of a notice: what must be fetched first holds up no other."""
    caps: Caps
    gathering: Gathering = field(init=False)
    follower: Follower = field(init=False)

    def __post_init__(self) -> None:
        self.gathering = Gathering(
            self.clock, self.lanes, self.lane_of, self.hand_over, self.jitter
        )
        self.follower = Follower(self.bus, self.clock, self.caps.note)

    def dispatch(self, lane: Lane, partition: int) -> Dispatch:
        """Return a message that tells one notice alone."""
        return Dispatch(ALONE, [partition], lane, self.hand_over, self.clock.now, self.jitter())

    async def hand_over(self, notices: Sequence[Notice], claimed: Sequence[Delivery]) -> Answer:
        """Send; whatever goes wrong in it is an answer."""
        try:
            answer = await self.send(notices, claimed)
        except Exception as fault:  # noqa: BLE001  (One letter must not stop those behind it.)
            name = type(fault).__name__  # Its words may name a customer.
            _log.error("letter failed", extra={"notice_id": notices[0].notice_id, "fault": name})
            answer = Refused(f"a fault of ours, {name}: see the log")
        self.reached("notifier.sent")
        return answer


def count_answer(
    metrics: Metrics, claimed: Sequence[Claimed], concluded: Sequence[Delivery]
) -> None:
    """Count one message and what it told; an exercise counts for nothing."""
    real = [
        (one, done)
        for one, done in zip(claimed, concluded, strict=True)
        if not is_drill(one.notice)
    ]
    count_settled(metrics, [Claimed(one.notice, done) for one, done in real])
    for one, done in real:
        if done.purpose is Purpose.ACKNOWLEDGEMENT and done.outcome is Outcome.SENT:
            metrics.acknowledgement_delay.observe(max(0.0, done.at - one.notice.owed_at))
    for one, done in real[:1]:
        metrics.delivery_seconds.labels(done.medium).observe(done.at - one.delivery.at)


def count_settled(metrics: Metrics, settled: Sequence[Claimed]) -> None:
    """Count how deliveries stand by now."""
    for notice, done in settled:
        if not is_drill(notice):
            metrics.deliveries.labels(done.purpose, done.medium, done.outcome).inc()
