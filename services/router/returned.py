"""A letter of ours came back: its case knows from which address, so that no more are sent there. Pure.

Only a bounce that holds our token is believed, and only of addresses that the case writes to: nobody can have
somebody else's address silenced by making up a bounce.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from switchboard.contracts.case import MAX_FLAGS, MAX_PARTICIPANTS, Bounced, Case, Flag
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Identity, Nature, UnixSeconds


def returned(case: Case, inquiry: InquiryReceived, at: UnixSeconds) -> Case:
    """Return the case after a bounce, with the addresses that it names; unchanged after anything else."""
    lost = _lost(case, inquiry)
    if not lost:
        return case
    keys = _keys(lost)
    others = [one for one in case.bounced if identity_key(one.identity) not in keys]
    fresh = [Bounced(identity=one, at=at, inquiry_id=inquiry.inquiry_id) for one in lost]
    flags = tuple(dict.fromkeys((*case.flags, Flag.UNDELIVERABLE)))[:MAX_FLAGS]
    return replace(case, bounced=(*others, *fresh)[-MAX_PARTICIPANTS:], flags=flags)


def _lost(case: Case, inquiry: InquiryReceived) -> list[Identity]:
    """Return the addresses of the case that a genuine bounce names, in the case's own spelling."""
    if inquiry.nature is not Nature.BOUNCE or inquiry.verified_case is None:
        return []
    named = _keys(inquiry.undeliverable)
    return [one for one in _written_to(case) if identity_key(one) in named]


def _written_to(case: Case) -> list[Identity]:
    wanted = (one.reply_to for one in case.inquiries if one.reply_to)
    return [
        one for one in dict.fromkeys((*case.participants, *wanted)) if one.startswith("mailto:")
    ]


def _keys(identities: Iterable[Identity]) -> set[str]:
    return {identity_key(identity) for identity in identities}
