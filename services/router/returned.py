"""A letter of ours came back: its case knows from which address, so that no more are sent there. Pure.

A bounce is believed only where it names a letter that this case sent to that very address: nobody can have
somebody else's address silenced by making up a bounce, whatever they have written into a case of their own.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from switchboard.contracts.case import MAX_FLAGS, MAX_PARTICIPANTS, Bounced, Case, Flag
from switchboard.contracts.delivery import Outcome
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
    """Return the addresses that a genuine bounce names, in the case's own spelling."""
    if inquiry.nature is not Nature.BOUNCE or inquiry.verified_case is None:
        return []
    named = _keys(inquiry.undeliverable) - _keys(case.unconfirmed)
    return [one for one in _sent_to(case, inquiry.references) if identity_key(one) in named]


def _sent_to(case: Case, message_ids: tuple[str, ...]) -> list[Identity]:
    """Return where the letters of these Message-IDs went, as far as they are the case's."""
    went = (
        Identity(one.to)
        for one in case.deliveries
        if one.to and one.outcome is Outcome.SENT and one.message_id in message_ids
    )
    return list(dict.fromkeys(went))


def _keys(identities: Iterable[Identity]) -> set[str]:
    return {identity_key(identity) for identity in identities}
