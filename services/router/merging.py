"""Contacts that leave a case: all of them, because it is the same matter as another one, or some, because they are not.

The case that they leave keeps them as pointers and owes that they arrive (`Forward`); they rest where they arrive,
see `arriving`. What reaches a merged case later goes the same way. Pure.
"""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from services.router.clocks import MERGED_THEN, dropped, revived
from services.router.forwards import forwarding, name_of, slot_in
from services.router.resting import ours, resting
from switchboard.contracts.case import (
    MAX_FLAGS,
    MAX_LINKS,
    Case,
    Contact,
    Flag,
    Link,
    LinkKind,
)
from switchboard.contracts.codec import encode_case
from switchboard.contracts.course import CaseMerged, CaseSplit
from switchboard.contracts.delivery import SETTLED, Outcome
from switchboard.contracts.events import DeliveryReported, Forwarded
from switchboard.contracts.notices import Forward
from switchboard.contracts.reference import (
    grouped,
    parse_reference,
    reference_of,
)
from switchboard.contracts.topics import HEAVY_CASE_BYTES
from switchboard.contracts.values import (
    InquiryId,
    Reference,
    Status,
    UnixSeconds,
)
from switchboard.strategy.program import Program

MAX_CHAIN: Final = 5
"""Merges in a row that an inquiry follows; more is a circle, or nobody's intention."""

PASSED_ON: Final = "passed_on"
"""What sends an inquiry on that reaches a merged case from outside."""

_FAULTS: Final = 5
_FORGETTABLE: Final = frozenset({LinkKind.MERGED_FROM, LinkKind.SPLIT_INTO})
"""Links of which a case may have many; by the others it is found."""


def refusal_to_merge(case: Case, event: CaseMerged) -> str:
    """Return why the case can't become a part of that one, as far as it can be known here; empty where it can."""
    into = event.into
    if parse_reference(into) != into:
        return f"{into} is no reference"
    if into == case.reference:
        return "a case can't be merged into itself"
    if into in parts(case):
        return f"{grouped(into)} has been merged into this case: split it off first"
    if is_heavy(case):
        return _TOO_HEAVY
    if max((len(one.through) for one in resting(case)), default=0) >= MAX_CHAIN:
        return f"the case ends a chain of {MAX_CHAIN} merges: merge those before it elsewhere"
    return ""


def refusal_to_split(case: Case, event: CaseSplit) -> str:
    """Return why these contacts can't leave; empty where they can."""
    here = {one.inquiry_id for one in resting(case)}
    if missing := [one for one in event.inquiries if one not in here]:
        return f"the inquiry {missing[0]} doesn't rest in this case"
    if not event.inquiries:
        return "no inquiry is named"
    if is_heavy(case):
        return _TOO_HEAVY
    if here <= set(event.inquiries):
        return "one inquiry has to stay, or it is no other matter"
    began = case.inquiries[0]
    if began.inquiry_id in event.inquiries and _home(case, began) is None:
        return "the case is that of its first inquiry: split off the others instead"
    return ""


def is_heavy(case: Case) -> bool:
    """Tell whether a case holds so much that what it would owe for its contacts might not fit its record."""
    return len(encode_case(case)) > HEAVY_CASE_BYTES


_TOO_HEAVY: Final = (
    f"the case takes more than {HEAVY_CASE_BYTES // 1000} kB: nothing can be moved out of it"
)


def parts(case: Case) -> set[Reference]:
    """Return the cases that have become a part of this one."""
    linked = {one.reference for one in case.links if one.kind is LinkKind.MERGED_FROM}
    return linked | {passed for one in resting(case) for passed in one.through}


def merged(case: Case, event: CaseMerged, at: UnixSeconds) -> Case:
    """Return the case as a part of the other one, owing it all that rests here."""
    return as_part(case, event.into, at, event.action_id)


def split(case: Case, event: CaseSplit, at: UnixSeconds) -> Case:
    """Return the case without these contacts, owing that they arrive in a case of their own.

    Contacts that all came by one merge go back to the case that they came from: so a merge is undone.
    """
    leaving = set(event.inquiries)
    home = {_home(case, one) for one in resting(case) if one.inquiry_id in leaving}
    back = home.pop() if len(home) == 1 else None
    to = back or _fresh(case, event)
    gone = replace(case, inquiries=_sent(case, leaving, to, event.action_id, apart=True))
    kept = tuple(one for one in case.links if one != Link(kind=LinkKind.MERGED_FROM, reference=to))
    still = any(to in one.through for one in resting(gone))
    links = case.links if still else kept
    told = links if back else linked(links, LinkKind.SPLIT_INTO, to)
    return forwarding(ours(replace(gone, links=told)), at)


def _home(case: Case, contact: Contact) -> Reference | None:
    """Return the case that a merge brought a contact from; None where it came first to this one, be it in a circle."""
    return next((one for one in contact.through[-1:] if one != case.reference), None)


def _fresh(case: Case, event: CaseSplit) -> Reference:
    """A reference of this slot, so that both cases live in one partition and find each other's contacts."""
    return reference_of(
        slot_in(case.reference), InquiryId(f"{event.inquiries[0]}/{event.action_id}")
    )


