"""What becomes of a case: a function of its strategy, itself, what happened, and when. Total and pure.

The diagram of a case's life in docs/events.md is drawn from `_LEGAL`.
"""

from typing import Final, assert_never

from msgspec.structs import replace

from services.router import owe
from services.router.clocks import dropped, met, revived, settled
from services.router.find import Surroundings
from services.router.hear import decided_after_all, joined, opened, repeated
from services.router.move import moved
from switchboard.contracts.case import MAX_ACTIONS, ActionOutcome, Case, Cause
from switchboard.contracts.codec import event_id, event_type
from switchboard.contracts.events import (
    Action,
    CaseClaimed,
    CaseMoved,
    CaseReopened,
    CaseResolved,
    CaseTransferred,
    DeadlinePassed,
    DeliveryReported,
    Event,
    Expectation,
    InquiryReceived,
    ReplyWritten,
    StrategyActivated,
)
from switchboard.contracts.values import Clock, Status, UnixSeconds
from switchboard.strategy.program import Program

_ALONE: Final = Surroundings()

_LIVE: Final = frozenset({Status.OPEN, Status.WAITING})
_OVER: Final = frozenset({Status.RESOLVED, Status.CLOSED})

_LEGAL: Final[dict[type[Action], frozenset[Status]]] = {
    CaseClaimed: _LIVE,
    CaseTransferred: _LIVE,
    ReplyWritten: _LIVE | {Status.RESOLVED},
    CaseResolved: _LIVE,
    CaseReopened: _OVER,
}
"""What staff may do to a case of which status."""

_STOPS: Final = (Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE)
"""What a reply by a person fulfils."""


def decide(
    program: Program,
    case: Case | None,
    event: Event,
    at: UnixSeconds,
    around: Surroundings = _ALONE,
) -> Case | None:
    """Return the case after `event`; None where the event concerns no case.

    `at` is the log's time of the event; a case never goes back in time. Clocks that have run out by then are
    broken first, so that an event which the log took in time is in time however late it is read. `program` is
    the case's own; for a case that moves, the one that it moves to.
    """
    if case is None:
        return opened(program, event, at, around) if isinstance(event, InquiryReceived) else None
    at = max(at, case.changed_at)
    now = settled(case, at)
    match event:
        case InquiryReceived():
            after = _heard(program, now, event, at, around)
        case DeadlinePassed():
            after = now
        case DeliveryReported():
            after = owe.reported(now, event)
        case CaseMoved():
            after = moved(program, now, event, at)
        case CaseClaimed() | CaseTransferred() | ReplyWritten() | CaseResolved() | CaseReopened():
            after = _acted(program, now, event, at)
        case StrategyActivated():
            return None
        case _:
            assert_never(event)
    return _recorded(case, after, event, at)


def _heard(
    program: Program,
    case: Case,
    event: InquiryReceived,
    at: UnixSeconds,
    around: Surroundings,
) -> Case:
    if any(contact.inquiry_id == event.inquiry_id for contact in case.inquiries):
        # A parked one that comes again (a dead letter retried) gets the decision that failed the first time.
        undecided = not case.decisions and case.inquiries[0].inquiry_id == event.inquiry_id
        known = decided_after_all(program, case, event, at, around) if undecided else case
        return repeated(known, event, at)
    return joined(program, case, event, at, around)


def _recorded(before: Case, after: Case, event: Event, at: UnixSeconds) -> Case:
    """Return the record of the event: each counts once, whether or not it changed anything."""
    heard = isinstance(event, InquiryReceived)
    cause = after.cause if heard else Cause(type=event_type(event), id=event_id(event), at=at)
    return replace(after, version=before.version + 1, changed_at=at, cause=cause)


def _acted(program: Program, case: Case, event: Action, at: UnixSeconds) -> Case:
    """Return the case after staff acted, or with the refusal and its reason."""
    if any(outcome.action_id == event.action_id for outcome in case.actions):
        return case  # Sent twice: what became of it stands already.
    refusal = _refusal(program, case, event)
    after = case if refusal else _done(program, case, event, at)
    outcome = ActionOutcome(
        action_id=event.action_id,
        type=event_type(event),
        by=event.by,
        at=at,
        accepted=not refusal,
        refused_because=refusal,
    )
    return replace(after, actions=(*after.actions, outcome)[-MAX_ACTIONS:])


def _refusal(program: Program, case: Case, event: Action) -> str:
    """Return why the action can't be done; empty where it can."""
    if broken := _unmet(case, event.expect):
        return broken
    if case.status not in _LEGAL[type(event)]:
        return f"the case is {case.status}"
    match event:
        case CaseClaimed() if case.assignee not in {None, event.by}:
            return f"the case is with {case.assignee}"
        case CaseTransferred() if event.department not in program.strategy.departments:
            return f"the strategy of this case has no department {event.department!r}"
        case CaseTransferred() if event.department == case.department:
            return f"the case is with {case.department} already"
        case ReplyWritten() if owe.owes_too_much(case):
            return "too many messages of this case wait to be sent"
        case _:
            return ""


def _unmet(case: Case, expect: Expectation) -> str:
    if expect.version is not None and expect.version != case.version:
        return f"the case is at version {case.version}, not {expect.version}"
    if expect.status is not None and expect.status is not case.status:
        return f"the case is {case.status}, not {expect.status}"
    if expect.assignee is not None and expect.assignee != (case.assignee or ""):
        return f"the case is with {case.assignee or 'nobody'}, not {expect.assignee or 'nobody'}"
    return ""


def _done(program: Program, case: Case, event: Action, at: UnixSeconds) -> Case:
    match event:
        case CaseClaimed():
            return replace(case, assignee=event.by)
        case CaseTransferred():
            # Whoever had it was a member of the department that it leaves.
            return replace(case, department=event.department, assignee=None)
        case ReplyWritten():
            return owe.answered(met(case, _STOPS, at), event, at)
        case CaseResolved():
            return dropped(replace(case, status=Status.RESOLVED, resolved_at=at), at)
        case CaseReopened():
            return revived(program, replace(case, status=Status.OPEN, resolved_at=None), at)
        case _:
            assert_never(event)
