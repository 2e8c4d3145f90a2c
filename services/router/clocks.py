"""The clocks of a case: started by a promise, stopped by what staff do, broken by time. Pure."""

from collections.abc import Container
from typing import Final

from msgspec.structs import replace

from switchboard.contracts.case import Case, ClockRun, ClockState
from switchboard.contracts.judgement import LedgerEntry, Promise
from switchboard.contracts.values import Clock, Seconds, UnixSeconds
from switchboard.strategy.hours import MAX_LEDGER, Calendar, folded, resumed
from switchboard.strategy.program import Program

SETTLED_THEN: Final = "paused: resolved"
KEPT: Final = frozenset({Clock.FIRST_RESPONSE})
"""The promises that are kept track of; the others are worked out for the explanation only."""


def started(promises: tuple[Promise, ...]) -> tuple[ClockRun, ...]:
    """Return the running clocks of a fresh judgement."""
    return tuple(
        ClockRun(
            clock=promise.clock,
            state=ClockState.RUNNING,
            within=promise.within,
            starts_at=promise.starts_at,
            due_at=promise.due_at,
            ledger=promise.ledger,
        )
        for promise in promises
        if promise.clock in KEPT
    )


def settled(case: Case, at: UnixSeconds) -> Case:
    """Return the case with every clock that time has broken by `at` marked so. Equal to the deadline is met."""
    if not any(_broken(run, at) for run in case.clocks):
        return case
    clocks = tuple(
        replace(run, state=ClockState.BREACHED) if _broken(run, at) else run for run in case.clocks
    )
    return replace(case, clocks=clocks)


def _broken(run: ClockRun, at: UnixSeconds) -> bool:
    return run.state is ClockState.RUNNING and at > run.due_at


def met(case: Case, clocks: Container[Clock], at: UnixSeconds) -> Case:
    """Return the case with these promises fulfilled; a broken one stays broken, but says when it was fulfilled."""
    return replace(case, clocks=tuple(_met(run, clocks, at) for run in case.clocks))


def _met(run: ClockRun, clocks: Container[Clock], at: UnixSeconds) -> ClockRun:
    if run.clock not in clocks or run.ended_at is not None:
        return run
    state = ClockState.MET if run.state is ClockState.RUNNING else run.state
    return replace(run, state=state, ended_at=at)


def dropped(case: Case, at: UnixSeconds) -> Case:
    """Return the case with its running clocks ended as no longer applicable: the matter is settled otherwise."""
    clocks = tuple(
        replace(run, state=ClockState.NOT_APPLICABLE, ended_at=at)
        if run.state is ClockState.RUNNING
        else run
        for run in case.clocks
    )
    return replace(case, clocks=clocks)


def revived(program: Program, case: Case, at: UnixSeconds) -> Case:
    """Return the case with the clocks that its settlement had ended running again, with what was left of them."""
    calendar = _calendar(program, case)
    return replace(case, clocks=tuple(_revived(run, calendar, at) for run in case.clocks))


def _revived(run: ClockRun, calendar: Calendar, at: UnixSeconds) -> ClockRun:
    if run.state is not ClockState.NOT_APPLICABLE or run.ended_at is None:
        return run
    rest = resumed(calendar, run.ended_at, run.due_at, at)
    passed = _until(run.ledger, run.ended_at)
    pause = LedgerEntry(start_at=run.ended_at, end_at=at, counted=Seconds(0.0), why=SETTLED_THEN)
    ledger = folded([*passed, pause, *rest.ledger], MAX_LEDGER)
    state = ClockState.RUNNING
    return replace(run, state=state, ended_at=None, due_at=rest.end_at, ledger=ledger)


def _until(ledger: tuple[LedgerEntry, ...], end_at: UnixSeconds) -> list[LedgerEntry]:
    """Return what had passed by then; the entry in which it ends counts for its part."""
    passed = []
    for entry in ledger:
        if entry.end_at <= end_at:
            passed.append(entry)
        elif entry.start_at < end_at:
            part = (end_at - entry.start_at) / (entry.end_at - entry.start_at)
            counted = Seconds(round(entry.counted * part, 3))
            passed.append(replace(entry, end_at=end_at, counted=counted))
    return passed


def _calendar(program: Program, case: Case) -> Calendar:
    """Return by which hours the promises of a case run; the strategy may have lost its SLA or department since."""
    strategy = program.strategy
    sla = strategy.sla.get(case.decisions[0].judgement.sla) if case.decisions else None
    department = strategy.departments.get(case.department)
    default = strategy.departments[strategy.defaults.department]
    return program.calendars[(sla.clock if sla else None) or (department or default).calendar]
