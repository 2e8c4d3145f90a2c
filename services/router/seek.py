"""Where an inquiry belongs in a partition, and what deciding must know of the other cases there. Pure but for the book."""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from services.router.book import Book
from services.router.find import Surroundings, find_case, is_full, is_over
from services.router.merging import PASSED_ON
from services.router.windows import WINDOWS, Windows
from switchboard.contracts.case import Case
from switchboard.contracts.events import Event, Forwarded, InquiryReceived
from switchboard.contracts.notices import Assign, Forward, Inform, Notice
from switchboard.contracts.reference import reference_of, slot_of_reference
from switchboard.contracts.topics import HEAVY_CASE_BYTES
from switchboard.contracts.values import InquiryId, Reference, Seconds, Slot, UnixSeconds

_LONG_AGO: Final = Seconds(1e12)


def sought(
    book: Book,
    inquiry: InquiryReceived,
    at: UnixSeconds,
    windows: Windows,
    windows_of: Callable[[Case], Windows],
) -> tuple[Case | None, Surroundings]:
    """Return the case that the inquiry belongs to; None: it begins one. `windows_of` are those of a case's own strategy."""
    if inquiry.forwarded is not None:
        return _forwarded(book, inquiry, inquiry.forwarded, at, windows_of)
    around = Surroundings(windows=windows, same_source=_same_source(book, inquiry))
    if (home := book.case_of_inquiry(inquiry.inquiry_id)) is not None:
        return home, around
    found = find_case(book, inquiry, at, windows)
    if found is None:
        other = free(book, inquiry.slot, inquiry)
        return None, around._replace(reference=other) if other else around
    case = found.case
    if _is_full(book, case) or is_over(case, at, windows):
        case = book.newest_part(case)
    new = around._replace(reference=free(book, inquiry.slot, inquiry))
    if _is_full(book, case):
        return None, _going_on(new, case)
    if is_over(case, at, windows_of(case)):
        return None, new._replace(follows=case.reference)
    return case, around


def _forwarded(
    book: Book,
    inquiry: InquiryReceived,
    sent: Forwarded,
    at: UnixSeconds,
    windows_of: Callable[[Case], Windows],
) -> tuple[Case | None, Surroundings]:
    """Return the case that it was sent to; a full one goes on in another.

    One that is over for long takes what staff send there, but no letter that reached a part of it since.
    When it reached us was settled in the case that it first came to.
    """
    around = Surroundings(windows=WINDOWS._replace(backdating=_LONG_AGO, horizon=_LONG_AGO))
    case = book.own(sent.to)
    if case is None:
        return None, around._replace(reference=sent.to)
    parts = book.parts(case)
    for part in parts:
        if any(one.inquiry_id == inquiry.inquiry_id for one in part.inquiries):
            return part, around
    letter = sent.action_id == PASSED_ON
    newest = case
    if _is_full(book, case) or (letter and is_over(case, at, windows_of(case))):
        newest = parts[-1]
    new = around._replace(reference=free(book, slot_of_reference(sent.to), inquiry))
    if _is_full(book, newest):
        return None, _going_on(new, newest)
    if letter and is_over(newest, at, windows_of(newest)):
        return None, new._replace(follows=newest.reference)
    return newest, around


def _is_full(book: Book, case: Case) -> bool:
    """Tell whether a case takes no more inquiries, by number or by weight."""
    return is_full(case) or book.weight(case.reference) > HEAVY_CASE_BYTES


def _going_on(new: Surroundings, full: Case) -> Surroundings:
    """Return what a case must know that goes on for a full one; where that is a part of another, it is, too."""
    return new._replace(continues=full.reference, merged_into=full.merged_into)


def _same_source(book: Book, inquiry: InquiryReceived) -> InquiryId | None:
    first = book.inquiry_of_source(inquiry.source_key) if inquiry.source_key else None
    return first if first != inquiry.inquiry_id else None


def free(book: Book, slot: Slot, inquiry: InquiryReceived) -> Reference | None:
    """Return another reference where the inquiry's own can't be had; None where it can.

    Chance makes two alike once in an age; what is sent on from another slot needs one of this slot.
    """
    reference, salt = inquiry.reference, 0
    while book.holds(reference) or (inquiry.forwarded and not salt):
        salt += 1
        reference = reference_of(slot, InquiryId(f"{inquiry.inquiry_id}/{salt}"))
    return reference if salt else None


def prepared(book: Book, inquiry: InquiryReceived) -> Reference:
    """Return where an inquiry begins a case that nothing else can be decided of: one that was sent on, where it was sent."""
    sent = inquiry.forwarded
    if sent is not None and book.own(sent.to) is None:
        return sent.to
    return free(book, inquiry.slot, inquiry) or inquiry.reference


def continued(book: Book, inquiry: InquiryReceived) -> Surroundings:
    """Return what ties an inquiry that can't even be parked to the case that it was sent to: there it is found again."""
    case = book.own(inquiry.forwarded.to) if inquiry.forwarded else None
    return Surroundings(continues=book.newest_part(case).reference if case else None)


def rests_here(book: Book, inquiry: InquiryReceived) -> bool:
    """Tell whether a case here has the inquiry already; one that is sent on may be in the case that it left, too."""
    if inquiry.forwarded is None:
        return book.has(inquiry.inquiry_id)
    case = book.own(inquiry.forwarded.to)
    return case is not None and any(
        one.inquiry_id == inquiry.inquiry_id for part in book.parts(case) for one in part.inquiries
    )


def placed(case: Case, event: Event, offset: int) -> Case:
    """Return the case knowing where in intake the words of its newest contact stand."""
    if not isinstance(event, InquiryReceived):
        return case
    return replace(
        case,
        inquiries=tuple(
            replace(one, position=offset)
            if one.position is None and one.inquiry_id == event.inquiry_id
            else one
            for one in case.inquiries
        ),
        owed=tuple(_placed(one, event, offset) for one in case.owed),
    )


def _placed(notice: Notice, event: InquiryReceived, offset: int) -> Notice:
    """Return a notice with where the words stand that it sends on or shows."""
    match notice:
        case Forward(position=None) if notice.inquiry.inquiry_id == event.inquiry_id:
            return replace(notice, position=offset)
        case Assign(position=None) | Inform(position=None) if notice.inquiry_id == event.inquiry_id:
            return replace(notice, position=offset)
        case _:
            return notice
