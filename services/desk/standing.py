"""Where an inquiry stands, as its sender may ask: accepted, routed or parked, and what became of its receipt. Pure."""

from services.desk.dossier import Rest
from services.desk.moments import Shown
from services.desk.sendings import FORGOTTEN, over, shown, waiting
from switchboard.contracts.case import Case, Contact, Settled
from switchboard.contracts.delivery import Delivery, Outcome, Purpose
from switchboard.contracts.judgement import Say
from switchboard.contracts.notices import Acknowledge
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import How, InquiryId

ACCEPTED: Shown = {
    "state": "accepted",
    "case": None,
    "department": None,
    "status": None,
    "acknowledgement": None,
}
"""Of an inquiry that is durable and that the desk hasn't seen come to rest."""

_OWN_WORD = frozenset({Say.DUE, Say.ALREADY_ACKNOWLEDGED})


def standing(inquiry_id: InquiryId, rest: Rest | None) -> Shown:
    """Return where an inquiry stands."""
    if rest is None:
        return {"inquiry_id": inquiry_id, **ACCEPTED}
    case = rest.case
    return {
        "inquiry_id": inquiry_id,
        "state": "parked" if rest.how is How.PARKED else "routed",
        "case": grouped(case.reference),
        "reference": grouped(rest.contact.reference),
        "department": case.department,
        "status": case.status,
        "acknowledgement": acknowledgement(rest.first, rest.contact, rest.deliveries),
    }


def acknowledgement(case: Case, contact: Contact, deliveries: tuple[Delivery, ...]) -> Shown:
    """Return whether the customer was told that we have it; one acknowledgement serves a case and channel.

    What confirmed this very inquiry outweighs it.
    """
    told = _told(case, contact)
    own = told is not None and told.inquiry_id == contact.inquiry_id
    if not own and (unsaid := _unsaid(case, contact.inquiry_id)):
        return shown(Outcome.SUPPRESSED, unsaid, None)
    if isinstance(told, Acknowledge):
        return waiting(told, deliveries)
    return _receipt(told)


def _receipt(told: Settled | None) -> Shown:
    """Return how a receipt ended; that it arrived is no other state here than that it was sent."""
    if told is None:
        return shown(FORGOTTEN, "the case no longer remembers it", None)
    return over(told) | {"state": told.outcome}


def _unsaid(case: Case, inquiry_id: InquiryId) -> Say | None:
    """Return why this very inquiry got none."""
    said = (one.judgement.acknowledge for one in case.decisions if one.inquiry_id == inquiry_id)
    return next((say for say in said if say not in _OWN_WORD), None)


def _told(case: Case, contact: Contact) -> Acknowledge | Settled | None:
    """Return what tells of the contact: its own word, else its channel's; what is owed, else what was said last."""
    owed = [one for one in case.owed if isinstance(one, Acknowledge) and _serves(one, contact)]
    ended = [
        one
        for one in case.deliveries
        if one.purpose is Purpose.ACKNOWLEDGEMENT and _serves(one, contact)
    ]
    # One that was said outweighs a later message to which nothing is said.
    ended.sort(key=lambda one: (one.outcome is not Outcome.SUPPRESSED, one.at), reverse=True)
    found: tuple[Acknowledge | Settled, ...] = (*owed, *ended)
    own = [one for one in found if one.inquiry_id == contact.inquiry_id]
    return next(iter((*own, *found)), None)


def _serves(receipt: Acknowledge | Settled, contact: Contact) -> bool:
    return receipt.channel in {contact.channel, None}
