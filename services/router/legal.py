"""What staff may do to a case of which status, and why not. Pure.

The diagram of a case's life in docs/events.md is drawn from `LEGAL` and `LEADS`.
"""

from typing import Final

from services.router import owe
from services.router.checklist import refusal_to_resolve
from services.router.foreign import is_unconfirmed
from services.router.keeping import refusal_to_keep
from services.router.merging import refusal_to_merge, refusal_to_split
from services.router.reclassify import refusal_to_reclassify
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
)
from switchboard.contracts.events import Action
from switchboard.contracts.handling import (
    CaseAssigned,
    CaseClaimed,
    CasePrioritized,
    CaseReclassified,
    CaseReleased,
    CaseTransferred,
    Expectation,
    NoteWritten,
    ReplyWritten,
    SenderConfirmed,
)
from switchboard.contracts.keeping import (
    AlertAcknowledged,
    AlertsSilenced,
    Keeping,
    OpinionGiven,
    TaskDone,
)
from switchboard.contracts.values import LIVE, Status, UnixSeconds
from switchboard.strategy.program import Program

OVER: Final = frozenset({Status.RESOLVED, Status.CLOSED})

LEGAL: Final[dict[type[Action], frozenset[Status]]] = {
    CaseClaimed: LIVE,
    CaseReleased: LIVE,
    CaseAssigned: LIVE,
    CaseTransferred: LIVE,
    CaseReclassified: LIVE,
    CasePrioritized: LIVE,
    ReplyWritten: LIVE | {Status.RESOLVED},
    NoteWritten: frozenset(Status),
    SenderConfirmed: LIVE | OVER,
    CasePaused: frozenset({Status.OPEN}),
    CaseResumed: frozenset({Status.WAITING}),
    CaseResolved: LIVE,
    CaseReopened: OVER,
    CaseClosed: LIVE | {Status.RESOLVED},
    CaseMarkedSpam: LIVE,
    CaseClearedOfSpam: LIVE | OVER,
    CaseMerged: LIVE,
    CaseSplit: LIVE | OVER,
    AlertAcknowledged: LIVE,
    AlertsSilenced: LIVE,
    OpinionGiven: LIVE | OVER,
    TaskDone: LIVE | OVER,
}
"""What staff may do to a case of which status."""

LEADS: Final[dict[type[Action], Status]] = {
    CasePaused: Status.WAITING,
    CaseResumed: Status.OPEN,
    CaseResolved: Status.RESOLVED,
    CaseReopened: Status.OPEN,
    CaseClosed: Status.CLOSED,
    CaseClearedOfSpam: Status.OPEN,
    CaseMerged: Status.MERGED,
}
"""Where that leads; what isn't named here leaves the status as it is."""


def refusal(program: Program, case: Case, event: Action, at: UnixSeconds) -> str:
    """Return why the action can't be done; empty where it can."""
    if broken := _unmet(case, event.expect):
        return broken
    if case.status not in LEGAL[type(event)]:
        return f"the case is {case.status}"
    if isinstance(event, Keeping):
        return refusal_to_keep(case, event, at)
    return _idle(case, event) or _impossible(program, case, event)


def _unmet(case: Case, expect: Expectation) -> str:
    if expect.version is not None and expect.version != case.version:
        return f"the case is at version {case.version}, not {expect.version}"
    if expect.status is not None and expect.status is not case.status:
        return f"the case is {case.status}, not {expect.status}"
    if expect.assignee is not None and expect.assignee != (case.assignee or ""):
        return f"the case is with {case.assignee or 'nobody'}, not {expect.assignee or 'nobody'}"
    return ""


def _idle(case: Case, event: Action) -> str:
    """Return why there is nothing left to do; empty where there is."""
    match event:
        case CaseReleased() if case.assignee is None:
            return "the case is with nobody"
        case CaseAssigned(assignee=somebody) if somebody == case.assignee:
            return f"the case is with {somebody} already"
        case CaseTransferred(department=department) if department == case.department:
            return f"the case is with {department} already"
        case CasePrioritized(priority=priority) if priority is case.priority:
            return f"the priority is {priority} already"
        case CaseMarkedSpam() if Flag.SPAM in case.flags:
            return "the case is held for spam already"
        case CaseClearedOfSpam() if Flag.SPAM not in case.flags:
            return "the case is not held for spam"
        case SenderConfirmed(identity=identity) if not is_unconfirmed(case, identity):
            return f"{identity} does not wait to be confirmed here"
        case _:
            return ""


def _impossible(program: Program, case: Case, event: Action) -> str:
    match event:
        case CaseClaimed() if case.assignee not in {None, event.by}:
            return f"the case is with {case.assignee}"
        case CaseTransferred() if event.department not in program.strategy.departments:
            return f"the strategy of this case has no department {event.department!r}"
        case CaseReclassified():
            return refusal_to_reclassify(program, case, event)
        case ReplyWritten() if owe.owes_too_much(case):
            return "too many messages of this case wait to be sent"
        case CaseMerged():
            return refusal_to_merge(case, event)
        case CaseSplit():
            return refusal_to_split(case, event)
        case CaseResolved():
            return refusal_to_resolve(case, event)
        case _:
            return ""
