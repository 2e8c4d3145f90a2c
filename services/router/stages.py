"""The stages of a case's promises: when each comes, which lie ahead, and when the case wants attention next. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from services.router import drill
from services.router.clocks import calendar_of, is_open
from services.router.ladder import ladder_of, sla_in_force
from services.router.policy import sla_of
from switchboard.contracts.case import (
    MAX_STAGES,
    Case,
    ClockRun,
    ClockState,
    Flag,
    Passing,
    PromiseStage,
)
from switchboard.contracts.course import CaseMarkedSpam, CaseMerged
from switchboard.contracts.notices import Alert
from switchboard.contracts.values import LIVE, Clock, Reminder, Seconds, Status, UnixSeconds
from switchboard.strategy.escalation import Rung
from switchboard.strategy.hours import Calendar, between, worked
from switchboard.strategy.notation import Moment
from switchboard.strategy.program import Program
from switchboard.strategy.stages import BREACH, comes_at, moments, named

_SILENT: Final = frozenset({Status.CLOSED, Status.MERGED})


class _Course(NamedTuple):
    """By what the stages of a case come."""

    calendar: Calendar
    moments: tuple[Moment, ...]
    ladder: Sequence[Rung]
    drill: bool


def planned(program: Program, before: Case | None, after: Case, at: UnixSeconds) -> Case:
    """Return the case with the stages of its open promises where they lie now. What has passed stays passed."""
    known = {(run.clock, run.starts_at): run for run in before.clocks} if before else {}
    after = _returned(before, after, at)
    moved = before is None or _place(program, before) != _place(program, after)
    stale = [
        run
        for run in after.clocks
        if is_open(run) and (moved or _shifted(known.get((run.clock, run.starts_at)), run))
    ]
    if not stale:
        return after
    course = _course(program, after)
    seen_at = before.changed_at if before else at
    clocks = tuple(
        _planned(
            course, _inherited(run, seen_at), at, fresh=(run.clock, run.starts_at) not in known
        )
        if run in stale
        else run
        for run in after.clocks
    )
    return replace(after, clocks=clocks)


def _place(program: Program, case: Case) -> tuple[str, str, str | None]:
    return case.strategy_id, case.department, sla_of(program.strategy, case)


def _shifted(was: ClockRun | None, run: ClockRun) -> bool:
    if was is None or not run.stages or not is_open(was):
        return True  # What was stopped may have been matched anew meanwhile.
    return (was.within, was.due_at, was.away) != (run.within, run.due_at, run.away)


def _returned(before: Case | None, after: Case, at: UnixSeconds) -> Case:
    """Return a case that was settled with its ladders going on where they were left: nobody was to climb them meanwhile."""
    if before is None or _is_at_work(before) or not _is_at_work(after):
        return after
    span = Seconds(max(0.0, at - _left_at(before, at)))
    clocks = tuple(_later_by(run, span) if is_open(run) else run for run in after.clocks)
    return replace(after, clocks=clocks)


def _is_at_work(case: Case) -> bool:
    return case.status in LIVE and Flag.SPAM not in case.flags


def _left_at(case: Case, at: UnixSeconds) -> UnixSeconds:
    """Return since when a case has been settled, as far as it tells."""
    by_hand = [one.at for one in case.actions if one.accepted and one.type in _SETTLING]
    resolved = [case.resolved_at] if case.resolved_at is not None else []
    return min([*by_hand[-1:], *resolved], default=at)


def _later_by(run: ClockRun, span: Seconds) -> ClockRun:
    stages = tuple(
        one if one.again_at is None else replace(one, again_at=UnixSeconds(one.again_at + span))
        for one in run.stages
    )
    broken = run.state is ClockState.BREACHED
    return replace(run, stages=stages, away=Seconds(run.away + span) if broken else run.away)


_SETTLING: Final = frozenset(
    str(kind.__struct_config__.tag) for kind in (CaseMarkedSpam, CaseMerged)
)
"""What settles a case without resolving it."""


def _inherited(run: ClockRun, seen_at: UnixSeconds) -> ClockRun:
    """Return a promise of an earlier version, broken when we last saw it: nobody was to be told of that."""
    if run.stages or run.state is not ClockState.BREACHED or run.due_at >= seen_at:
        return run
    breach = PromiseStage(stage=_BREACH, at=run.due_at)
    return replace(run, stages=(_not_asked(breach, seen_at),))


def _not_asked(stage: PromiseStage, at: UnixSeconds) -> PromiseStage:
    return replace(stage, passed_at=at, passing=Passing.NOT_ASKED)


def _course(program: Program, case: Case) -> _Course:
    sla, ladder = sla_in_force(program, case), ladder_of(program, case)
    wanted = moments(sla, ladder) if sla else (BREACH,)
    return _Course(calendar_of(program, case), wanted, ladder, drill.is_drill(case))


def _planned(course: _Course, run: ClockRun, at: UnixSeconds, *, fresh: bool) -> ClockRun:
    passed = [stage for stage in run.stages if stage.passed_at is not None or _missed(run, stage)]
    gone = {stage.stage for stage in passed}
    since = run.starts_at if fresh else at
    ahead = [
        PromiseStage(stage=named(moment), at=_comes_at(course, run, moment, since))
        for moment in course.moments
        if named(moment) not in gone and _may_come(run, moment)
    ]
    if not fresh:
        known = {stage.stage for stage in run.stages}
        ahead = [_anew(stage, at) if stage.stage not in known else stage for stage in ahead]
    room = MAX_STAGES - len(ahead)
    stages = sorted([*passed[-room:], *ahead[:MAX_STAGES]], key=_at) if room > 0 else ahead
    return replace(run, stages=tuple(stages[:MAX_STAGES]))


def _anew(stage: PromiseStage, at: UnixSeconds) -> PromiseStage:
    """Return a stage that a promise has got under way: where it lay before that, nobody had asked for it."""
    return _not_asked(stage, at) if stage.at <= at and stage.stage != _BREACH else stage


def _at(stage: PromiseStage) -> UnixSeconds:
    return stage.at


def _missed(run: ClockRun, stage: PromiseStage) -> bool:
    """What would have been warned of was broken before: that is noted yet."""
    return run.state is ClockState.BREACHED and is_warning(stage)


def _may_come(run: ClockRun, moment: Moment) -> bool:
    """Nobody is warned of what is broken already."""
    return run.state is ClockState.RUNNING or moment.share >= 1.0


def _comes_at(course: _Course, run: ClockRun, moment: Moment, since: UnixSeconds) -> UnixSeconds:
    """Return when a moment comes, of a promise of which so much has counted by `since`."""
    if moment.share >= 1.0:
        if course.drill and moment.later:
            return UnixSeconds(run.due_at + drill.after_breach(moment, course.ladder))
        comes = comes_at(moment, course.calendar, run.starts_at, run.within, run.due_at)
        return UnixSeconds(comes + run.away) if moment.later else comes
    left = between(course.calendar, since, max(since, run.due_at)).counted
    elapsed = 0.0 if since == run.starts_at else run.within - left
    missing = Seconds(round(run.within * moment.share - elapsed, 3))
    comes = worked(course.calendar, since, missing).end_at if missing > 0 else since
    return min(comes, run.due_at)  # Whoever promises less from now on may have broken it before.


def coming(case: Case, run: ClockRun) -> Iterator[PromiseStage]:
    """Yield the stages of which somebody is to be told once they have passed, unless the case changes before."""
    if case.status in _SILENT or Flag.SPAM in case.flags or run.why:
        return
    for stage in run.stages:
        if stage.passed_at is None and _stands(case, run, stage):
            yield stage


def _stands(case: Case, run: ClockRun, stage: PromiseStage) -> bool:
    if run.state is ClockState.RUNNING:
        return is_warning(stage) and stage.at < run.due_at
    if run.state is not ClockState.BREACHED:
        return False
    if is_warning(stage) or stage.stage == _BREACH:
        return True  # That it was broken is told, be it kept after all.
    if is_customers_turn(case, run, stage):
        return False  # It waits with us, until the turn is ours again.
    return case.status in LIVE and (run.ended_at is None or stage.at < run.ended_at)


def is_warning(stage: PromiseStage | Alert) -> bool:
    """Tell whether a stage, or the alert of one, comes while there is still time."""
    return stage.stage.startswith(_WARNS)


def is_later(stage: PromiseStage | Alert) -> bool:
    """Tell whether it comes when a promise has been broken for some time."""
    return not is_warning(stage) and stage.stage != _BREACH


_WARNS: Final = "warn "
_BREACH: Final = named(BREACH)


def repeating(case: Case, run: ClockRun) -> Iterator[PromiseStage]:
    """Yield the stages of which somebody is to be told again."""
    if case.status not in LIVE or Flag.SPAM in case.flags or not is_open(run):
        return
    for stage in run.stages:
        if stage.again_at is not None and not is_customers_turn(case, run, stage):
            yield stage


def is_customers_turn(case: Case, run: ClockRun, stage: PromiseStage) -> bool:
    """Tell whether nobody of ours can do anything: but for a first answer that is late, which was ours to give before."""
    late_answer = run.clock is Clock.FIRST_RESPONSE and not is_warning(stage)
    return case.status is Status.WAITING and not late_answer


def wakes(case: Case) -> dict[Clock | Reminder, UnixSeconds]:
    """Return when each promise, and each reminder, wants attention next; nothing of what time alone won't change."""
    found: dict[Clock | Reminder, UnixSeconds] = {}
    for run in case.clocks:
        due = [run.due_at] if run.state is ClockState.RUNNING else []
        stages = [stage.at for stage in coming(case, run)]
        again = [stage.again_at for stage in repeating(case, run) if stage.again_at is not None]
        if soon := [*due, *stages, *again]:
            found[run.clock] = min([*soon, found.get(run.clock, soon[0])])
    for one in case.reminders:
        found[one.reminder] = min(one.at, found.get(one.reminder, one.at))
    return found
