"""What promises come to, worked out minute by minute: slow, plain, and of no common code with the product.

Whoever doubts a deadline can read this: it looks at each minute's time on the wall and counts the open ones.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Final
from zoneinfo import ZoneInfo

BEGINS: Final = int(datetime(2026, 10, 12, tzinfo=UTC).timestamp()) // 60
"""The first minute that is looked at, counted from 1970: before clocks change in Europe and America."""
MINUTES: Final = 230 * 24 * 60

_LATER: Final = "breach + 2h"
_DELAY: Final = 120
_REOPENS: Final = 30 * 24 * 60
"""Who writes longer after the end than this begins another case."""
_SHARES: Final = (("warn 50%", 50), ("warn 80%", 80))


@dataclass(frozen=True)
class Hours:
    """Opening hours as somebody would tell them: (from, to) in minutes of the day, by weekday; days that differ."""

    zone: str
    week: Mapping[int, tuple[tuple[int, int], ...]]
    differs: Mapping[date, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def counted(self) -> list[int]:
        """Return how many minutes were open before each minute since `BEGINS`."""
        zone = ZoneInfo(self.zone)
        opened = (self._is_open(zone, BEGINS + number) for number in range(MINUTES))
        return [0, *accumulate(opened)]

    def _is_open(self, zone: ZoneInfo, minute: int) -> bool:
        wall = datetime.fromtimestamp(minute * 60, zone)
        now = wall.hour * 60 + wall.minute
        today, yesterday = wall.date(), wall.date() - timedelta(days=1)
        here = any(since <= now < until for since, until in self._on(today))
        return here or any(now < until - 1440 for _, until in self._on(yesterday))

    def _on(self, day: date) -> tuple[tuple[int, int], ...]:
        return self.differs.get(day, self.week.get(day.weekday(), ()))


@dataclass
class Run:
    """One promise; minutes are counted from `BEGINS`."""

    clock: str
    within: int
    starts: int
    state: str = "running"
    due: int | None = None
    spans: list[list[int]] = field(default_factory=list)
    """When it counted; the last may be open."""
    spent: int = 0
    """What had counted before `since`."""
    since: int = 0
    passed: dict[str, str] = field(default_factory=dict)
    dead: bool = False
    broken: bool = False
    ended: int | None = None
    away: int = 0
    """How long it lay settled since it was broken."""
    was_to_come: int = 0
    """When the stage after its breach was to come, as things stood when it was kept after all."""
    passed_at: dict[str, float] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    """The stages that had passed before the moment at which somebody said that they see to it."""


class Naive:
    """A case as far as its promises go."""

    def __init__(
        self, counts: Mapping[str, list[int]], promises: Mapping[str, int], at: int
    ) -> None:
        self.counts = counts
        self.promises = dict(promises)
        self.hours = "office"
        self.status = "open"
        self.answered = False
        self.hushed = -1.0
        self.left = at
        self.runs = [self._fresh(clock, at) for clock in ("first_response", "resolve")]

    def _fresh(self, clock: str, at: int) -> Run:
        return Run(clock, self.promises[clock], at, spans=[[at, -1]], since=at)

    # Counting

    def _open(self, since: int, until: int) -> int:
        counts = self.counts[self.hours]
        return counts[until] - counts[since]

    def _when(self, since: int, needed: int) -> int:
        """Return the first minute by which so many open ones have gone."""
        counts = self.counts[self.hours]
        return since if needed <= 0 else bisect_left(counts, counts[since] + needed, lo=since)

    def due(self, run: Run) -> int:
        """Return the minute at which a promise falls due."""
        return run.due if run.due is not None else self._when(run.since, run.within - run.spent)

    def moment(self, run: Run, stage: str) -> int:
        due = self.due(run)
        if stage == "breach":
            return due
        if stage == _LATER:
            return self._when(due, _DELAY) + run.away
        share = run.within * dict(_SHARES)[stage] // 100
        return self._when(run.since, share - run.spent)

    # A step: what time has done, the deed, and who is told

    def settles(self, second: float) -> None:
        for run in self.runs:
            if run.state == "running" and self.due(run) * 60 < second:
                run.due, run.state, run.broken = self.due(run), "breached", True

    def tells(self, second: float) -> None:
        for run in self.runs:
            for stage in ("warn 50%", "warn 80%", "breach", _LATER):
                stands = stage not in run.passed and self._stands(run, stage)
                missed = run.state == "breached" and stage.startswith("warn")
                if stands and (missed or self._comes(run, stage) * 60 < second):
                    run.passed[stage] = self._outcome(run, stage, second)
                    run.passed_at[stage] = second

    def _comes(self, run: Run, stage: str) -> int:
        kept = stage == _LATER and run.ended is not None
        return run.was_to_come if kept else self.moment(run, stage)

    def _stands(self, run: Run, stage: str) -> bool:
        if self.status == "closed":
            return False
        if run.state == "running":
            return stage.startswith("warn")
        if run.state != "breached":
            return False
        if stage != _LATER:
            return True
        if self.status == "waiting" and run.clock != "first_response":
            return False
        late = run.ended is None or run.was_to_come < run.ended
        return self.status in {"open", "waiting"} and late

    def _outcome(self, run: Run, stage: str, second: float) -> str:
        warns = stage.startswith("warn")
        newer = stage == "warn 50%" and self._comes(run, "warn 80%") * 60 < second
        if warns and (run.state == "breached" or newer or self.due(run) * 60 < second):
            return "overtaken"
        if self.status == "waiting" and warns:
            return "paused"
        if second < self.hushed:
            return "silenced"
        if stage == _LATER and "breach" in run.seen:
            return "acknowledged"
        return "told"

    # Deeds, each at a whole minute

    def _stop(self, run: Run, at: int, state: str) -> None:
        run.spent += self._open(run.since, at)
        run.since, run.state = at, state
        run.spans[-1][1] = at

    def _go(self, run: Run, at: int) -> None:
        run.state, run.since, run.due = "running", at, None
        run.spans.append([at, -1])
        if run.spent >= run.within:
            run.due = at

    def reply(self, at: int) -> None:
        self.answered = True
        for run in self.runs:
            if run.clock == "resolve":
                continue
            if run.state == "running":
                self._stop(run, at, "met")
            elif run.state == "breached" and run.ended is None:
                self._end(run, at)
            elif run.state == "void":
                run.dead = True

    def _end(self, run: Run, at: int) -> None:
        run.ended, run.was_to_come = at, self.moment(run, _LATER)

    def wait(self, at: int) -> None:
        self.status = "waiting"
        for run in self.runs:
            if run.clock == "resolve" and run.state == "running":
                self._stop(run, at, "paused")

    def resume(self, at: int) -> None:
        self.status = "open"
        for run in self.runs:
            if run.state == "paused":
                self._go(run, at)

    def resolve(self, at: int) -> None:
        self.status, self.left = "resolved", at
        for run in self.runs:
            if run.state == "paused":
                run.state = "met"
            elif run.state == "running":
                self._stop(run, at, "met" if run.clock == "resolve" else "void")
            elif run.state == "breached" and run.clock == "resolve" and run.ended is None:
                self._end(run, at)

    def close(self, _at: int) -> None:
        self.status = "closed"

    def reopen(self, at: int) -> None:
        self.status = "open"
        for run in self.runs:
            if (run.state == "void" and not run.dead) or (
                run.state == "met" and run.clock == "resolve"
            ):
                self._go(run, at)
            elif run.state == "breached":
                if run.clock == "resolve":
                    run.ended = None
                run.away += at - self.left

    def write(self, at: int) -> None:
        if self.status in {"resolved", "closed"} and at - self.left > _REOPENS:
            return
        if self.status == "waiting":
            self.resume(at)
        elif self.status in {"resolved", "closed"}:
            self.reopen(at)
        first = self.runs[0]
        done = first.dead or first.state == "met" or first.ended is not None
        waits = [
            run
            for run in self.runs
            if run.clock == "next_response"
            and (run.state == "running" or (run.state == "breached" and run.ended is None))
        ]
        if done and not waits:
            self.runs = [run for run in self.runs if run.clock != "next_response"]
            self.runs.append(self._fresh("next_response", at))

    def transfer(self, at: int, hours: str) -> None:
        for run in self.runs:
            if run.state == "running":
                run.spent += self._open(run.since, at)
                run.since = at
        self.hours = hours
        for run in self.runs:
            if run.state in {"running", "paused"}:
                run.within = self.promises[run.clock]
            if run.state == "running":
                run.due = at if run.spent >= run.within else None

    def edition(self, at: int, promises: Mapping[str, int]) -> None:
        """Another strategy holds: what still runs is counted again from its beginning."""
        self.promises = dict(promises)
        for run in self.runs:
            if run.state not in {"running", "paused"}:
                continue
            run.within = promises[run.clock]
            alone = len(run.spans) == 1
            run.spent = sum(
                self._open(since, at if until < 0 else until) for since, until in run.spans
            )
            if run.state == "paused":
                continue
            run.since, run.due = at, None
            if run.spent >= run.within:
                run.due = self._when(run.starts, run.within) if alone else at

    def acknowledge(self, second: float) -> None:
        """Nobody has seen at the same moment what was told at it."""
        for run in self.runs:
            still = run.state == "running" or (run.state == "breached" and run.ended is None)
            if still and "told" in run.passed.values():
                run.seen = {stage for stage, when in run.passed_at.items() if when < second}

    def hush(self, second: float, until: float) -> None:
        self.hushed = until if until > second else -1.0
