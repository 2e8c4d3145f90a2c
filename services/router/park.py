"""The total fallback: an inquiry that could not be decided lies in the default department, and says why. Pure."""

from typing import Final

from msgspec.structs import replace

from services.router.acknowledging import unacknowledged
from services.router.merging import came_from, came_through, move_of, passed_on
from switchboard.contracts.case import MAX_FLAGS, Case, Cause, Contact, Flag, Link
from switchboard.contracts.codec import event_id, event_type
from switchboard.contracts.events import Event, InquiryReceived
from switchboard.contracts.judgement import Say
from switchboard.contracts.values import (
    How,
    Identity,
    InquiryId,
    Nature,
    Priority,
    Reference,
    Status,
    StrategyId,
    UnixSeconds,
)

_MOST_FAULTS: Final = 5
_OVER: Final = frozenset({Status.RESOLVED, Status.CLOSED})


def parked(
    inquiry: InquiryReceived,
    reference: Reference,
    at: UnixSeconds,
    fault: str,
    flag: Flag,
    *,
    department: str,
    strategy_id: StrategyId,
    links: tuple[Link, ...] = (),
) -> Case:
    """Return a case for an inquiry of which nothing is sure but that it came. It holds only what can't be large."""
    case = Case(
        reference=reference,
        version=1,
        status=Status.OPEN,
        department=department,
        priority=Priority.NORMAL,
        strategy_id=strategy_id,
        opened_at=at,
        changed_at=at,
        cause=_cause(inquiry, at),
        subject=inquiry.subject[:200],
        participants=_short(inquiry.sender.identities),
        inquiries=(_contact(inquiry, at),),
        flags=(flag,),
        faults=(fault[:500],),
        links=links,
    )
    if inquiry.forwarded is not None:
        case = replace(case, links=came_from(case, inquiry.forwarded))
    return unacknowledged(case, inquiry, Say.PARKED, at)


def faulted(case: Case, event: Event, at: UnixSeconds, fault: str, flag: Flag) -> Case:
    """Return the case with the fault of an event noted on it, and otherwise as it was.

    Only one that was over is opened again where a person wrote: else nobody would look.
    """
    noted = replace(
        case,
        version=case.version + 1,
        changed_at=max(at, case.changed_at),
        cause=_cause(event, at),
        flags=tuple(dict.fromkeys((*case.flags, flag)))[:MAX_FLAGS],
        faults=(*case.faults, fault[:500])[-_MOST_FAULTS:],
    )
    if not isinstance(event, InquiryReceived) or holds(case, event.inquiry_id):
        return noted
    heard = replace(noted, inquiries=(*case.inquiries, _contact(event, noted.changed_at)))
    if event.forwarded is not None:
        heard = replace(heard, links=came_from(heard, event.forwarded))
    heard = unacknowledged(heard, event, Say.PARKED, noted.changed_at)
    if case.merged_into is not None and event.forwarded is None:
        return passed_on(case, heard, event.inquiry_id, noted.changed_at)
    if (
        case.merged_into is not None
    ):  # Neither here nor on its way can it be decided: here somebody sees it.
        return replace(heard, status=Status.OPEN, merged_into=None, resolved_at=None)
    if event.nature is Nature.INQUIRY and case.status in _OVER:
        return replace(heard, status=Status.OPEN, resolved_at=None)
    return heard


def holds(case: Case, inquiry: InquiryId) -> bool:
    """Tell whether the inquiry is in the case already."""
    return any(contact.inquiry_id == inquiry for contact in case.inquiries)


def _cause(event: Event, at: UnixSeconds) -> Cause:
    if isinstance(event, InquiryReceived):
        return Cause(
            type=event_type(event),
            id=event.inquiry_id,
            at=at,
            how=None if event.forwarded else How.PARKED,
            channel=event.channel,
        )
    return Cause(type=event_type(event), id=event_id(event), at=at)


def _contact(inquiry: InquiryReceived, at: UnixSeconds) -> Contact:
    return Contact(
        inquiry_id=inquiry.inquiry_id,
        reference=inquiry.reference,
        channel=inquiry.channel,
        received_at=min(inquiry.received_at, at),
        accepted_at=at,
        nature=inquiry.nature,
        source_key=inquiry.source_key[:64],
        message_id=inquiry.message_id if len(inquiry.message_id) <= _LONGEST else "",
        identities=_short(inquiry.sender.identities),
        reply_to=next(iter(_short((inquiry.reply_to,) if inquiry.reply_to else ())), None),
        parked=True,
        moves=(move_of(inquiry.forwarded),) if inquiry.forwarded else (),
        through=came_through(inquiry.forwarded) if inquiry.forwarded else (),
    )


_LONGEST = 1_000


def _short(identities: tuple[Identity, ...]) -> tuple[Identity, ...]:
    return tuple(identity for identity in identities[:8] if len(identity) <= _LONGEST)
