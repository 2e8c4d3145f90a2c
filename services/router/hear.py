"""What an inquiry does to a case: opens it, joins it, or is heard a second time. Pure."""

from typing import Final

from msgspec.structs import replace

from services.router.acknowledging import acknowledged
from services.router.clocks import reopened, resumed, started
from services.router.drill import drilled
from services.router.find import BORN_CLOSED, Surroundings
from services.router.fingerprint import fingerprint
from services.router.foreign import foreign, reserved, unconfirmed
from services.router.returned import returned
from services.router.spam import held, silenced
from services.router.windows import clamped
from switchboard.contracts.case import (
    MAX_DECISIONS,
    MAX_FLAGS,
    MAX_PARTICIPANTS,
    Case,
    Cause,
    Contact,
    Decision,
    Flag,
    Link,
    LinkKind,
)
from switchboard.contracts.codec import event_type
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Judgement, Promise, Say
from switchboard.contracts.values import How, Identity, Nature, Seconds, Status, UnixSeconds
from switchboard.strategy.judge import judge
from switchboard.strategy.program import Program

_CLOCKS_DIFFER: Final = Seconds(60.0)

_OVER: Final = frozenset({Status.RESOLVED, Status.CLOSED})
_MENDED: Final = frozenset({Flag.FAULT, Flag.OUTPUT_TOO_LARGE})
"""What a parked case is no longer, once it is decided; its faults still tell of it."""


def opened(
    program: Program,
    inquiry: InquiryReceived,
    at: UnixSeconds,
    around: Surroundings,
) -> Case:
    """Return the case that begins with `inquiry`."""
    received_at = clamped(inquiry.received_at, at, around.windows)
    judgement = _judged(program, inquiry, received_at, at, around)
    asks = inquiry.nature not in BORN_CLOSED
    waits = asks and inquiry.nature is not Nature.SPAM
    case = Case(
        reference=around.reference or inquiry.reference,
        version=1,
        status=Status.OPEN if asks else Status.CLOSED,
        department=judgement.department,
        assignee=judgement.assignee,
        priority=judgement.priority,
        strategy_id=program.strategy_id,
        opened_at=at,
        changed_at=at,
        cause=cause(inquiry, at, How.PARKED if inquiry.unreadable else How.OPENED),
        subject=inquiry.subject[:200],
        language=judgement.language,
        customer=inquiry.customer,
        name=inquiry.sender.name[:200],
        participants=inquiry.sender.identities[:MAX_PARTICIPANTS],
        inquiries=(contact(inquiry, received_at, at),),
        decisions=(Decision(at=at, inquiry_id=inquiry.inquiry_id, judgement=judgement),),
        clocks=started(_kept(inquiry, judgement)) if waits else (),
        flags=(
            *((Flag.DRILL,) if inquiry.drill else ()),
            *_flags(inquiry, received_at, at, around),
            *((Flag.TRIAGE,) if judgement.triage else ()),
            *((Flag.SPAM,) if inquiry.nature is Nature.SPAM else ()),
        ),
        faults=(inquiry.unreadable[:500],) if inquiry.unreadable else (),
        links=links(around),
        resolved_at=None if asks else at,
    )
    return acknowledged(program, case, inquiry, judgement, at)


def _kept(inquiry: InquiryReceived, judgement: Judgement) -> tuple[Promise, ...]:
    return drilled(judgement.promises) if inquiry.drill else judgement.promises


