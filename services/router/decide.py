"""What becomes of a case: a function of its strategy, itself, what happened, and when. Total and pure."""

from typing import Final

from msgspec.structs import replace

from services.router import arriving, owe
from services.router.alarm import alarmed
from services.router.asked import asked_again
from services.router.clocks import settled
from services.router.confirming import confirmed
from services.router.consequences import followed
from services.router.deeds import done
from services.router.find import Surroundings
from services.router.forwards import forwarding
from services.router.hear import decided_after_all, joined, joined_after_all, opened, repeated
from services.router.instead import instead
from services.router.legal import refusal
from services.router.merging import as_part, handed_over, passed_on
from services.router.move import moved
from services.router.receipts import receipted, sent_in_time
from services.router.stages import planned
from services.router.telling import told
from services.router.unanswered import unanswered
from switchboard.contracts.case import MAX_ACTIONS, ActionOutcome, Case, Cause
from switchboard.contracts.codec import event_id, event_type
from switchboard.contracts.delivery import Purpose
from switchboard.contracts.events import (
    Action,
    CaseMoved,
    DeadlinePassed,
    DeliveryConfirmed,
    DeliveryReported,
    Event,
    InquiryReceived,
    ReminderDue,
    StrategyActivated,
)
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.program import Program

_ALONE: Final = Surroundings()


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
        return _begun(program, event, at, around)
    at = max(at, case.changed_at)
    now = settled(sent_in_time(case, event, at), at)
    match event:
        case InquiryReceived():
            after = _heard(program, now, event, at, around)
        case DeadlinePassed() | ReminderDue():
            after = now  # What was due by now has been seen to.
        case DeliveryReported():
            after = _told(program, now, event, at)
        case DeliveryConfirmed():
            after = confirmed(program, now, event, at)
        case CaseMoved():
            after = moved(program, now, event, at)
        case StrategyActivated():
            return None
        case _:
            after = _acted(program, now, event, at)
    kept = _promising(program, now, after, event, at)
    after = told(case, followed(program, case, kept, event, at))
    return _recorded(case, after, event, at)


def _begun(program: Program, event: Event, at: UnixSeconds, around: Surroundings) -> Case | None:
    if not isinstance(event, InquiryReceived):
        return None
    return told(None, _opened(program, event, at, around))


def _opened(
    program: Program, event: InquiryReceived, at: UnixSeconds, around: Surroundings
) -> Case:
    if event.forwarded is not None:
        begun = arriving.begun(program, event, event.forwarded, at, around)
    else:
        begun = as_part(opened(program, event, at, around), around.merged_into, at)
    return followed(program, None, _promising(program, None, begun, event, at), event, at)


def _promising(
    program: Program, before: Case | None, after: Case, event: Event, at: UnixSeconds
) -> Case:
    """Return the case with its clocks as they must stand after the event, whatever has moved them, and its alerts."""
    kept = receipted(asked_again(program, before, after, event, at), at)
    return alarmed(program, planned(program, before, kept, at), at)


def _heard(
    program: Program,
    case: Case,
    event: InquiryReceived,
    at: UnixSeconds,
    around: Surroundings,
) -> Case:
    if event.forwarded is not None:
        return arriving.arrived(program, case, event, event.forwarded, at, around)
    if any(contact.inquiry_id == event.inquiry_id for contact in case.inquiries):
        # A parked one that comes again (a dead letter retried) gets the decision that failed the first time.
        undecided = not case.decisions and case.inquiries[0].inquiry_id == event.inquiry_id
        after_all = decided_after_all if undecided else joined_after_all
        return repeated(after_all(program, case, event, at, around), event, at)
    heard = joined(program, case, event, at, around)
    return passed_on(case, heard, event.inquiry_id, at)


def _told(program: Program, case: Case, event: DeliveryReported, at: UnixSeconds) -> Case:
    if event.purpose is Purpose.FORWARD:
        return handed_over(program, case, event, at)
    told = unanswered(program, case, owe.reported(case, event), event, at)
    return forwarding(instead(case, told, event, at), at)  # What makes room lets others go.


def _recorded(before: Case, after: Case, event: Event, at: UnixSeconds) -> Case:
    """Return the record of the event: each counts once, whether or not it changed anything."""
    heard = isinstance(event, InquiryReceived)
    cause = after.cause if heard else Cause(type=event_type(event), id=event_id(event), at=at)
    return replace(after, version=before.version + 1, changed_at=at, cause=cause)


def unrecorded(case: Case, event: Action, at: UnixSeconds, why: str) -> Case:
    """Return the case with the refusal of an action whose outcome no record can hold, and otherwise as it was."""
    at = max(at, case.changed_at)
    return _recorded(case, _outcome(case, event, at, why), event, at)


def _acted(program: Program, case: Case, event: Action, at: UnixSeconds) -> Case:
    """Return the case after staff acted, or with the refusal and its reason."""
    if any(outcome.action_id == event.action_id for outcome in case.actions):
        return case  # Sent twice: what became of it stands already.
    refused = refusal(program, case, event, at)
    after = case if refused else done(program, case, event, at)
    return _outcome(after, event, at, refused)


def _outcome(case: Case, event: Action, at: UnixSeconds, refused: str) -> Case:
    outcome = ActionOutcome(
        action_id=event.action_id,
        type=event_type(event),
        by=event.by,
        at=at,
        accepted=not refused,
        refused_because=refused,
    )
    return replace(case, actions=(*case.actions, outcome)[-MAX_ACTIONS:])
