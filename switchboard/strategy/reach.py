"""By which way a customer can be written to, or why by none: their addresses, their channel, what the strategy uses. Pure."""

from collections.abc import Container, Iterable, Mapping
from typing import Final, NamedTuple

import phonenumbers

from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Say
from switchboard.contracts.values import Channel, Identity, Medium

CONFIRMED_BY: Final[Mapping[Channel, tuple[Medium, ...]]] = {
    Channel.EMAIL: (Medium.EMAIL,),
    Channel.WEB: (Medium.EMAIL, Medium.SMS),
    Channel.PHONE: (Medium.SMS, Medium.EMAIL),
    Channel.FAX: (Medium.FAX, Medium.EMAIL),
    Channel.IN_PERSON: (),
}
"""By what we confirm that we have it: the first that reaches whoever came by this channel."""

ANSWERED_BY: Final[Mapping[Channel, tuple[Medium, ...]]] = {
    Channel.EMAIL: (Medium.EMAIL, Medium.SMS, Medium.FAX),
    Channel.WEB: (Medium.EMAIL, Medium.SMS, Medium.FAX),
    Channel.PHONE: (Medium.SMS, Medium.EMAIL, Medium.FAX),
    Channel.FAX: (Medium.FAX, Medium.EMAIL, Medium.SMS),
    Channel.IN_PERSON: (Medium.EMAIL, Medium.SMS, Medium.FAX),
}
"""By what we answer: as the customer came to us, else by whatever reaches them."""

_SCHEMES: Final = {Medium.EMAIL: "mailto:", Medium.SMS: "tel:", Medium.FAX: "fax:"}
_MOBILE: Final = frozenset(
    {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
)
_RATHER: Final = (Say.MEDIUM_NOT_USED, Say.LANDLINE)
"""What is told of several reasons: rather what somebody can do something about."""


class Way(NamedTuple):
    """An address, and by what it is reached."""

    to: Identity
    medium: Medium


def way(
    order: Iterable[Medium], identities: Iterable[Identity], media: Container[Medium]
) -> Way | Say:
    """Return the first way in this order that leads to somebody, of those that the strategy uses; or why none does."""
    known = tuple(identities)
    found = [_by(medium, known, media) for medium in order]
    ways = [one for one in found if isinstance(one, Way)]
    return ways[0] if ways else next((say for say in _RATHER if say in found), Say.NO_ADDRESS)


def _by(medium: Medium, known: tuple[Identity, ...], media: Container[Medium]) -> Way | Say:
    ours = [one for one in known if one.startswith(_SCHEMES[medium])]
    fit = [one for one in ours if medium is not Medium.SMS or is_mobile(one)]
    if ours and not fit:
        return Say.LANDLINE
    if not fit:
        return Say.NO_ADDRESS
    return Way(fit[0], medium) if medium in media else Say.MEDIUM_NOT_USED


def is_mobile(identity: Identity) -> bool:
    """Tell whether a telephone takes short messages, as far as its number tells: in some countries no number does."""
    try:
        number = phonenumbers.parse(identity.partition(":")[2], None)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) in _MOBILE


def confirming_way(inquiry: InquiryReceived, media: Container[Medium]) -> Way | Say:
    """Return how we can confirm that we have an inquiry. A mail goes where its sender wants answers."""
    found = way(CONFIRMED_BY[inquiry.channel], inquiry.sender.identities, media)
    mail = isinstance(found, Way) and found.medium is Medium.EMAIL
    return Way(inquiry.reply_to, Medium.EMAIL) if mail and inquiry.reply_to else found