def _sent(
    case: Case, leaving: Iterable[InquiryId], to: Reference, move: str, *, apart: bool = False
) -> tuple[Contact, ...]:
    gone = set(leaving)
    return tuple(
        replace(one, gone_to=to, gone_move=move, gone_apart=apart, gone_at=None)
        if one.inquiry_id in gone
        else one
        for one in case.inquiries
    )


def linked(links: tuple[Link, ...], kind: LinkKind, reference: Reference) -> tuple[Link, ...]:
    """Return the links with one more, the newest last; of too many the oldest of what was merged or split is forgotten."""
    link = Link(kind=kind, reference=reference)
    others = [one for one in links if one != link]
    too_many = max(0, len(others) + 1 - MAX_LINKS)
    forgotten = [one for one in others if one.kind in _FORGETTABLE][:too_many]
    return (*(one for one in others if one not in forgotten), link)


def as_part(case: Case, into: Reference | None, at: UnixSeconds, move: str = PASSED_ON) -> Case:
    """Return the case as a part of that one, owing it all that rests here; as it was where there is none."""
    if into is None:
        return case
    leaving = [one.inquiry_id for one in resting(case)]
    part = replace(
        dropped(case, at),
        status=Status.MERGED,
        merged_into=into,
        resolved_at=None,
        inquiries=_sent(case, leaving, into, move),
        links=linked(case.links, LinkKind.MERGED_INTO, into),
    )
    return forwarding(part, at)


def passed_on(
    case: Case, heard: Case, inquiry_id: InquiryId, at: UnixSeconds, move: str = PASSED_ON
) -> Case:
    """Return a merged case after it has `heard` an inquiry: it stays as it was, and sends the inquiry after the others.

    One that comes from another case goes on under the `move` that brought it, so that each case takes it once.
    """
    if case.merged_into is None:
        return heard
    sent = _sent(heard, [inquiry_id], case.merged_into, move)
    stays = replace(
        heard,
        status=case.status,
        clocks=case.clocks,
        decisions=case.decisions,
        department=case.department,
        assignee=case.assignee,
        inquiries=sent,
    )
    return forwarding(stays, at)


def handed_over(program: Program, case: Case, event: DeliveryReported, at: UnixSeconds) -> Case:
    """Return the case after the notifier has settled a `Forward`: the contact rests there now, or stays for good."""
    notice = next((one for one in case.owed if one.notice_id == event.notice_id), None)
    if not isinstance(notice, Forward) or event.outcome not in SETTLED:
        return case
    left = replace(case, owed=tuple(one for one in case.owed if one is not notice))
    inquiry_id = notice.inquiry.inquiry_id
    if event.outcome is not Outcome.SENT:
        return _kept(program, left, inquiry_id, event.reason, at)
    inquiries = tuple(
        replace(one, gone_at=event.settled_at)
        if one.inquiry_id == inquiry_id and name_of(case, one) == event.notice_id
        else one
        for one in case.inquiries
    )
    return forwarding(replace(left, inquiries=inquiries), at)


def _kept(program: Program, case: Case, inquiry_id: InquiryId, why: str, at: UnixSeconds) -> Case:
    """Return the case with a contact that could not leave, open, so that somebody looks."""
    inquiries = tuple(
        returned_home(one) if one.inquiry_id == inquiry_id else one for one in case.inquiries
    )
    told = noted(case, f"{inquiry_id} could not be sent on: {why}")
    here = replace(told, inquiries=inquiries)
    return forwarding(undone(program, here, at), at)


def returned_home(contact: Contact) -> Contact:
    """Return the contact as one that rests here."""
    return replace(contact, gone_to=None, gone_move="", gone_apart=False, gone_at=None)


def move_of(sent: Forwarded) -> str:
    """Return what tells one arrival from another: in a circle an inquiry comes by the same merge again, from further away."""
    return f"{sent.action_id}/{len(sent.through)}"


def came_through(sent: Forwarded) -> tuple[Reference, ...]:
    """Return the cases that an arrival came through by merges, and to the last of which it can go home."""
    return () if sent.split else sent.through[-MAX_CHAIN:]


def came_from(case: Case, sent: Forwarded) -> tuple[Link, ...]:
    """Return the links of a case, with those to where an arrival comes from."""
    came = LinkKind.SPLIT_FROM if sent.split else LinkKind.MERGED_FROM
    links = case.links
    for passed in sent.through:
        links = linked(links, came, passed) if passed != case.reference else links
    return links


def flagged(case: Case, flag: Flag) -> tuple[Flag, ...]:
    """Return the flags with one more."""
    return tuple(dict.fromkeys((*case.flags, flag)))[-MAX_FLAGS:]


def noted(case: Case, why: str) -> Case:
    """Return the case with something that somebody should look at."""
    faults = (*case.faults, why[:500])[-_FAULTS:]
    return replace(case, faults=faults, flags=flagged(case, Flag.FAULT))


def undone(program: Program, case: Case, at: UnixSeconds) -> Case:
    """Return the case as no part of any other: open, its promises going on with what was left of them.

    One that was held for spam still is, and promises nothing.
    """
    if case.merged_into is None:
        return case
    link = Link(kind=LinkKind.MERGED_INTO, reference=case.merged_into)
    alone = replace(
        case,
        status=Status.OPEN,
        merged_into=None,
        resolved_at=None,
        links=tuple(one for one in case.links if one != link),
    )
    return alone if Flag.SPAM in case.flags else revived(program, alone, at, MERGED_THEN)
