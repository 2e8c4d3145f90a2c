"""The clocks of a case: started by a promise, stopped or paused by what staff do, broken by time. Pure."""

from collections.abc import Container, Iterable
from typing import Final

from msgspec.structs import replace

from services.router.drill import PLAIN, is_drill
from switchboard.contracts.case import Case, ClockRun, ClockState
from switchboard.contracts.judgement import LedgerEntry, Promise
from switchboard.contracts.values import Clock, Seconds, UnixSeconds
from switchboard.strategy.hours import MAX_LEDGER, Calendar, between, folded, worked
from switchboard.strategy.program import Program

STOPS: Final = (Clock.ACKNOWLEDGE, Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE)
"""What a reply by a person fulfils: whoever is answered knows that we have it."""
SETTLED_THEN: Final = "paused: resolved"
MERGED_THEN: Final = "paused: part of another case"
ANSWERED_THEN: Final = "answered once the case was settled"
"""Why a promise that settling the case had ended doesn't come back when it is opened again."""
CUSTOMERS_TURN: Final = "paused: waiting for the customer"
_FARTHEST: Final = Seconds(20 * 366 * 86_400.0)
"""No promise is reckoned further ahead, whatever a record says."""
PAUSES: Final = frozenset({Clock.RESOLVE})
"""The promises that wait along with us; a pause before the first answer doesn't stop that answer's clock."""
_BY_REPLIES: Final = frozenset(STOPS)


def started(promises: Iterable[Promise]) -> tuple[ClockRun, ...]:
    """Return the running clocks of what is promised."""
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


def is_open(run: ClockRun) -> bool:
    """Tell whether a promise is still to be kept, be it late."""
    return run.state in _OWED and run.ended_at is None and not run.why


_OWED: Final = frozenset({ClockState.RUNNING, ClockState.BREACHED})


def met(case: Case, clocks: Container[Clock], at: UnixSeconds) -> Case:
    """Return the case with these promises fulfilled; a broken one stays broken, but says when it was fulfilled."""
    return replace(case, clocks=tuple(_met(run, clocks, at) for run in case.clocks))


def _met(run: ClockRun, clocks: Container[Clock], at: UnixSeconds) -> ClockRun:
    if run.clock in clocks and run.state is ClockState.NOT_APPLICABLE and not run.why:
        return replace(run, why=ANSWERED_THEN)
    if run.clock not in clocks or run.ended_at is not None:
        return run
    state = ClockState.MET if run.state is ClockState.RUNNING else run.state
    return replace(run, state=state, ended_at=at)


def unmet(case: Case, since: UnixSeconds, others: Iterable[UnixSeconds] = ()) -> Case:
    """Return the case with what was fulfilled at `since` no longer so: stopped then, until it is `revived`.

    A broken promise stays broken, and goes on waiting to be fulfilled. `others` are the answers that count:
    what was answered once the case was settled still is, where one of them did that.
    """
    counting = tuple(others)
    return replace(case, clocks=tuple(_unmet(run, since, counting) for run in case.clocks))


def _unmet(run: ClockRun, since: UnixSeconds, others: tuple[UnixSeconds, ...]) -> ClockRun:
    if run.why == ANSWERED_THEN and run.ended_at is not None:
        ended_at = run.ended_at
        answered = since < ended_at or any(one >= ended_at for one in others)
        return run if answered else replace(run, why="")
    if run.ended_at != since or run.clock not in _BY_REPLIES or run.state not in _ENDED:
        return run
    return _reopened(run)


def _reopened(run: ClockRun) -> ClockRun:
    if run.state is ClockState.BREACHED:
        return replace(run, ended_at=None)
    return replace(run, state=ClockState.NOT_APPLICABLE, ended_before=True)


_ENDED: Final = frozenset({ClockState.MET, ClockState.BREACHED})


def met_again(case: Case, since: UnixSeconds, at: UnixSeconds) -> Case:
    """Return the case with what was fulfilled at `since` fulfilled at `at` instead."""
    clocks = tuple(
        replace(
            run,
            ended_at=at,
            state=ClockState.MET
            if run.state is ClockState.MET and at <= run.due_at
            else ClockState.BREACHED,
        )
        if run.ended_at == since and run.clock in _BY_REPLIES and run.state in _ENDED
        else run
        for run in case.clocks
    )
    return replace(case, clocks=clocks)


def dropped(case: Case, at: UnixSeconds) -> Case:
    """Return the case with its clocks ended as no longer applicable: the matter is settled otherwise.

    One that was paused ended when its pause began: nothing has counted since.
    """
    clocks = tuple(
        replace(
            run,
            state=ClockState.NOT_APPLICABLE,
            ended_at=at if run.ended_at is None else run.ended_at,
        )
        if run.state in _GOING
        else run
        for run in case.clocks
    )
    return replace(case, clocks=clocks)


_GOING: Final = frozenset({ClockState.RUNNING, ClockState.PAUSED})


def revived(program: Program, case: Case, at: UnixSeconds, why: str = SETTLED_THEN) -> Case:
    """Return the case with the clocks that its settlement had ended running again, with what was left of them."""
    return _going_on(program, case, at, ClockState.NOT_APPLICABLE, why)


def resolved(program: Program, case: Case, at: UnixSeconds) -> Case:
    """Return the case with what resolving it keeps kept, and the other clocks ended: they have no matter any more."""
    return dropped(met(resumed(program, case, at), (Clock.RESOLVE,), at), at)


def reopened(program: Program, case: Case, at: UnixSeconds) -> Case:
    """Return a case that was settled with its clocks running again; that it was resolved counts no more."""
    undone = tuple(
        _reopened(run)
        if run.clock is Clock.RESOLVE and run.state in _ENDED and run.ended_at is not None
        else run
        for run in case.clocks
    )
    return revived(program, replace(case, clocks=undone), at)


