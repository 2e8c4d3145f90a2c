"""Which case does an inquiry belong to? In one order and no other; when in doubt, a new one.

An equal subject alone joins nothing: it would merge strangers. Pure.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from services.router.book import Book
from services.router.drill import is_drill
from services.router.fingerprint import alike, fingerprint
from services.router.windows import WINDOWS, Windows, clamped
from switchboard.contracts.case import MAX_INQUIRIES, Case
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import (
    Identity,
    InquiryId,
    Nature,
    Reference,
    Status,
    UnixSeconds,
)

BORN_CLOSED: Final = frozenset(
    {
        Nature.BOUNCE,
        Nature.FEEDBACK_REPORT,
        Nature.AUTO_REPLY,
        Nature.OUT_OF_OFFICE,
        Nature.OWN_ECHO,
    }
)
"""What machines answer to us asks for nothing: findable, but no clock, no acknowledgement, no alert."""


class By(StrEnum):
    """What told us the case, the strongest first."""

    TOKEN = "token"  # noqa: S105 - a word, no secret
    THREAD = "thread"
    REFERENCE = "reference"
    BURST = "burst"
    LIKENESS = "likeness"


class Found(NamedTuple):
    """A case that an inquiry belongs to, and what told us."""

    case: Case
    by: By


class Surroundings(NamedTuple):
    """What deciding must know beyond the case: the other cases, and how long things count."""

    windows: Windows = WINDOWS
    same_source: InquiryId | None = None
    """Another inquiry that came under the same source id, with other content."""
    reference: Reference | None = None
    """The reference that a new case gets instead of its inquiry's own, which is taken."""
    continues: Reference | None = None
    """The full case that a new one goes on for."""
    merged_into: Reference | None = None
    """The case that the full one is a part of, and so is the new one: whatever reaches it goes there."""
    follows: Reference | None = None
    """The case, closed for long, that a new one answers to."""


def find_case(
    book: Book, inquiry: InquiryReceived, at: UnixSeconds, windows: Windows
) -> Found | None:
    """Return the case that `inquiry` belongs to; None: it begins one. No matter is part of an exercise, nor the reverse."""
    ties = _candidates(book, inquiry, at, windows)
    return next((one for one in ties if _meet(one.case, inquiry)), None)


def _meet(case: Case, inquiry: InquiryReceived) -> bool:
    """Tell whether both are in earnest, or neither; what machines answer to an exercise stays with it."""
    if is_drill(case):
        return bool(inquiry.drill) or inquiry.nature in BORN_CLOSED
    return not inquiry.drill


def _candidates(
    book: Book, inquiry: InquiryReceived, at: UnixSeconds, windows: Windows
) -> Iterator[Found]:
    if inquiry.verified_case and (case := book.case(inquiry.verified_case)):
        yield Found(case, By.TOKEN)
    for message_id in inquiry.references:
        case = book.case_of_message(message_id)
        if case is not None and takes_part(case, inquiry):
            yield Found(case, By.THREAD)
    if inquiry.named_case and (case := book.case(inquiry.named_case)) and takes_part(case, inquiry):
        yield Found(case, By.REFERENCE)
    # Machines write often and alike; only what people write is joined by time or wording.
    if inquiry.nature is Nature.INQUIRY and not inquiry.new_case:
        yield from _in_a_burst(book, inquiry, at, windows)
        yield from _alike(book, inquiry, at, windows)


def takes_part(case: Case, inquiry: InquiryReceived) -> bool:
    """Tell whether the sender has a part in the case already, be it as its customer by another address of theirs."""
    known = {identity_key(identity) for identity in case.participants}
    return is_its_customer(case, inquiry) or any(
        identity_key(identity) in known for identity in inquiry.sender.identities
    )


def is_its_customer(case: Case, inquiry: InquiryReceived) -> bool:
    """Tell whether the directory knew the sender for the customer whose case this is."""
    ours, theirs = case.customer, inquiry.customer
    return ours is not None and theirs is not None and ours.customer_id == theirs.customer_id


def _own(inquiry: InquiryReceived) -> Iterator[Identity]:
    """Yield the sender's identities that nobody else uses: two who call from one switchboard are two."""
    shared = set(inquiry.sender.shared)
    return (identity for identity in inquiry.sender.identities if identity not in shared)


def _in_a_burst(
    book: Book, inquiry: InquiryReceived, at: UnixSeconds, windows: Windows
) -> Iterator[Found]:
    since = UnixSeconds(at - windows.burst)
    for identity in _own(inquiry):
        for case in book.cases_of_identity(identity_key(identity), since):
            if case.status in _UNDER_WAY and _in_one_go(case, inquiry, at, windows):
                yield Found(case, By.BURST)


def _in_one_go(case: Case, inquiry: InquiryReceived, at: UnixSeconds, windows: Windows) -> bool:
    """Tell whether the customer turned to us at one time, also where we hear of it later: calls of a day come at night."""
    told = clamped(inquiry.received_at, at, windows)
    return any(abs(told - contact.received_at) <= windows.burst for contact in case.inquiries)


def _alike(
    book: Book, inquiry: InquiryReceived, at: UnixSeconds, windows: Windows
) -> Iterator[Found]:
    since = UnixSeconds(at - windows.likeness)
    known = [
        case
        for identity in _own(inquiry)
        for case in book.cases_of_identity(identity_key(identity), since)
        if case.status in _UNDER_WAY
    ]
    own = fingerprint(inquiry.text) if known else ""
    for case in known:
        if any(
            alike(own, contact.fingerprint) and contact.accepted_at >= since
            for contact in case.inquiries
        ):
            yield Found(case, By.LIKENESS)


_UNDER_WAY = frozenset({Status.OPEN, Status.WAITING, Status.MERGED})
"""What comes to a merged case goes on to the one that it is a part of."""


def is_full(case: Case) -> bool:
    """Tell whether a case can take no more inquiries."""
    return len(case.inquiries) >= MAX_INQUIRIES


def is_over(case: Case, at: UnixSeconds, windows: Windows) -> bool:
    """Tell whether a case has been closed for too long to be opened again."""
    over = case.status in {Status.RESOLVED, Status.CLOSED}
    return over and at - (case.resolved_at or case.changed_at) > windows.reopen
