"""An order of staff as the event that it becomes. Pure."""

from collections.abc import Mapping
from typing import Final

from msgspec import convert
from msgspec.structs import replace
from pydantic import BaseModel

from services.desk import orders
from services.desk.orders import AnyOrder, Note, Reply, Split, words_key
from switchboard.contracts import course, handling
from switchboard.contracts.events import Action
from switchboard.contracts.handling import CaseReclassified, Expectation, Words
from switchboard.contracts.values import Reference

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
}
_NOT_SAID: Final = {"type", "by", "expect", "text"}


def action(
    order: AnyOrder, reference: Reference, action_id: str, words: Words | None = None
) -> Action:
    """Return the event that an order becomes. `words` are those by which the case was judged, where it is judged anew."""
    said: dict[str, object] = order.model_dump(mode="json", exclude=_NOT_SAID)
    if isinstance(order, Reply | Note):
        said["body"] = words_key(reference, order.text)
    if isinstance(order, Split):
        said["inquiries"] = list(dict.fromkeys(order.inquiries))
    if words is not None:
        said["words"] = words
    told = {"action_id": action_id, "reference": reference, "by": order.by, **said}
    return replace(convert(told, _BECOMES[type(order)]), expect=_expectation(order))


def _expectation(order: AnyOrder) -> Expectation:
    expect = order.expect
    return Expectation(assignee=expect.assignee, status=expect.status, version=expect.version)


def unspoken(event: Action) -> Action:
    """Return the action without the customer's words that it carries to the router: the archive has them once."""
    if not isinstance(event, CaseReclassified):
        return event
    return replace(event, words=None)
