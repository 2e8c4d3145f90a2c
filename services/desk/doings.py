"""What staff have done to a case, as it is shown: each with what it said, and whether it was done. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from services.desk.dossier import Asked, Dossier
from services.desk.moments import Shown, moment
from services.desk.sendings import sending
from switchboard.contracts.codec import event_type
from switchboard.contracts.course import CaseMerged
from switchboard.contracts.events import Action
from switchboard.contracts.handling import NoteWritten, ReplyWritten
from switchboard.contracts.keeping import AlertsSilenced, TaskDone
from switchboard.contracts.naming import reply_id
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import UnixSeconds

_SHOWN: Final = (
    "department",
    "assignee",
    "kind",
    "stage",
    "language",
    "priority",
    "inquiries",
    "identity",
    "clock",
    "opinion",
    "task",
    "open_because",
)


def doing(asked: Asked) -> Shown:
    """Return what a member of staff asked for, and whether it was done."""
    event: Action = asked.event
    shown: Shown = {
        "action_id": event.action_id,
        "type": event_type(event).removeprefix("case."),
        "by": event.by,
        "at": moment(asked.at),
        "why": getattr(event, "why", ""),
        "accepted": asked.outcome and asked.outcome.accepted,
        "refused_because": asked.outcome.refused_because if asked.outcome else "",
    }
    shown |= {name: getattr(event, name) for name in _SHOWN if hasattr(event, name)}
    return shown | _details(event)


def _details(event: Action) -> Shown:
    """Return what is shown otherwise than it stands in the log."""
    match event:
        case CaseMerged():
            return {"into": grouped(event.into)}
        case AlertsSilenced():
            return {"until": moment(event.until)}
        case TaskDone():
            return {"done": event.done, "text": event.words}
        case _:
            return {}


def said(dossier: Dossier, written: Mapping[str, str]) -> list[tuple[UnixSeconds, Shown]]:
    """Return the replies of staff that count, each with when it was written, and whether it reached the customer."""
    return [
        (one.at, _reply(dossier, one.event, one.at, written))
        for one in dossier.actions
        if isinstance(one.event, ReplyWritten) and one.outcome and one.outcome.accepted
    ]


def _reply(
    dossier: Dossier, event: ReplyWritten, at: UnixSeconds, written: Mapping[str, str]
) -> Shown:
    case = dossier.case
    notice_id = reply_id(case.reference, event.action_id)
    return {
        "direction": "out",
        **_words(event, at, written),
        "delivery": sending(case, notice_id, dossier.deliveries),
    }


def notes(asked: Iterable[Asked], written: Mapping[str, str]) -> list[Shown]:
    """Return what staff wrote down for each other."""
    return [
        _words(one.event, one.at, written)
        for one in asked
        if isinstance(one.event, NoteWritten) and one.outcome and one.outcome.accepted
    ]


def _words(event: ReplyWritten | NoteWritten, at: UnixSeconds, written: Mapping[str, str]) -> Shown:
    return {
        "action_id": event.action_id,
        "by": event.by,
        "written_at": moment(at),
        "text": written.get(event.body),
    }
