"""Time that runs out is told: each stage of a promise once, to whom the ladder names, unless there is a reason not to. Pure.

It looks at the case as it stands after an event: what was answered, paused or acknowledged in time alarms nobody.
"""

from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from services.router import drill
from services.router.facts import matter
from services.router.ladder import awaited_before, ladder_of, otherwise, recipients, steps_at
from services.router.moot import is_breach, is_of, without_moot
from services.router.quiet import not_before
from services.router.stages import coming, is_later, is_warning, repeating
from switchboard.contracts.case import (
    MAX_OWED,
    Case,
    ClockRun,
    ClockState,
    Passing,
    PromiseStage,
)
from switchboard.contracts.notices import Alert
from switchboard.contracts.values import (
    Channel,
    Clock,
    NoticeId,
    Priority,
    Recipient,
    Reference,
    Seconds,
    Status,
    UnixSeconds,
)
from switchboard.strategy.escalation import Repeat, Rung
from switchboard.strategy.program import Program

LATE: Final = Seconds(125.0)
"""What is told this long after its moment is marked late: two minutes, and the grace in which the log may be behind."""

MAX_ALERTS: Final = MAX_OWED // 2
"""Alerts that a case may owe at once; others need room beside them."""

_RANK: Final = (Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT)
_RAISED_BY: Final = frozenset({Passing.TOLD, Passing.SILENCED, Passing.UNREACHABLE})


def alarmed(program: Program, case: Case, at: UnixSeconds) -> Case:
    """Return the case with every stage that has passed by `at` noted, and owing the alerts of its ladder."""
    for run in case.clocks:
        for stage in coming(case, run):
            if stage.at < at:
                case = _passed(program, case, run, stage, at)
        for stage in repeating(case, run):
            if stage.again_at is not None and stage.again_at < at:
                case = _again(program, case, run, stage, at)
    return without_moot(case, at)


def _passed(
    program: Program, case: Case, run: ClockRun, stage: PromiseStage, at: UnixSeconds
) -> Case:
    steps = steps_at(ladder_of(program, case), stage.stage)
    told = recipients(program, case, steps) if steps else ()
    passing = _passing(program, case, run, stage, steps, at)
    if passing is Passing.TOLD and (not told or not _room(case)):
        passing = Passing.UNREACHABLE
    if passing in _RAISED_BY:
        case = _raised(case, steps)
    again_at = _again_at(program, case, steps, passing, at)
    times = 1 if passing is Passing.TOLD else 0
    noted = replace(stage, passed_at=at, passing=passing, times=times, again_at=again_at)
    case = _with(case, run, noted)
    return _owing(program, case, run, noted, told, at) if times else case


def _passing(
    program: Program,
    case: Case,
    run: ClockRun,
    stage: PromiseStage,
    steps: list[Rung],
    at: UnixSeconds,
) -> Passing:
    """Return what comes of a stage, as far as the case itself says."""
    if _overtaken(run, stage, at) and not drill.is_drill(case):
        return Passing.OVERTAKEN  # Not in an exercise: the grace alone is as long as its steps.
    if not steps:
        return Passing.NOT_ASKED
    if case.status is Status.WAITING and is_warning(stage):
        return Passing.PAUSED
    if case.silenced_until is not None and at < case.silenced_until:
        return Passing.SILENCED
    if _seen(program, case, run, stage):
        return Passing.ACKNOWLEDGED
    return Passing.TOLD


def _overtaken(run: ClockRun, stage: PromiseStage, at: UnixSeconds) -> bool:
    """Tell whether a warning comes too late: it is broken by now, or a later warning is what counts."""
    if not is_warning(stage):
        return False
    later = run.stages[run.stages.index(stage) + 1 :] if stage in run.stages else ()
    newer = any(is_warning(one) and one.at < at for one in later)
    return run.state is ClockState.BREACHED or run.due_at < at or newer


def _seen(program: Program, case: Case, run: ClockRun, stage: PromiseStage) -> bool:
    """Tell whether somebody has said that they see to it, at a step that asked for that."""
    if run.acknowledged_at is None:
        return False
    asked = awaited_before(ladder_of(program, case), stage.stage)
    passed = [one.passed_at for one in run.stages if one.stage in asked]
    return any(one is not None and one < run.acknowledged_at for one in passed)


def _room(case: Case) -> int:
    """Return how many alerts more the case may owe; receipts keep their place beside them."""
    alerts = sum(isinstance(notice, Alert) for notice in case.owed)
    return max(0, min(MAX_ALERTS - alerts, MAX_OWED - len(Channel) - len(case.owed)))


def _raised(case: Case, steps: list[Rung]) -> Case:
    """It is never lowered by this: whoever has put it higher knows why."""
    highest = _highest(case.priority, steps)
    return case if highest is case.priority else replace(case, priority=highest)


def _highest(priority: Priority, steps: list[Rung]) -> Priority:
    wanted = [rung.raise_ for rung in steps if rung.raise_ is not None]
    return max([priority, *wanted], key=_RANK.index)


def raised_by(program: Program, case: Case, priority: Priority) -> Priority:
    """Return the priority, as high as what the case's ladder has raised it to so far."""
    ladder = ladder_of(program, case)
    passed = (one for run in case.clocks for one in run.stages if one.passing in _RAISED_BY)
    return _highest(priority, [step for one in passed for step in steps_at(ladder, one.stage)])


