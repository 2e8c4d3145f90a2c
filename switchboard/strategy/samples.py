"""Inquiries that nobody sent: from a test of the file, or from a line that asks to be explained."""

from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import InquiryReceived, Sender
from switchboard.contracts.values import Identity, InquiryId, Reference, Slot, UnixSeconds
from switchboard.strategy.trial_model import SampleInquiry


def inquiry_of(sample: SampleInquiry, at: UnixSeconds) -> InquiryReceived:
    """Return the inquiry that a channel would have made of it."""
    known = sample.tier or sample.relationship or sample.deal or sample.dedicated
    customer = CustomerFacts(
        customer_id="sample",
        tier=sample.tier,
        relationship=sample.relationship,
        deal=sample.deal,
        dedicated=sample.dedicated,
    )
    return InquiryReceived(
        inquiry_id=InquiryId("sample"),
        reference=Reference("00000000000"),
        slot=Slot(0),
        channel=sample.channel,
        received_at=at,
        sender=Sender(identities=(Identity(sample.from_),) if sample.from_ else ()),
        subject=sample.subject,
        text=sample.text,
        language=sample.language,
        customer=customer if known else None,
        attributes=sample.attribute,
        quality=sample.quality,
    )
