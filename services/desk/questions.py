"""What is asked of the desk's store: every statement that reads. Plain calls within one snapshot."""

from collections.abc import Iterable
from typing import Final

import apsw
import msgspec

from services.desk.dossier import Activation, Asked, Dossier, Heard, Place, Rest
from switchboard.contracts.case import ActionOutcome, Case, Flag
from switchboard.contracts.codec import decode_case, decode_delivery
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.events import Action, InquiryReceived
from switchboard.contracts.values import How, InquiryId, Reference, Status, UnixSeconds

_outcome: Final = msgspec.json.Decoder(ActionOutcome)
_action: Final = msgspec.json.Decoder(Action)
_inquiry: Final = msgspec.json.Decoder(InquiryReceived)

_MOST_MERGES: Final = 5


def resolve(db: apsw.Connection, reference: Reference) -> Reference | None:
    """Return the case that a reference leads to: its own, or the one where the inquiry of that name rests."""
    if db.execute("SELECT 1 FROM cases WHERE reference = ?", (reference,)).fetchone():
        return reference
    row = db.execute(
        "SELECT inquiry_id FROM placements WHERE reference = ? ORDER BY case_reference LIMIT 1",
        (reference,),
    ).fetchone()
    found = rest(db, InquiryId(row[0])) if row else None
    return found.case.reference if found else None


def dossier(db: apsw.Connection, reference: Reference) -> Dossier | None:
    """Return everything of the case that a reference leads to."""
    resolved = resolve(db, reference)
    case = stands(db, resolved) if resolved else None
    if case is None:
        return None
    return Dossier(
        case, _messages(db, case), _actions(db, case.reference), _deliveries(db, case.reference)
    )


def rest(db: apsw.Connection, inquiry_id: InquiryId) -> Rest | None:
    """Return where an inquiry came to rest; None where it hasn't yet, as far as the desk has read.

    While it is on its way to another case, that is where it will be, as far as the desk knows that case.
    """
    rows = db.execute(
        "SELECT case_reference, how FROM placements WHERE inquiry_id = ? ORDER BY case_reference",
        (inquiry_id,),
    )
    places = [
        Place(case, contact, _how(how))
        for reference, how in list(rows)
        if (case := stands(db, Reference(reference)))
        for contact in case.inquiries
        if contact.inquiry_id == inquiry_id
    ]
    if not places:
        return None
    first = min(places, key=lambda place: (place.contact.accepted_at, place.case.reference))
    rests = next((place for place in places if place.contact.gone_to is None), None) or first
    ahead = stands(db, rests.contact.gone_to) if rests.contact.gone_to else None
    told = _deliveries(db, first.case.reference)
    return Rest(ahead or rests.case, rests.how, first.case, first.contact, told)


def merged(db: apsw.Connection, reference: Reference) -> Reference | None:
    """Return the case that a reference leads to, and from a merged one on to what it is a part of."""
    found = resolve(db, reference)
    for _ in range(_MOST_MERGES):
        case = stands(db, found) if found else None
        if case is None or case.merged_into is None:
            break
        found = case.merged_into
    return found


def stands(db: apsw.Connection, reference: Reference) -> Case | None:
    """Return a case by its own reference."""
    row = db.execute("SELECT body FROM cases WHERE reference = ?", (reference,)).fetchone()
    return decode_case(row[0]) if row else None


def followed(db: apsw.Connection, reference: Reference) -> Case | None:
    """Return the case that a reference leads to, or the one that it has become a part of."""
    found = merged(db, reference)
    return stands(db, found) if found else None


def held(db: apsw.Connection, reference: Reference) -> bool:
    """Tell whether a case is held for spam."""
    case = stands(db, reference)
    return case is not None and Flag.SPAM in case.flags


def judged_by(db: apsw.Connection, reference: Reference) -> InquiryReceived | None:
    """Return the inquiry over which a case was decided, of those that rest there; None where the archive has no words of it."""
    case = stands(db, reference)
    resting = [one.inquiry_id for one in case.inquiries if one.gone_to is None] if case else []
    if case is None or not resting:
        return None
    made = [one.inquiry_id for one in case.decisions if one.inquiry_id in resting] or resting
    row = db.execute("SELECT body FROM messages WHERE inquiry_id = ?", (made[-1],)).fetchone()
    return _inquiry.decode(row[0]) if row else None