def _repeat(steps: list[Rung]) -> Repeat | None:
    return next((rung.repeat for rung in steps if rung.repeat is not None), None)


def _again_at(
    program: Program, case: Case, steps: list[Rung], passing: Passing, at: UnixSeconds
) -> UnixSeconds | None:
    """Return when it is told again: from when the last was told; where silence has kept it from that, once that is over."""
    repeat = _repeat(steps)
    if repeat is None or passing not in {Passing.TOLD, Passing.SILENCED}:
        return None
    every = drill.AGAIN if drill.is_drill(case) else repeat.every
    told_at = not_before(program, case, at) or at
    return max(UnixSeconds(told_at + every), case.silenced_until or at)


def _again(
    program: Program, case: Case, run: ClockRun, stage: PromiseStage, at: UnixSeconds
) -> Case:
    """Return the case telling once more of what nobody has acknowledged yet."""
    run = next(one for one in case.clocks if _same(one, run))
    steps = [one for one in steps_at(ladder_of(program, case), stage.stage) if one.repeat]
    repeat = _repeat(steps)
    seen = run.acknowledged_at is not None and run.acknowledged_at > (stage.passed_at or at)
    if repeat is None or seen:
        return _with(case, run, replace(stage, again_at=None))
    if case.silenced_until is not None and at < case.silenced_until:
        return _with(case, run, replace(stage, again_at=case.silenced_until))
    told = recipients(program, case, steps)
    next_at = _again_at(program, case, steps, Passing.TOLD, at)
    if told and not _lacking(case, run, stage, told) and not drill.is_drill(case):
        return _with(case, run, replace(stage, again_at=next_at))  # Who has not got the last.
    most = drill.TIMES if drill.is_drill(case) else repeat.times
    noted = replace(
        stage,
        times=stage.times + 1,
        passing=Passing.TOLD,
        again_at=next_at if stage.times < most else None,
    )
    here = _with(case, run, noted)
    return _owing(program, here, run, noted, told, at)


def _owing(
    program: Program,
    case: Case,
    run: ClockRun,
    stage: PromiseStage,
    told: tuple[Recipient, ...],
    at: UnixSeconds,
) -> Case:
    """Return the case owing an alert to each; who has not yet got the one before needs no second."""
    lacking = _lacking(case, run, stage, told)
    fresh = [_alert(program, case, run, stage, to, at) for to in lacking]
    return replace(case, owed=(*case.owed, *fresh))


def _lacking(
    case: Case, run: ClockRun, stage: PromiseStage, told: tuple[Recipient, ...]
) -> list[Recipient]:
    """Return who can be owed an alert of the stage now: as many as there is room for, and nobody twice."""
    waiting = {one.to for one in case.owed if isinstance(one, Alert) and is_of(one, run, stage)}
    return [to for to in told if to not in waiting][: _room(case)]


def _alert(
    program: Program,
    case: Case,
    run: ClockRun,
    stage: PromiseStage,
    to: Recipient,
    at: UnixSeconds,
) -> Alert:
    again = stage.times - 1
    return Alert(
        notice_id=alert_id(case.reference, run, stage.stage, to, again),
        reference=case.reference,
        to=to,
        clock=run.clock,
        starts_at=run.starts_at,
        stage=stage.stage,
        stage_at=stage.at,
        due_at=run.due_at,
        matter=matter(case),
        late=not again and at > stage.at + LATE,
        again=again,
        otherwise=otherwise(program, case, to),
        not_before=_not_before(program, case, run, stage, at),
        strategy_id=case.strategy_id,
        owed_at=at,
    )


def _not_before(
    program: Program, case: Case, run: ClockRun, stage: PromiseStage, at: UnixSeconds
) -> UnixSeconds | None:
    """Return until when an alert waits: who is above hears of it once those who open in the morning had their time."""
    opens_at = not_before(program, case, at)
    held = {one.not_before for one in case.owed if isinstance(one, Alert) and is_breach(one, run)}
    if opens_at is None or not is_later(stage) or opens_at not in held:
        return opens_at
    return UnixSeconds(opens_at + stage.at - run.due_at - run.away)


def alert_id(
    reference: Reference, run: ClockRun, stage: str, to: Recipient, again: int
) -> NoticeId:
    """Return the name of an alert: the same whenever the same log is read."""
    return alert_of(reference, run.clock, run.starts_at, stage, to, again)


def alert_of(
    reference: Reference,
    clock: Clock,
    starts_at: UnixSeconds,
    stage: str,
    to: Recipient,
    again: int,
) -> NoticeId:
    """Return the name of an alert of a promise that may be gone from its case by now."""
    told = f"{clock}/{starts_at:.3f}/{stage}/{to}/{again}"
    return NoticeId(f"{reference}-alert-{blake2b(told.encode(), digest_size=6).hexdigest()}")


def _with(case: Case, run: ClockRun, stage: PromiseStage) -> Case:
    clocks = tuple(_noted(one, stage) if _same(one, run) else one for one in case.clocks)
    return replace(case, clocks=clocks)


def _noted(run: ClockRun, stage: PromiseStage) -> ClockRun:
    stages = tuple(stage if one.stage == stage.stage else one for one in run.stages)
    return replace(run, stages=stages)


def _same(one: ClockRun, other: ClockRun) -> bool:
    return (one.clock, one.starts_at) == (other.clock, other.starts_at)
