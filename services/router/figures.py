"""What the router counts: noted at each turn, shown once it is durable."""

from collections import Counter

from services.router.turn import Change
from switchboard.contracts.case import Case, ClockRun, ClockState, Flag
from switchboard.contracts.values import How, StrategyId, UnixSeconds
from switchboard.metrics import Metrics, Total

_ENDED = frozenset({ClockState.MET, ClockState.BREACHED})
_PARKED_FOR = (Flag.OUTPUT_TOO_LARGE, Flag.FAULT, Flag.UNREADABLE)


_Tally = Counter[tuple[Total, tuple[str, ...]]]


class Figures:
    """The figures of one batch."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._noted: list[tuple[Change, UnixSeconds]] = []
        self._strategy: StrategyId | None = None

    def note(self, change: Change | None, at: UnixSeconds) -> None:
        """Remember what a turn did, but for exercises. `at`: when the log took its event."""
        if change is not None and Flag.DRILL not in change.after.flags:
            self._noted.append((change, at))

    def show(self, now: UnixSeconds) -> None:
        """Count what was noted: it is durable."""
        tally: _Tally = Counter()
        for change, at in self._noted:
            self._count(tally, change)
            if change.after.cause.how is not None:
                self._metrics.routing_delay.observe(max(0.0, now - at))
        self._noted.clear()
        # A batch holds few sorts of things: looking each child up once is what costs.
        for (metric, labels), count in tally.items():
            metric.labels(*labels).inc(count)

    def under(self, strategy: StrategyId | None) -> None:
        """Show the strategy that this partition judges by now; None: the partition is no longer ours."""
        if strategy == self._strategy:
            return
        if self._strategy is not None:
            self._metrics.strategy_info.labels(self._strategy).dec()
        if strategy is not None:
            self._metrics.strategy_info.labels(strategy).inc()
        self._strategy = strategy

    def _count(self, tally: _Tally, change: Change) -> None:
        cause, figures = change.after.cause, self._metrics
        tally[figures.case_events, (cause.type,)] += 1
        if cause.how is not None and cause.channel is not None:
            tally[figures.inquiries_settled, (cause.channel, cause.how)] += 1
            if cause.how is How.PARKED:
                reason = next((why for why in _PARKED_FOR if why in change.after.flags), "unknown")
                tally[figures.inquiries_parked, (cause.channel, reason)] += 1
            if change.before is None and change.after.decisions:
                tally[figures.decisions, (change.after.decisions[-1].judgement.rule,)] += 1
        self._count_promises(tally, change.before, change.after)

    def _count_promises(self, tally: _Tally, before: Case | None, after: Case) -> None:
        """Count each promise when it ends, and that it is broken when it is: both once, whatever happens to it later."""
        known = {(run.clock, run.starts_at): run for run in before.clocks} if before else {}
        for run in after.clocks:
            was = known.get((run.clock, run.starts_at))
            if was is None and run.ended_before:
                continue  # It was counted before a later one took its place for a while.
            if run.state in _ENDED and not (was and _counted(was)):
                tally[self._metrics.sla_due, (run.clock, after.department)] += 1
            broken = run.state is ClockState.BREACHED
            if broken and not (was and was.state is ClockState.BREACHED):
                tally[self._metrics.sla_breaches, (run.clock, after.department)] += 1


def _counted(run: ClockRun) -> bool:
    return run.state in _ENDED or run.ended_before