def last_mails(db: apsw.Connection, keys: Iterable[str]) -> dict[str, UnixSeconds]:
    """Return when each of these people last showed by a mail that they read what comes to their address."""
    found = {
        key: db.execute("SELECT max(at) FROM kin WHERE trace = ?", (f"from:{key}",)).fetchone()
        for key in keys
    }
    return {key: UnixSeconds(row[0]) for key, row in found.items() if row and row[0] is not None}


def of_people(db: apsw.Connection, keys: tuple[str, ...], limit: int) -> list[Case]:
    """Return the newest cases in which any of these has a part, whichever channel they came by."""
    rows = db.execute(
        "SELECT body FROM cases WHERE reference IN (SELECT case_reference FROM people"
        " WHERE identity IN (SELECT value FROM json_each(?)))"
        " AND reference NOT IN (SELECT case_reference FROM drills)"
        " ORDER BY opened_at DESC, reference DESC LIMIT ?",
        (msgspec.json.encode(keys).decode(), limit),
    )
    return [decode_case(body) for (body,) in rows]


def action(db: apsw.Connection, action_id: str) -> Action | None:
    """Return the action as it was first asked for; None where the desk has not read of it."""
    row = db.execute("SELECT body FROM actions WHERE action_id = ?", (action_id,)).fetchone()
    return _action.decode(row[0]) if row else None


def outcome(db: apsw.Connection, action_id: str) -> ActionOutcome | None:
    """Return what became of an action; None where the router hasn't said."""
    row = db.execute("SELECT body FROM outcomes WHERE action_id = ?", (action_id,)).fetchone()
    return _outcome.decode(row[0]) if row else None


def archive(db: apsw.Connection, after: int, limit: int) -> list[tuple[int, InquiryReceived]]:
    """Return inquiries in the order in which the desk heard of them, each with the number to go on after."""
    rows = db.execute(
        "SELECT id, body FROM messages WHERE id > ? ORDER BY id LIMIT ?", (after, limit)
    )
    return [(number, _inquiry.decode(body)) for number, body in rows]


def activations(db: apsw.Connection) -> list[Activation]:
    """Return by which strategy each partition judges, and since when."""
    rows = db.execute(
        "SELECT partition, strategy_id, activated_at FROM partitions ORDER BY partition"
    )
    return [Activation(*row) for row in rows]


def open_cases(db: apsw.Connection) -> dict[tuple[str, str], int]:
    """Return how many cases are open, by department and status."""
    rows = db.execute(
        "SELECT department, status, COUNT(*) FROM cases WHERE status IN (?, ?)"
        " AND reference NOT IN (SELECT case_reference FROM drills)"
        " GROUP BY department, status",
        (Status.OPEN, Status.WAITING),
    )
    return {(department, status): count for department, status, count in rows}


def oldest_due(db: apsw.Connection) -> UnixSeconds | None:
    """Return when the promise that waits longest to be kept fell or falls due."""
    (due_at,) = db.execute(
        "SELECT MIN(due_at) FROM cases WHERE reference NOT IN (SELECT case_reference FROM drills)"
    ).fetchone() or (None,)
    return None if due_at is None else UnixSeconds(due_at)


def _how(text: str | None) -> How | None:
    return How(text) if text else None


def _messages(db: apsw.Connection, case: Case) -> dict[InquiryId, Heard]:
    rows = db.execute(
        "SELECT messages.body, placements.how FROM placements"
        " JOIN messages ON messages.inquiry_id = placements.inquiry_id"
        " WHERE placements.case_reference = ?",
        (case.reference,),
    )
    heard = (Heard(_inquiry.decode(body), _how(how)) for body, how in rows)
    return {one.inquiry.inquiry_id: one for one in heard}


def _actions(db: apsw.Connection, reference: Reference) -> tuple[Asked, ...]:
    rows = db.execute(
        "SELECT actions.body, actions.at, outcomes.body FROM actions LEFT JOIN outcomes"
        " ON outcomes.action_id = actions.action_id AND outcomes.case_reference = actions.case_reference"
        " WHERE actions.case_reference = ? ORDER BY actions.at, actions.action_id",
        (reference,),
    )
    return tuple(
        Asked(_action.decode(asked), at, _outcome.decode(told) if told else None)
        for asked, at, told in rows
    )


def _deliveries(db: apsw.Connection, reference: Reference) -> tuple[Delivery, ...]:
    rows = db.execute(
        "SELECT body FROM deliveries WHERE case_reference = ? ORDER BY notice_id", (reference,)
    )
    return tuple(decode_delivery(body) for (body,) in rows)