def joined(
    program: Program,
    case: Case,
    inquiry: InquiryReceived,
    at: UnixSeconds,
    around: Surroundings,
) -> Case:
    """Return the case with another inquiry in it; one from a person opens a resolved case again.

    It stays where it is: whoever has it knows the matter. Only whether to acknowledge is judged anew.
    """
    received_at = clamped(inquiry.received_at, at, around.windows)
    judgement = _judged(program, inquiry, received_at, at, around)
    heard = replace(
        case,
        cause=cause(inquiry, at, How.PARKED if inquiry.unreadable else How.JOINED),
        inquiries=(*case.inquiries, contact(inquiry, received_at, at)),
        participants=_participants(case, inquiry),
        unconfirmed=unconfirmed(case, inquiry),
        flags=_flagged(case, *_flags(inquiry, received_at, at, around), *foreign(case, inquiry)),
    )
    heard = returned(program, heard, inquiry, at)
    judgement = reserved(heard, inquiry, judgement)
    judgement = silenced(case, judgement)
    if inquiry.nature is not Nature.INQUIRY or held(case):
        return acknowledged(program, heard, inquiry, judgement, at)
    if case.status is Status.WAITING:  # It was the customer's turn, and they have taken it.
        heard = resumed(program, replace(heard, status=Status.OPEN), at)
    if case.status in _OVER:
        heard = replace(heard, status=Status.OPEN, resolved_at=None)
    if heard.status is Status.OPEN:  # What a fault has opened couldn't promise anything yet.
        heard = reopened(program, heard, at)
    if all(one.nature is not Nature.INQUIRY for one in case.inquiries):
        heard = _taken_up(heard, inquiry, judgement, at)
    return acknowledged(program, heard, inquiry, judgement, at)


def _taken_up(case: Case, inquiry: InquiryReceived, judgement: Judgement, at: UnixSeconds) -> Case:
    """Return a case that machines began, now that a person has written: from here on it is theirs."""
    decision = Decision(at=at, inquiry_id=inquiry.inquiry_id, judgement=judgement)
    taken = replace(
        case,
        decisions=(*case.decisions, decision)[-MAX_DECISIONS:],
        clocks=started(judgement.promises),
        priority=judgement.priority,
        language=judgement.language,
        flags=tuple(flag for flag in case.flags if flag is not Flag.SPAM),
    )
    if any(outcome.accepted for outcome in case.actions):
        return taken  # Staff have placed it; where it lies is their decision.
    return replace(taken, department=judgement.department, assignee=judgement.assignee)


def decided_after_all(
    program: Program,
    case: Case,
    inquiry: InquiryReceived,
    at: UnixSeconds,
    around: Surroundings,
) -> Case:
    """Return a parked case with the decision that it lacked, and with what has happened to it since."""
    other = case.reference if case.reference != inquiry.reference else None
    fresh = opened(program, inquiry, at, around._replace(reference=other))
    decided = replace(
        case,
        priority=fresh.priority,
        strategy_id=fresh.strategy_id,
        subject=fresh.subject,
        language=fresh.language,
        customer=fresh.customer,
        name=fresh.name,
        participants=_everybody(fresh.participants, case.participants),
        inquiries=(
            replace(case.inquiries[0], parked=bool(inquiry.unreadable)),
            *case.inquiries[1:],
        ),
        decisions=fresh.decisions,
        flags=_flagged(fresh, *(flag for flag in case.flags if flag not in _MENDED)),
    )
    if not any(outcome.accepted for outcome in case.actions):
        # Nobody has taken it in hand yet, so it goes where it should have gone at once.
        decided = replace(
            decided,
            status=fresh.status,
            department=fresh.department,
            assignee=fresh.assignee,
            clocks=fresh.clocks,
            resolved_at=fresh.resolved_at,
        )
    return acknowledged(program, decided, inquiry, fresh.decisions[0].judgement, at)


def joined_after_all(
    program: Program,
    case: Case,
    inquiry: InquiryReceived,
    at: UnixSeconds,
    around: Surroundings,
) -> Case:
    """Return the case with an inquiry counted in that had only been parked in it; unchanged where none was."""
    parked = next(one for one in case.inquiries if one.inquiry_id == inquiry.inquiry_id)
    if not awaits(parked, inquiry) or case.status is Status.MERGED:
        return case
    others = tuple(one for one in case.inquiries if one is not parked)
    heard = joined(program, replace(case, inquiries=others), inquiry, at, around)
    mended = replace(
        heard.inquiries[-1],
        accepted_at=parked.accepted_at,
        through=parked.through,
        moves=parked.moves,
    )
    return replace(
        heard, inquiries=tuple(mended if one is parked else one for one in case.inquiries)
    )


