"""What a case owes for contacts that have left it: each is sent on, a few at a time, so that the record always fits. Pure."""

from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from services.router.remembered import remembered
from switchboard.contracts.case import MAX_OWED, Case, ClockState, Contact, Flag
from switchboard.contracts.codec import encode_case, size_of
from switchboard.contracts.events import Forwarded
from switchboard.contracts.handling import ReplyWritten
from switchboard.contracts.notices import Forward
from switchboard.contracts.reference import identity_key, parse_reference, slot_of_reference
from switchboard.contracts.topics import MAX_CASE_BYTES
from switchboard.contracts.values import Channel, Clock, NoticeId, Reference, Slot, UnixSeconds
from switchboard.contracts.wishes import honored

WAVE: Final = 20
"""Contacts on their way at once, so that a case that owes them still fits a record."""

_ROOM: Final = 20_000
"""What a case leaves free of its largest size when it lets more contacts go: reports and refusals have to fit."""

_LEAST: Final = 2_000
"""What it leaves free in any case, for the event that is just recorded."""


def forwarding(case: Case, at: UnixSeconds) -> Case:
    """Return the case owing its next contacts to where they rest: the first of each move alone, then more at once.

    So whatever begins a case of its own there is its first contact.
    """
    under_way = {one.notice_id for one in case.owed}
    begun = {one.gone_move for one in case.inquiries if one.gone_at is not None}
    if all(one.gone_to is None or one.gone_at is not None for one in case.inquiries):
        return case
    waiting: list[Contact] = []
    for contact in case.inquiries:
        if contact.gone_to is None or contact.gone_at is not None:
            continue
        first = contact.gone_move not in {one.gone_move for one in waiting}
        if first or contact.gone_move in begun:
            waiting.append(contact)
    waiting = [one for one in waiting if name_of(case, one) not in under_way]
    forwards = sum(isinstance(one, Forward) for one in case.owed)
    room = max(0, min(WAVE - forwards, MAX_OWED - len(Channel) - len(case.owed)))
    fresh = [_forward(case, one, at) for one in waiting[:room]]
    return replace(case, owed=(*case.owed, *_that_fit(case, fresh, alone=not forwards)))


def _that_fit(case: Case, fresh: list[Forward], *, alone: bool) -> list[Forward]:
    """Return as many as the record has room for; one that goes alone may take what is kept free, or none ever would."""
    left = MAX_CASE_BYTES - len(encode_case(case)) if fresh else 0
    fit: list[Forward] = []
    for one in fresh:
        left -= size_of(one) + 1
        if left < (_LEAST if alone and not fit else _ROOM):
            break
        fit.append(one)
    return fit


def name_of(case: Case, contact: Contact) -> NoticeId:
    """Return the name of what the case owes for a contact: another one each time that it leaves."""
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
        held=Flag.SPAM in case.flags,
        answered_at=_answered(case, contact),
    )
    wanted = contact.reply_to if honored(case, contact) else None
    inquiry = replace(remembered(case, contact, slot_in(to)), reply_to=wanted, forwarded=forwarded)
    return Forward(
        notice_id=name_of(case, contact),
        reference=case.reference,
        inquiry=inquiry,
        position=contact.position,
        owed_at=at,
    )


def _answered(case: Case, contact: Contact) -> UnixSeconds | None:
    """Return when staff first answered a contact: with a reply after it came in, as far as the case remembers."""
    replies = [one.at for one in case.actions if one.accepted and one.type == _REPLY]
    stopped = [
        run.ended_at for run in case.clocks if run.clock in _ANSWERS and run.state in _ANSWERED
    ]
    moments = (*replies, *(one for one in stopped if one is not None))
    return min((one for one in moments if one >= contact.accepted_at), default=None)


_REPLY: Final = str(ReplyWritten.__struct_config__.tag)
_ANSWERED: Final = frozenset({ClockState.MET, ClockState.BREACHED})
_ANSWERS: Final = frozenset({Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE})
"""What only a person keeps; a receipt is no answer."""


def _unknown(case: Case, contact: Contact) -> bool:
    strangers = {identity_key(one) for one in case.unconfirmed}
    said = {identity_key(one) for one in contact.identities}
    return bool(said) and said <= strangers


def slot_in(reference: Reference) -> Slot:
    """A record that names what is no reference sends it to the first slot, where it begins a case: better than nowhere."""
    return slot_of_reference(reference) if parse_reference(reference) else Slot(0)
