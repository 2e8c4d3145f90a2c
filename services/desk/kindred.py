"""The cases that may be one matter with a case, as the store holds them; which of them are is for `kin` to say."""

from collections.abc import Iterable
from typing import Final

import apsw
import msgspec

from services.desk import questions
from services.desk.dossier import Dossier, Relative
from services.desk.kin import WITHIN, sought
from switchboard.contracts.codec import decode_case
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Reference

_MOST_MESSAGES: Final = 10
"""Messages of a case that are compared, the newest."""
_MOST_TRACES: Final = 300
_MOST_CASES: Final = 20
_NEAREST: Final = 10
"""Messages of one trace before the case began, and as many after."""

_inquiry: Final = msgspec.json.Decoder(InquiryReceived)


def relatives(db: apsw.Connection, dossier: Dossier, people: Iterable[str]) -> list[Relative]:
    """Return the cases that a thread, a subject or one of these people connects with a case."""
    case = dossier.case
    heard = [
        dossier.messages[one.inquiry_id]
        for one in case.inquiries
        if one.inquiry_id in dossier.messages
    ]
    said = [one.inquiry for one in heard][-_MOST_MESSAGES:]
    found = _traced(db, case.opened_at, [trace for one in said for trace in sought(one)])
    theirs = {one.reference for one in questions.of_people(db, tuple(people), _MOST_CASES)}
    named = dict.fromkeys((*found, *theirs))
    others = [one for one in named if one != case.reference][: 2 * _MOST_CASES]
    made = (
        _relative(db, one, answers=found.get(one, False), same_customer=one in theirs)
        for one in others
    )
    return [one for one in made if one]


def _traced(db: apsw.Connection, at: float, traces: list[str]) -> dict[Reference, bool]:
    """Return the cases of these traces, each with whether a thread leads there rather than a subject.

    Of a trace that thousands have left, only those nearest in time are looked at.
    """
    found: dict[Reference, bool] = {}
    threads_first = sorted(dict.fromkeys(traces), key=lambda trace: trace.startswith("about:"))
    for trace in threads_first[:_MOST_TRACES]:
        answers = not trace.startswith("about:")
        for statement, until in ((_BEFORE, at - WITHIN), (_AFTER, at + WITHIN)):
            for (reference,) in db.execute(statement, (trace, at, until, _NEAREST)):
                found[Reference(reference)] = answers or found.get(Reference(reference), False)
    return dict(list(found.items())[:_MOST_CASES])


_FOUND: Final = (
    "SELECT placements.case_reference FROM kin JOIN placements"
    " ON placements.inquiry_id = kin.inquiry_id WHERE kin.trace = ? AND "
)
_BEFORE: Final = f"{_FOUND}kin.at <= ? AND kin.at >= ? ORDER BY kin.at DESC LIMIT ?"
_AFTER: Final = f"{_FOUND}kin.at > ? AND kin.at <= ? ORDER BY kin.at LIMIT ?"


def _relative(
    db: apsw.Connection, reference: Reference, *, answers: bool, same_customer: bool
) -> Relative | None:
    row = db.execute("SELECT body FROM cases WHERE reference = ?", (reference,)).fetchone()
    if row is None:  # It has been retired or erased, and its words have not followed it yet.
        return None
    rows = db.execute(
        "SELECT messages.body FROM placements JOIN messages"
        " ON messages.inquiry_id = placements.inquiry_id"
        " WHERE placements.case_reference = ? ORDER BY messages.id DESC LIMIT ?",
        (reference, _MOST_MESSAGES),
    )
    said = tuple(_inquiry.decode(one) for (one,) in rows)
    return Relative(decode_case(row[0]), said, answers=answers, same_customer=same_customer)
