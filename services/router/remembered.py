"""A contact as the inquiry that it was, as far as its case remembers: all but the words. Pure."""

from typing import Final

from services.router.resting import is_of_the_opener
from switchboard.contracts.case import Case, Contact
from switchboard.contracts.events import InquiryReceived, Sender
from switchboard.contracts.values import Slot

_NOWHERE: Final = Slot(0)
"""For who looks at it here and sends it nowhere."""


def remembered(case: Case, contact: Contact, slot: Slot = _NOWHERE) -> InquiryReceived:
    """Return the inquiry, for `slot`. Name, subject and customer are those of whoever began the case, and go with no other."""
    began = case.inquiries[0].inquiry_id == contact.inquiry_id
    return InquiryReceived(
        inquiry_id=contact.inquiry_id,
        reference=contact.reference,
        slot=slot,
        channel=contact.channel,
        received_at=contact.received_at,
        source_key=contact.source_key,
        sender=Sender(name=case.name if began else "", identities=contact.identities),
        reply_to=contact.reply_to,
        subject=case.subject if began else "",
        nature=contact.nature,
        customer=case.customer if is_of_the_opener(case, (contact,)) else None,
        message_id=contact.message_id,
    )