def awaits(known: Contact, inquiry: InquiryReceived) -> bool:
    """Tell whether a contact that rests here was never decided, and can be now. One that has left is decided elsewhere."""
    return known.parked and known.gone_to is None and not inquiry.unreadable


def repeated(case: Case, inquiry: InquiryReceived, at: UnixSeconds) -> Case:
    """Return the case after the same inquiry has come again: already promised, say nothing."""
    return replace(case, repeats=case.repeats + 1, cause=cause(inquiry, at, How.REPEATED))


def contact(inquiry: InquiryReceived, received_at: UnixSeconds, at: UnixSeconds) -> Contact:
    """Return what the case remembers of the inquiry."""
    return Contact(
        inquiry_id=inquiry.inquiry_id,
        reference=inquiry.reference,
        channel=inquiry.channel,
        received_at=received_at,
        accepted_at=at,
        nature=inquiry.nature,
        source_key=inquiry.source_key,
        message_id=inquiry.message_id,
        identities=inquiry.sender.identities[:8],
        reply_to=inquiry.reply_to,
        fingerprint=fingerprint(inquiry.text),
        parked=bool(inquiry.unreadable),
    )


def cause(inquiry: InquiryReceived, at: UnixSeconds, how: How | None) -> Cause:
    """Return why there is a new record of the case."""
    return Cause(
        type=event_type(inquiry), id=inquiry.inquiry_id, at=at, how=how, channel=inquiry.channel
    )


def _judged(
    program: Program,
    inquiry: InquiryReceived,
    received_at: UnixSeconds,
    at: UnixSeconds,
    around: Surroundings,
) -> Judgement:
    judgement = judge(program, inquiry, received_at)
    # Whether they are told was decided in the case that it first came to; a case that begins anew is news.
    if inquiry.forwarded is not None and around.follows is None:
        return replace(judgement, acknowledge=Say.ALREADY_ACKNOWLEDGED)
    horizon = around.windows.horizon
    too_old = judgement.acknowledge is Say.DUE and at - inquiry.received_at > horizon
    return replace(judgement, acknowledge=Say.TOO_OLD) if too_old else judgement


def _flags(
    inquiry: InquiryReceived, received_at: UnixSeconds, at: UnixSeconds, around: Surroundings
) -> list[Flag]:
    # Whether the contact named another time than we take for it; two clocks are never quite alike.
    strays = abs(received_at - inquiry.received_at) > _CLOCKS_DIFFER
    flags = (
        (Flag.UNREADABLE, inquiry.unreadable),
        (Flag.SAME_SOURCE_OTHER_CONTENT, around.same_source is not None),
        (Flag.REFERENCE_TAKEN, around.reference is not None),
        (Flag.BACKDATING_CLAMPED, strays),
        (Flag.LATE, at - inquiry.received_at > around.windows.horizon),
    )
    return [flag for flag, raised in flags if raised]


def _flagged(case: Case, *flags: Flag) -> tuple[Flag, ...]:
    return tuple(dict.fromkeys((*case.flags, *flags)))[:MAX_FLAGS]


def _participants(case: Case, inquiry: InquiryReceived) -> tuple[Identity, ...]:
    # A postmaster that returns our letter doesn't become a party to the matter.
    if inquiry.nature is not Nature.INQUIRY:
        return case.participants
    return _everybody(case.participants, inquiry.sender.identities)


def _everybody(these: tuple[Identity, ...], those: tuple[Identity, ...]) -> tuple[Identity, ...]:
    return tuple(dict.fromkeys((*these, *those)))[:MAX_PARTICIPANTS]


def links(around: Surroundings) -> tuple[Link, ...]:
    """Return the links of a new case to the one that it goes on for, or answers to."""
    others = ((LinkKind.CONTINUES, around.continues), (LinkKind.FOLLOWS_CLOSED, around.follows))
    return tuple(Link(kind=kind, reference=other) for kind, other in others if other)
