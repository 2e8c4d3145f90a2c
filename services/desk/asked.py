"""An order of staff as the event that it becomes. Pure."""

from collections.abc import Mapping
from typing import Final

from msgspec import convert
from msgspec.structs import replace
from pydantic import BaseModel

from services.desk import orders
from services.desk.keeping_orders import AcknowledgeAlert, Check, RecordOutcome, SilenceAlerts
from services.desk.orders import AnyOrder, Note, Reply, Resolve, Split, words_key
from services.desk.queries import parse_moment
from switchboard.contracts import course, handling, keeping
from switchboard.contracts.events import Action
from switchboard.contracts.handling import CaseReclassified, Expectation, Words
from switchboard.contracts.keeping import AlertsSilenced
from switchboard.contracts.values import Reference, UnixSeconds

_BECOMES: Final[Mapping[type[BaseModel], type[Action]]] = {
    orders.Claim: handling.CaseClaimed,
    orders.Release: handling.CaseReleased,
    orders.Assign: handling.CaseAssigned,
    orders.Transfer: handling.CaseTransferred,
    orders.Reclassify: handling.CaseReclassified,
    orders.Prioritize: handling.CasePrioritized,
    orders.Reply: handling.ReplyWritten,
    orders.Note: handling.NoteWritten,
    orders.Confirm: handling.SenderConfirmed,
    orders.Wait: course.CasePaused,
    orders.Resume: course.CaseResumed,
    orders.Resolve: course.CaseResolved,
    orders.Reopen: course.CaseReopened,
    orders.Close: course.CaseClosed,
    orders.MarkSpam: course.CaseMarkedSpam,
    orders.NotSpam: course.CaseClearedOfSpam,
    orders.Merge: course.CaseMerged,
    orders.Split: course.CaseSplit,
    AcknowledgeAlert: keeping.AlertAcknowledged,
    SilenceAlerts: keeping.AlertsSilenced,
    RecordOutcome: keeping.OpinionGiven,
    Check: keeping.TaskDone,
}
_NOT_SAID: Final = {"type", "by", "expect", "text"}


def action(
    order: AnyOrder,
    reference: Reference,
    action_id: str,
    now: UnixSeconds,
    words: Words | None = None,
) -> Action:
    """Return the event that an order becomes, given `now`. `words` are those by which the case was judged, where it is judged anew."""
    said = _said(order, reference, now)
    if words is not None:
        said["words"] = words
    told = {"action_id": action_id, "reference": reference, "by": order.by, **said}
    return replace(convert(told, _BECOMES[type(order)]), expect=_expectation(order))


def _said(order: AnyOrder, reference: Reference, now: UnixSeconds) -> dict[str, object]:
    """Return the fields of the event; words that are kept beside the log as their blob key."""
    said: dict[str, object] = order.model_dump(mode="json", exclude=_NOT_SAID)
    key = words_key(reference, text) if (text := written(order)) else ""
    match order:
        case Reply() | Note():
            return said | {"body": key}
        case Resolve():
            return said | {"done": key}
        case RecordOutcome():
            return {"opinion": order.outcome, "words": key}
        case Check():
            return said | {"words": order.text}
        case SilenceAlerts():
            return {"why": order.why, **_silence(order, now)}
        case Split():
            return said | {"inquiries": list(dict.fromkeys(order.inquiries))}
        case _:
            return said


def _silence(order: SilenceAlerts, now: UnixSeconds) -> dict[str, object]:
    if order.until is not None:
        return {"until": parse_moment(order.until)}
    span = order.span or 0.0
    return {"until": now + span, "span": span}


def written(order: AnyOrder) -> str | None:
    """Return what a person wrote that is kept in a blob; None where they wrote nothing."""
    match order:
        case Reply() | Note() | RecordOutcome():
            return order.text
        case Resolve():
            return order.done
        case _:
            return None


def is_repetition(known: Action, event: Action) -> bool:
    """Tell whether an action is the one that was asked for before; so long from now is the same, said twice."""
    return known == _as_timed(unspoken(event), known)


def _as_timed(event: Action, known: Action) -> Action:
    """Return a silence that was asked for by its length as lasting until when the first one does."""
    if not isinstance(event, AlertsSilenced) or not isinstance(known, AlertsSilenced):
        return event
    return event if known.span is None else replace(event, until=known.until)


def _expectation(order: AnyOrder) -> Expectation:
    expect = order.expect
    return Expectation(assignee=expect.assignee, status=expect.status, version=expect.version)


def unspoken(event: Action) -> Action:
    """Return the action without the customer's words that it carries to the router: the archive has them once."""
    if not isinstance(event, CaseReclassified):
        return event
    return replace(event, words=None)
