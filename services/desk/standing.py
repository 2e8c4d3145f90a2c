"""Where an inquiry stands, as its sender may ask: accepted, routed or parked, and what became of its receipt. Pure."""

from services.desk.dossier import Rest
from services.desk.view import Shown
from switchboard.contracts.case import Case, Contact
from switchboard.contracts.delivery import SETTLED, Delivery, Outcome, Purpose
from switchboard.contracts.judgement import Say
from switchboard.contracts.notices import Acknowledge
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Channel, How, InquiryId

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
    """Return whether the customer was told that we have it; one acknowledgement serves a case and channel."""
    if unsaid := _unsaid(case, contact.inquiry_id):
        return _said(Outcome.SUPPRESSED, unsaid)
    return _owed(case, contact.channel, deliveries) or _settled(case, contact.channel)


def _unsaid(case: Case, inquiry_id: InquiryId) -> Say | None:
    """Return why this very inquiry got none."""
    said = (one.judgement.acknowledge for one in case.decisions if one.inquiry_id == inquiry_id)
    return next((say for say in said if say not in _OWN_WORD), None)


def _owed(case: Case, channel: Channel, deliveries: tuple[Delivery, ...]) -> Shown | None:
    owed = next(
        (one for one in case.owed if isinstance(one, Acknowledge) and one.channel is channel), None
    )
    if owed is None:
        return None
    delivery = next((one for one in deliveries if one.notice_id == owed.notice_id), None)
    if delivery is None:
        return _said("owed", "")
    # Settled, and the router has only to hear of it.
    settled = delivery.outcome in SETTLED
    return _said(delivery.outcome if settled else "owed", delivery.reason)


def _settled(case: Case, channel: Channel) -> Shown:
    ended = [
        one
        for one in case.deliveries
        if one.purpose is Purpose.ACKNOWLEDGEMENT and one.channel in {channel, None}
    ]
    # One that was said outweighs a later message to which nothing is said.
    ended.sort(key=lambda one: (one.outcome is not Outcome.SUPPRESSED, one.at))
    if not ended:
        return _said("unknown", "the case no longer remembers it")
    return _said(ended[-1].outcome, ended[-1].reason)


def _said(state: str, because: str) -> Shown:
    return {"state": state, "because": because}
