"""Contacts that leave a case: all of them, because it is the same matter as another one, or some, because they are not.

The case that they leave keeps them as pointers and owes that they arrive (`Forward`); they rest where they arrive,
see `arriving`. What reaches a merged case later goes the same way. Pure.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from services.router.clocks import MERGED_THEN, dropped, revived
from services.router.remembered import remembered
from services.router.resting import ours, resting
from switchboard.contracts.case import (
    MAX_FLAGS,
    MAX_LINKS,
    MAX_OWED,
    Case,
    Contact,
    Flag,
    Link,
    LinkKind,
)
from switchboard.contracts.course import CaseMerged, CaseSplit
from switchboard.contracts.delivery import SETTLED, Outcome
from switchboard.contracts.events import DeliveryReported, Forwarded
from switchboard.contracts.notices import Forward
from switchboard.contracts.reference import (
    grouped,
    identity_key,
    parse_reference,
    reference_of,
    slot_of_reference,
)
from switchboard.contracts.values import (
    Channel,
    InquiryId,
    NoticeId,
    Reference,
    Slot,
    Status,
    UnixSeconds,
)
from switchboard.strategy.program import Program

MAX_CHAIN: Final = 5
"""Merges in a row that an inquiry follows; more is a circle, or nobody's intention."""

WAVE: Final = 20
"""Contacts on their way at once, so that a case that owes them still fits a record."""

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
    if here <= set(event.inquiries):
        return "one inquiry has to stay, or it is no other matter"
    began = case.inquiries[0]
    if began.inquiry_id in event.inquiries and not began.through:
        return "the case is that of its first inquiry: split off the others instead"
    return ""


def parts(case: Case) -> set[Reference]:
    """Return the cases that have become a part of this one."""
    linked = {one.reference for one in case.links if one.kind is LinkKind.MERGED_FROM}
    return linked | {passed for one in resting(case) for passed in one.through}


def merged(case: Case, event: CaseMerged, at: UnixSeconds) -> Case:
    """Return the case as a part of the other one, owing it all that rests here."""
    leaving = {one.inquiry_id for one in resting(case)}
    gone = replace(
        dropped(case, at),
        status=Status.MERGED,
        merged_into=event.into,
        inquiries=_sent(case, leaving, event.into, event.action_id),
        links=linked(case.links, LinkKind.MERGED_INTO, event.into),
    )
    return forwarding(gone, at)


def split(case: Case, event: CaseSplit, at: UnixSeconds) -> Case:
    """Return the case without these contacts, owing that they arrive in a case of their own.

    Contacts that all came by one merge go back to the case that they came from: so a merge is undone.
    """
    leaving = set(event.inquiries)
    home = {one.through[-1:] for one in resting(case) if one.inquiry_id in leaving}
    back = home.pop() if len(home) == 1 else ()
    to = back[0] if back else _fresh(case, event)
    gone = replace(case, inquiries=_sent(case, leaving, to, event.action_id, apart=True))
    kept = tuple(one for one in case.links if one != Link(kind=LinkKind.MERGED_FROM, reference=to))
    still = any(to in one.through for one in resting(gone))
    links = case.links if still else kept
    told = links if back else linked(links, LinkKind.SPLIT_INTO, to)
    return forwarding(ours(replace(gone, links=told)), at)


def _fresh(case: Case, event: CaseSplit) -> Reference:
    """A reference of this slot, so that both cases live in one partition and find each other's contacts."""
    return reference_of(_slot(case.reference), InquiryId(f"{event.inquiries[0]}/{event.action_id}"))


def _slot(reference: Reference) -> Slot:
    """A record that names what is no reference sends it to the first slot, where it begins a case: better than nowhere."""
    return slot_of_reference(reference) if parse_reference(reference) else Slot(0)


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


def forwarding(case: Case, at: UnixSeconds) -> Case:
    """Return the case owing its next contacts to where they rest: the first of each move alone, then more at once.

    So whatever begins a case of its own there is its first contact.
    """
    under_way = {one.notice_id for one in case.owed}
    begun = {one.gone_move for one in case.inquiries if one.gone_at is not None}
    waiting: list[Contact] = []
    for contact in case.inquiries:
        if contact.gone_to is None or contact.gone_at is not None:
            continue
        first = contact.gone_move not in {one.gone_move for one in waiting}
        if first or contact.gone_move in begun:
            waiting.append(contact)
    fresh = [_forward(case, one, at) for one in waiting if _name(case, one) not in under_way]
    forwards = sum(isinstance(one, Forward) for one in case.owed)
    room = min(WAVE - forwards, MAX_OWED - len(Channel) - len(case.owed))
    return replace(case, owed=(*case.owed, *fresh[: max(0, room)]))


def _name(case: Case, contact: Contact) -> NoticeId:
    told = f"{contact.inquiry_id}/{contact.gone_move}/{len(contact.through)}"
    return NoticeId(f"{case.reference}-forward-{blake2b(told.encode(), digest_size=6).hexdigest()}")


def _forward(case: Case, contact: Contact, at: UnixSeconds) -> Forward:
    to = contact.gone_to or case.reference
    forwarded = Forwarded(
        to=to,
        through=(*(() if contact.gone_apart else contact.through), case.reference),
        action_id=contact.gone_move,
        split=contact.gone_apart,
        foreign=_unknown(case, contact),
    )
    return Forward(
        notice_id=_name(case, contact),
        reference=case.reference,
        inquiry=replace(remembered(case, contact, _slot(to)), forwarded=forwarded),
        position=contact.position,
        owed_at=at,
    )


def _unknown(case: Case, contact: Contact) -> bool:
    strangers = {identity_key(one) for one in case.unconfirmed}
    said = {identity_key(one) for one in contact.identities}
    return bool(said) and said <= strangers


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
        if one.inquiry_id == inquiry_id and _name(case, one) == event.notice_id
        else one
        for one in case.inquiries
    )
    return forwarding(replace(left, inquiries=inquiries), at)


def _kept(program: Program, case: Case, inquiry_id: InquiryId, why: str, at: UnixSeconds) -> Case:
    """Return the case with a contact that could not leave, open, so that somebody looks."""
    inquiries = tuple(
        returned_home(one) if one.inquiry_id == inquiry_id else one for one in case.inquiries
    )
    faults = (*case.faults, f"{inquiry_id} could not be sent on: {why}"[:500])[-_FAULTS:]
    here = replace(case, inquiries=inquiries, faults=faults, flags=flagged(case, Flag.FAULT))
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


def undone(program: Program, case: Case, at: UnixSeconds) -> Case:
    """Return the case as no part of any other: open, its promises going on with what was left of them."""
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
    return revived(program, alone, at, MERGED_THEN)
