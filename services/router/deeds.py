"""What an action of staff does to a case, once nothing stands against it. Pure."""

from typing import assert_never

from msgspec.structs import replace

from services.router import spam
from services.router.answering import answered
from services.router.clocks import (
    STOPS,
    dropped,
    met,
    paused,
    reopened,
    resolved,
    resumed,
)
from services.router.foreign import confirmed
from services.router.keeping import kept
from services.router.merging import merged, split
from services.router.policy import placed_anew
from services.router.reclassify import reclassified
from services.router.unanswered import unreached
from switchboard.contracts.case import Case, Flag
from switchboard.contracts.course import (
    CaseClearedOfSpam,
    CaseClosed,
    CaseMarkedSpam,
    CaseMerged,
    CasePaused,
    CaseReopened,
    CaseResolved,
    CaseResumed,
    CaseSplit,
    Course,
)
from switchboard.contracts.events import Action
from switchboard.contracts.handling import (
    CaseAssigned,
    CaseClaimed,
    CasePrioritized,
    CaseReclassified,
    CaseReleased,
    CaseTransferred,
    Handling,
    NoteWritten,
    ReplyWritten,
    SenderConfirmed,
)
from switchboard.contracts.keeping import Keeping
from switchboard.contracts.values import Status, UnixSeconds
from switchboard.strategy.program import Program


def done(program: Program, case: Case, event: Action, at: UnixSeconds) -> Case:
    """Return the case after the action."""
    if isinstance(event, Handling):
        return _handled(program, case, event, at)
    if isinstance(event, Keeping):
        return kept(program, case, event, at)
    return _led_on(program, case, event, at)


def _handled(program: Program, case: Case, event: Handling, at: UnixSeconds) -> Case:
    match event:
        case CaseClaimed(by=somebody) | CaseAssigned(assignee=somebody):
            return replace(case, assignee=somebody)
        case CaseReleased():
            return replace(case, assignee=None)
        case CaseTransferred():
            # Whoever had it was a member of the department that it leaves.
            there = replace(case, department=event.department, assignee=None)
            return placed_anew(program, case, there, at)
        case CaseReclassified():
            return reclassified(program, case, event, at)
        case CasePrioritized():
            return replace(case, priority=event.priority)
        case ReplyWritten() | NoteWritten() | SenderConfirmed():
            return _talked(program, case, event, at)
        case _:
            assert_never(event)


def _talked(
    program: Program,
    case: Case,
    event: ReplyWritten | NoteWritten | SenderConfirmed,
    at: UnixSeconds,
) -> Case:
    match event:
        case ReplyWritten():
            said = answered(program, case, event, at)
            return unreached(said) if said.owed == case.owed else met(said, STOPS, at)
        case SenderConfirmed():
            return confirmed(case, event.identity)
        case NoteWritten():
            return case  # It stands among the case's actions; its words are in a blob.
        case _:
            assert_never(event)


def _led_on(program: Program, case: Case, event: Course, at: UnixSeconds) -> Case:
    match event:
        case CasePaused():
            return paused(program, replace(case, status=Status.WAITING), at)
        case CaseResumed():
            return resumed(program, replace(case, status=Status.OPEN), at)
        case CaseResolved() | CaseClosed() | CaseReopened():
            return _ended(program, case, event, at)
        case CaseMarkedSpam():
            return spam.marked(case, event.by, at)
        case CaseClearedOfSpam():
            return spam.cleared(program, case, at)
        case CaseMerged():
            return merged(case, event, at)
        case CaseSplit():
            return split(case, event, at)
        case _:
            assert_never(event)


def _ended(
    program: Program, case: Case, event: CaseResolved | CaseClosed | CaseReopened, at: UnixSeconds
) -> Case:
    match event:
        case CaseResolved():
            return resolved(program, replace(case, status=Status.RESOLVED, resolved_at=at), at)
        case CaseClosed():
            since = at if case.resolved_at is None else case.resolved_at
            return dropped(replace(case, status=Status.CLOSED, resolved_at=since), at)
        case CaseReopened():
            opened = replace(case, status=Status.OPEN, resolved_at=None)
            return opened if Flag.SPAM in case.flags else reopened(program, opened, at)
        case _:
            assert_never(event)
