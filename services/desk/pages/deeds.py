"""What a button does: the event that follows from the link, what was said, and the page that it stood on. Pure.

Pressed twice, it is the same event; pressed on a page that shows something newer, it is another one.
"""

import re
from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from services.desk.pages.view import identities
from switchboard.contracts import reference as ids
from switchboard.contracts.case import Case
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import InquiryReceived, Sender
from switchboard.contracts.handling import CaseClaimed
from switchboard.contracts.keeping import CUSTOMER, AlertAcknowledged, AlertsSilenced, OpinionGiven
from switchboard.contracts.links import Link
from switchboard.contracts.values import (
    Channel,
    Clock,
    Identity,
    Opinion,
    Reference,
    UnixSeconds,
)

_ACTION_ID: Final = re.compile(r"[0-9a-f]{32}")
_HOUR: Final = 3_600.0
BY_LINK: Final = {"page": "status"}
"""What an inquiry from the status page says of where it comes from."""


def word(
    link: Link, text: str, seen: str, case: Case | None, id_key: bytes, at: UnixSeconds
) -> InquiryReceived:
    """Return the inquiry by which a customer adds something to their matter; nothing of the directory is in it yet."""
    who = Identity(link.who)
    source = _told_apart(link.reference, who, seen)
    inquiry_id = ids.inquiry_id(id_key, Channel.WEB, f"link:{source}", text.encode())
    slot = ids.slot_of_reference(link.reference)
    own = identities(case, who) if case else (who,)
    return InquiryReceived(
        inquiry_id=inquiry_id,
        reference=ids.reference_of(slot, inquiry_id),
        slot=slot,
        channel=Channel.WEB,
        received_at=at,
        sender=Sender(identities=own),
        reply_to=None if own == (who,) else who,
        text=text,
        verified_case=link.reference,
        attributes=BY_LINK,
    )


def known(
    inquiry: InquiryReceived, facts: CustomerFacts | None, shared: tuple[Identity, ...]
) -> InquiryReceived:
    """Return the inquiry with what the directory knows of its sender."""
    return replace(inquiry, customer=facts, sender=replace(inquiry.sender, shared=shared))


def opinion(link: Link, case: Reference, said: Opinion, words_key: str, seen: str) -> OpinionGiven:
    """Return what a customer thinks of how it went; their words are in a blob by now."""
    return OpinionGiven(
        action_id=_action_id(link, case, said, words_key, seen),
        reference=case,
        by=CUSTOMER,
        opinion=said,
        words=words_key,
    )


def claim(link: Link, case: Reference, by: str, seen: str) -> CaseClaimed:
    """Return that somebody takes the case in hand."""
    return CaseClaimed(action_id=_action_id(link, case, "claim", by, seen), reference=case, by=by)


def acknowledgement(link: Link, case: Reference, by: str, seen: str) -> AlertAcknowledged:
    """Return that somebody sees to what the alert of the link is about."""
    return AlertAcknowledged(
        action_id=_action_id(link, case, "on it", by, seen),
        reference=case,
        by=by,
        clock=clock_of(link),
    )


def silence(
    link: Link, case: Reference, by: str, hours: int, at: UnixSeconds, seen: str
) -> AlertsSilenced:
    """Return that somebody wants to hear nothing of the case for some hours."""
    return AlertsSilenced(
        action_id=_action_id(link, case, f"silence {hours}", by, seen),
        reference=case,
        by=by,
        until=UnixSeconds(at + hours * _HOUR),
    )


def clock_of(link: Link) -> Clock | None:
    """Return the promise that an alert is about; None: the case as a whole."""
    return Clock(link.what) if link.what in set(Clock) else None


def is_action_id(text: str) -> bool:
    """Tell whether something looks like the id of a button pressed here."""
    return _ACTION_ID.fullmatch(text) is not None


def _action_id(link: Link, case: Reference, *said: str) -> str:
    return _told_apart(link.to, link.reference, case, link.who, link.notice, link.what, *said)


def _told_apart(*parts: str) -> str:
    digest = blake2b(digest_size=16)
    for part in parts:
        raw = part.encode("utf-8", "replace")
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()
