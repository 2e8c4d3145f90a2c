"""The clocks of a case: started by a promise, stopped by what staff do, broken by time. Pure."""

from collections.abc import Container
from typing import Final

from msgspec.structs import replace

from switchboard.contracts.case import Case, ClockRun, ClockState
from switchboard.contracts.judgement import Promise
from switchboard.contracts.values import Clock, UnixSeconds

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


def revived(case: Case) -> Case:
    """Return the case with the clocks that its settlement had ended running again, to the same deadline."""
    clocks = tuple(
        replace(run, state=ClockState.RUNNING, ended_at=None)
        if run.state is ClockState.NOT_APPLICABLE
        else run
        for run in case.clocks
    )
    return replace(case, clocks=clocks)
