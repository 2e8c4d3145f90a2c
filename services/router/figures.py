"""What the router counts: noted at each turn, shown once it is durable."""

from services.router.turn import Change
from switchboard.contracts.case import Case, ClockState, Flag
from switchboard.contracts.values import How, StrategyId, UnixSeconds
from switchboard.metrics import Metrics

_ENDED = frozenset({ClockState.MET, ClockState.BREACHED})
_PARKED_FOR = (Flag.OUTPUT_TOO_LARGE, Flag.FAULT, Flag.UNREADABLE)


class Figures:
    """The figures of one batch."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._noted: list[tuple[Change, UnixSeconds]] = []
        self._strategy: StrategyId | None = None

    def note(self, change: Change | None, at: UnixSeconds) -> None:
        """Remember what a turn did. `at`: when the log took its event."""
        if change is not None:
            self._noted.append((change, at))

    def show(self, now: UnixSeconds) -> None:
        """Count what was noted: it is durable."""
        for change, at in self._noted:
            self._count(change, at, now)
        self._noted.clear()

    def under(self, strategy: StrategyId | None) -> None:
        """Show the strategy that this partition judges by now; None: the partition is no longer ours."""
        if strategy == self._strategy:
            return
        if self._strategy is not None:
            self._metrics.strategy_info.labels(self._strategy).dec()
        if strategy is not None:
            self._metrics.strategy_info.labels(strategy).inc()
        self._strategy = strategy

    def _count(self, change: Change, at: UnixSeconds, now: UnixSeconds) -> None:
        cause = change.after.cause
        self._metrics.case_events.labels(cause.type).inc()
        if cause.how is not None and cause.channel is not None:
            self._metrics.inquiries_settled.labels(cause.channel, cause.how).inc()
            self._metrics.routing_delay.observe(max(0.0, now - at))
            if cause.how is How.PARKED:
                reason = next((why for why in _PARKED_FOR if why in change.after.flags), "unknown")
                self._metrics.inquiries_parked.labels(cause.channel, reason).inc()
            if change.before is None and change.after.decisions:
                self._metrics.decisions.labels(change.after.decisions[-1].judgement.rule).inc()
        self._count_promises(change.before, change.after)

    def _count_promises(self, before: Case | None, after: Case) -> None:
        ended = {run.clock for run in before.clocks if run.state in _ENDED} if before else set()
        for run in after.clocks:
            if run.state in _ENDED and run.clock not in ended:
                self._metrics.sla_due.labels(run.clock, after.department).inc()
                if run.state is ClockState.BREACHED:
                    self._metrics.sla_breaches.labels(run.clock, after.department).inc()
