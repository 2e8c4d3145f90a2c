"""What a case is promised, by where it lies and the rule that put it there. Pure."""

from collections.abc import Container, Iterable
from typing import Final

from msgspec.structs import replace

from services.router.clocks import calendar_of, past, paused, rematched, started
from services.router.drill import drilled, is_drill
from switchboard.contracts.case import Case, ClockRun
from switchboard.contracts.handling import ReplyWritten
from switchboard.contracts.judgement import Promise
from switchboard.contracts.values import Clock, Status, UnixSeconds
from switchboard.strategy.judge import promises
from switchboard.strategy.model import Strategy
from switchboard.strategy.program import DEFAULT_RULE, Program
from switchboard.strategy.promises import FROM_THE_START


def sla_of(strategy: Strategy, case: Case) -> str | None:
    """Return the SLA of the rule that decided; where the rule is gone, the one of the same name, if there is one."""
    if not case.decisions:
        return None
    judged = case.decisions[-1].judgement
    if judged.rule == DEFAULT_RULE:
        return strategy.defaults.sla
    rule = next((rule for rule in strategy.route if rule.id == judged.rule), None)
    if rule is not None:
        return rule.sla or strategy.defaults.sla
    return judged.sla if judged.sla in strategy.sla else None


def promised(
    program: Program,
    case: Case,
    at: UnixSeconds,
    clocks: Container[Clock] = FROM_THE_START,
) -> tuple[Promise, ...]:
    """Return what the case is promised from `at`; where the strategy has lost its rule or department, the default."""
    strategy = program.strategy
    sla = sla_of(strategy, case) or strategy.defaults.sla
    known = case.department in strategy.departments
    department = case.department if known else strategy.defaults.department
    made = promises(program, sla, department, at, clocks)
    return drilled(made) if is_drill(case) else made


def placed_anew(program: Program, before: Case, after: Case, at: UnixSeconds) -> Case:
    """Return the case, which lies elsewhere now, with its clocks by what is promised there."""
    made = [
        promise
        for run in after.clocks
        for promise in promised(program, after, past(run.starts_at, at), {run.clock})
    ]
    return reckoned(program, before, after, made, at)


def reckoned(
    program: Program, before: Case, after: Case, made: Iterable[Promise], at: UnixSeconds
) -> Case:
    """Return the case with its clocks by these promises; what stays as promised keeps its ledger."""
    moved = rematched(calendar_of(program, before), calendar_of(program, after), after, made, at)
    return replace(
        moved,
        clocks=tuple(
            old if (old.within, old.due_at) == (new.within, new.due_at) else new
            for old, new in zip(after.clocks, moved.clocks, strict=True)
        ),
    )


def with_new(program: Program, case: Case, since: UnixSeconds, at: UnixSeconds) -> Case:
    """Return the case with a clock for what is promised now, and was not before. Nothing is broken by this alone."""
    running = {run.clock for run in case.clocks}
    if not running:
        return replace(case, clocks=started(promised(program, case, since)))
    if Clock.FIRST_RESPONSE not in running and _was_replied(case):
        running.add(Clock.FIRST_RESPONSE)
    made = promised(program, case, since, FROM_THE_START - running)
    fresh = tuple(_not_before(run, at) for run in started(made))
    grown = replace(case, clocks=(*case.clocks, *fresh))
    return paused(program, grown, at) if case.status is Status.WAITING else grown


def _not_before(run: ClockRun, at: UnixSeconds) -> ClockRun:
    return replace(run, due_at=max(run.due_at, at))


def _was_replied(case: Case) -> bool:
    return any(one.accepted and one.type == _REPLY for one in case.actions)


_REPLY: Final = str(ReplyWritten.__struct_config__.tag)
