"""A letter of ours came back: it has failed, and its case knows from which address, so that no more are sent there. Pure.

A bounce is believed only where it names a letter that this case sent to that very address: nobody can have
somebody else's address silenced by making up a bounce, whatever they have written into a case of their own.
"""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from services.router.unanswered import TO_CUSTOMERS, lost
from services.router.unheeded import unheeded
from switchboard.contracts.case import MAX_FLAGS, MAX_PARTICIPANTS, Bounced, Case, Flag, Settled
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Identity, Nature, UnixSeconds
from switchboard.strategy.program import Program

CAME_BACK: Final = "it came back: the address can't be reached"


def returned(program: Program, case: Case, inquiry: InquiryReceived, at: UnixSeconds) -> Case:
    """Return the case after a bounce, with the letters and addresses that it names; unchanged after anything else."""
    letters = _letters(case, inquiry)
    if not letters:
        return case
    mailed = (one.to for one in letters if one.to and not _is_somebody(one.to))
    addresses = [Identity(one) for one in dict.fromkeys(mailed)]
    keys = _keys(addresses)
    others = [one for one in case.bounced if identity_key(one.identity) not in keys]
    fresh = [Bounced(identity=one, at=at, inquiry_id=inquiry.inquiry_id) for one in addresses]
    heard = replace(case, bounced=(*others, *fresh)[-MAX_PARTICIPANTS:])
    if any(one.purpose in TO_CUSTOMERS for one in letters):
        flags = tuple(dict.fromkeys((*case.flags, Flag.UNDELIVERABLE)))[:MAX_FLAGS]
        heard = replace(heard, flags=flags)
    for letter in letters:
        if letter.outcome in _WENT:
            heard = _failed(program, heard, letter, at)
    return heard


def _letters(case: Case, inquiry: InquiryReceived) -> list[Settled]:
    """Return the letters of this case that a genuine bounce brings back, known by their Message-IDs."""
    if inquiry.nature is not Nature.BOUNCE or inquiry.verified_case is None:
        return []
    named = _keys(inquiry.undeliverable) - _keys(case.unconfirmed)
    if not named:
        return []
    return [
        one
        for one in case.deliveries
        if one.to
        and one.purpose in _LETTERS
        and (one.outcome in _WENT or one.reason == CAME_BACK)
        and one.message_id in inquiry.references
        and (_is_somebody(one.to) or identity_key(Identity(one.to)) in named)
    ]


def _is_somebody(to: str) -> bool:
    """Tell whether a letter went to one of ours by name: at which address is not known here.

    Its Message-ID, which only its reader can know, has to do; and no address is marked by it.
    """
    return to.startswith("staff:")


_LETTERS: Final = TO_CUSTOMERS | {Purpose.ASSIGNMENT, Purpose.INFORMATION, Purpose.ALERT}
_WENT: Final = frozenset({Outcome.SENT, Outcome.UNKNOWN})


def _failed(program: Program, case: Case, letter: Settled, at: UnixSeconds) -> Case:
    told = replace(letter, outcome=Outcome.FAILED, reason=CAME_BACK, confirmed_at=at)
    deliveries = tuple(
        told if one.notice_id == letter.notice_id else one for one in case.deliveries
    )
    return unheeded(
        program, lost(program, replace(case, deliveries=deliveries), told, at), told, at
    )


def _keys(identities: Iterable[Identity]) -> set[str]:
    return {identity_key(identity) for identity in identities}
