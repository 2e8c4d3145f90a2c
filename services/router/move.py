"""A case that follows another strategy from here on. Pure.

Nobody decides it anew: no words are in a case. What was decided and said stays; promises that still run are
reckoned again from their beginning, under the SLA that the same rule names now; what was paused stays paused.
"""

from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from services.router.clocks import calendar_of, past, since_the_start
from services.router.drill import drilled, is_drill
from services.router.policy import sla_of
from switchboard.contracts.case import MAX_ACTIONS, ActionOutcome, Case, ClockRun, ClockState
from switchboard.contracts.codec import event_type
from switchboard.contracts.customer import StrategyWanted
from switchboard.contracts.events import CaseMoved
from switchboard.contracts.judgement import Promise
from switchboard.contracts.values import Reference, UnixSeconds
from switchboard.strategy.judge import promises
from switchboard.strategy.model import Strategy
from switchboard.strategy.program import Program


def move(reference: Reference, wanted: StrategyWanted) -> CaseMoved:
    """Return the event by which a case comes under the wanted strategy."""
    told = f"{reference}/{wanted.strategy_id}/{wanted.since:.3f}"
    return CaseMoved(
        action_id=f"move-{blake2b(told.encode(), digest_size=9).hexdigest()}",
        reference=reference,
        strategy_id=wanted.strategy_id,
        by=wanted.by,
    )


def moved(program: Program, case: Case, event: CaseMoved, at: UnixSeconds) -> Case:
    """Return the case under the strategy of `program`, and with what was done to it among its outcomes."""
    if case.strategy_id == event.strategy_id:
        return case
    outcome = ActionOutcome(
        action_id=event.action_id, type=event_type(event), by=event.by, at=at, accepted=True
    )
    here = _housed(program.strategy, replace(case, strategy_id=event.strategy_id))
    return replace(
        here,
        clocks=tuple(_reckoned(program, here, run, at) for run in case.clocks),
        actions=(*case.actions, outcome)[-MAX_ACTIONS:],
    )


def _housed(strategy: Strategy, case: Case) -> Case:
    """A department that no longer exists can answer nobody: its cases go to the default one."""
    if case.department in strategy.departments:
        return case
    return replace(case, department=strategy.defaults.department, assignee=None)


def _reckoned(program: Program, case: Case, run: ClockRun, at: UnixSeconds) -> ClockRun:
    promise = _promised(program, case, run) if run.state in _GOING else None
    if promise is None:  # What was promised once is kept, though it is promised no more.
        return run
    moment = at if run.ended_at is None else past(run.ended_at, at)
    return since_the_start(run, promise, calendar_of(program, case), moment)


def _promised(program: Program, case: Case, run: ClockRun) -> Promise | None:
    sla = sla_of(program.strategy, case)
    made = promises(program, sla, case.department, run.starts_at, {run.clock}) if sla else ()
    return next(iter(drilled(made) if is_drill(case) else made), None)


_GOING: Final = frozenset({ClockState.RUNNING, ClockState.PAUSED})
