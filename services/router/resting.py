"""Of whom a case speaks: of those alone whose contacts rest in it. Whoever has left hears nothing of it any more. Pure."""

from collections.abc import Iterable

from msgspec.structs import replace

from switchboard.contracts.case import MAX_PARTICIPANTS, Case, Contact
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Identity, Nature


def resting(case: Case) -> list[Contact]:
    """Return the contacts that rest in the case."""
    return [one for one in case.inquiries if one.gone_to is None]


def opener(case: Case) -> Contact | None:
    """Return the contact whose case it is: the first of those that rest here, and rather a person's than a machine's."""
    here = resting(case)
    if here and here[0] is case.inquiries[0]:
        return here[0]
    people = [one for one in here if one.nature is Nature.INQUIRY]
    return next(iter((*people, *here)), None)


def ours(case: Case) -> Case:
    """Return the case without what it knows of those who have left: they take no part, and it bears no name of theirs.

    A case of which nothing rests here stays as it is: it is a part of another.
    """
    here = resting(case)
    if not here or len(here) == len(case.inquiries):
        return case
    stay = _keys(one for contact in here for one in contact.identities)
    left = _keys(one for contact in case.inquiries for one in contact.identities) - stay
    alone = replace(
        case,
        participants=_without(case.participants, left),
        unconfirmed=_without(case.unconfirmed, left),
    )
    return (
        alone
        if is_of_the_opener(case, here)
        else replace(alone, name="", subject="", customer=None)
    )


def is_of_the_opener(case: Case, contacts: Iterable[Contact]) -> bool:
    """Tell whether any of these contacts is by whom the case began with, as far as addresses tell."""
    first = case.inquiries[0]
    began = _keys(first.identities)
    return any(one is first or bool(began & _keys(one.identities)) for one in contacts)


def welcomed(case: Case, inquiry: InquiryReceived) -> Case:
    """Return the case with those who come back to it; where it is theirs again, it bears their name."""
    back = next(one for one in case.inquiries if one.inquiry_id == inquiry.inquiry_id)
    if case.merged_into is not None or back.gone_to is not None:
        return case
    known = case.participants
    if inquiry.nature is Nature.INQUIRY or back is case.inquiries[0]:
        known = tuple(dict.fromkeys((*known, *back.identities)))[:MAX_PARTICIPANTS]
    here = replace(case, participants=known)
    if opener(here) is not back:
        return here
    return replace(
        here,
        name=inquiry.sender.name[:200] or case.name,
        subject=inquiry.subject[:200] or case.subject,
        customer=inquiry.customer or case.customer,
    )


def _keys(identities: Iterable[Identity]) -> set[str]:
    return {identity_key(identity) for identity in identities}


def _without(identities: tuple[Identity, ...], left: set[str]) -> tuple[Identity, ...]:
    return tuple(one for one in identities if identity_key(one) not in left)