def paused(program: Program, case: Case, at: UnixSeconds) -> Case:
    """Return the case with the clocks stopped that don't count while the customer has the word."""
    if not program.strategy.slas.pause_while:
        return case
    clocks = tuple(
        replace(run, state=ClockState.PAUSED, ended_at=at)
        if run.state is ClockState.RUNNING and run.clock in PAUSES
        else run
        for run in case.clocks
    )
    return replace(case, clocks=clocks)


def resumed(program: Program, case: Case, at: UnixSeconds) -> Case:
    """Return the case with what was paused running again, with what was left of it."""
    return _going_on(program, case, at, ClockState.PAUSED, CUSTOMERS_TURN)


def _going_on(program: Program, case: Case, at: UnixSeconds, stopped: ClockState, why: str) -> Case:
    calendar = calendar_of(program, case)
    return replace(
        case, clocks=tuple(_resumed(run, calendar, at, stopped, why) for run in case.clocks)
    )


def _resumed(
    run: ClockRun, calendar: Calendar, at: UnixSeconds, stopped: ClockState, why: str
) -> ClockRun:
    if run.state is not stopped or run.ended_at is None or run.why:
        return run  # One that says itself why it is not applicable doesn't become so by what happens to the case.
    since = past(run.ended_at, at)
    left = _left(run, calendar, since)
    rest = worked(calendar, at, left)
    passed = _until(run.ledger, since, Seconds(run.within - left))
    pause = LedgerEntry(start_at=since, end_at=at, counted=Seconds(0.0), why=why)
    ledger = folded([*passed, pause, *rest.ledger], MAX_LEDGER)
    state = ClockState.RUNNING
    return replace(run, state=state, ended_at=None, due_at=rest.end_at, ledger=ledger)


def rematched(
    before: Calendar, after: Calendar, case: Case, promises: Iterable[Promise], at: UnixSeconds
) -> Case:
    """Return the case with its clocks under other promises: what has counted so far stays counted.

    `before` and `after` are the hours by which they ran and will run. Nothing is broken by this alone: where
    the new promise has been used up already, it is due at once.
    """
    made = {promise.clock: promise for promise in promises}
    clocks = tuple(_rematched(run, made.get(run.clock), before, after, at) for run in case.clocks)
    return replace(case, clocks=clocks)


def _rematched(
    run: ClockRun, promise: Promise | None, before: Calendar, after: Calendar, at: UnixSeconds
) -> ClockRun:
    if run.state not in _GOING or promise is None:
        return run  # What was promised once is kept, though it is promised no more.
    at = at if run.ended_at is None else past(run.ended_at, at)  # While paused, nothing counts.
    elapsed = Seconds(max(0.0, run.within - _left(run, before, at)))
    rest = worked(after, at, Seconds(round(max(0.0, promise.within - elapsed), 3)))
    ledger = folded([*_until(run.ledger, at, elapsed), *rest.ledger], MAX_LEDGER)
    return replace(run, within=promise.within, due_at=rest.end_at, ledger=ledger)


def since_the_start(
    run: ClockRun, promise: Promise, calendar: Calendar, at: UnixSeconds
) -> ClockRun:
    """Return a clock under another promise from its very beginning, by these hours; what was paused counts no more than it did."""
    if not (pauses := [entry for entry in run.ledger if entry.why.startswith(_PAUSED)]):
        return replace(run, within=promise.within, due_at=promise.due_at, ledger=promise.ledger)
    ledger: list[LedgerEntry] = []
    since = run.starts_at
    for pause in pauses:
        ledger += [*between(calendar, since, max(since, pause.start_at)).ledger, pause]
        since = pause.end_at
    ledger += between(calendar, since, max(since, at)).ledger
    elapsed = sum(entry.counted for entry in ledger)
    left = Seconds(round(max(0.0, promise.within - elapsed), 3))
    rest = worked(calendar, max(since, at), left)
    known = folded([*ledger, *rest.ledger], MAX_LEDGER)
    return replace(run, within=promise.within, due_at=rest.end_at, ledger=known)


_PAUSED: Final = "paused: "


def _left(run: ClockRun, calendar: Calendar, at: UnixSeconds) -> Seconds:
    due_at = UnixSeconds(max(at, min(run.due_at, at + _FARTHEST)))
    return Seconds(round(between(calendar, at, due_at).counted, 3))


def past(moment: UnixSeconds, at: UnixSeconds) -> UnixSeconds:
    """Return a moment that a case remembers as one that calendars know: not before 1970, and no later than now."""
    return UnixSeconds(min(max(moment, 0.0), at))


def _until(
    ledger: tuple[LedgerEntry, ...], end_at: UnixSeconds, elapsed: Seconds
) -> list[LedgerEntry]:
    """Return what had passed by then; the entry in which it ends counts for what is missing of `elapsed`."""
    passed = [entry for entry in ledger if entry.end_at <= end_at]
    for entry in ledger:
        if entry.start_at < end_at < entry.end_at:
            counted = elapsed - sum(known.counted for known in passed)
            counted = Seconds(round(min(entry.counted, max(0.0, counted)), 3))
            passed.append(replace(entry, end_at=end_at, counted=counted))
    return passed


def calendar_of(program: Program, case: Case) -> Calendar:
    """Return by which hours the promises of a case run; the strategy may have lost its SLA or department since."""
    if is_drill(case):
        return PLAIN
    strategy = program.strategy
    sla = strategy.sla.get(case.decisions[-1].judgement.sla) if case.decisions else None
    department = strategy.departments.get(case.department)
    default = strategy.departments[strategy.defaults.department]
    return program.calendars[(sla.clock if sla else None) or (department or default).calendar]
