"""Identities: who somebody says they are, in the one spelling that is compared. Pure.

Knows no directory: a well-formed identity may be nobody's. What isn't well-formed raises NotAnIdentity,
whose words can be shown to whoever wrote it.
"""

import re
from collections.abc import Callable
from typing import Final

import phonenumbers

from switchboard.contracts.values import Identity

_LONGEST_ADDRESS: Final = 320
_LONGEST_LOCAL: Final = 64
_LONGEST_DOMAIN: Final = 253
_LONGEST_NUMBER: Final = 60
_LONGEST_CUSTOMER: Final = 200
_MOST_READINGS: Final = 10
_LOCAL: Final = re.compile(r"[^\s\x00-\x20\x7f-\xa0\ud800-\udfff@<>()\[\],;:\\\"]+")
_DOMAIN: Final = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class NotAnIdentity(ValueError):
    """The writer's mistake; says what is wrong and what would be right."""


def mailto(text: str) -> Identity:
    """Return the identity of a mail address: the local part as it is, the domain in lower-case ASCII."""
    local, at, domain = text.strip(" \t").rpartition("@")
    if not at or len(text) > _LONGEST_ADDRESS or len(local) > _LONGEST_LOCAL:
        raise NotAnIdentity("not a mail address: write it as name@example.com")
    plain = _ascii_domain(domain)
    # Written in ASCII a domain grows, and only so its length counts.
    well_formed = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(plain)
    if not well_formed or len(plain) > _LONGEST_DOMAIN:
        raise NotAnIdentity(
            "not a mail address: write it as name@example.com, without spaces or brackets"
        )
    return Identity(f"mailto:{local}@{plain}")


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        return domain.encode("idna").decode().lower()
    except UnicodeError:
        return ""


def tel(text: str, region: str) -> Identity:
    """Return the identity of a telephone; a number without country is one of `region` (ISO 3166, as `DE`)."""
    return Identity(f"tel:{_e164(text, region)}")


def fax(text: str, region: str) -> Identity:
    """Return the identity of a fax machine; a number without country is one of `region`."""
    return Identity(f"fax:{_e164(text, region)}")


def _e164(text: str, region: str) -> str:
    if len(text) > _LONGEST_NUMBER or _CONTROL.search(text):
        raise NotAnIdentity("not a telephone number: write it as +49 30 901820")
    number = _dialled(text, region)
    # A zero too many is taken off one at a time: read again, a number that is told in full stays as it is.
    for _ in range(_MOST_READINGS):
        again = _dialled(number, region)
        if again == number:
            return number
        number = again
    raise NotAnIdentity("not a telephone number: write it as +49 30 901820")


def _dialled(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        raise NotAnIdentity("not a telephone number: write it as +49 30 901820") from None
    match phonenumbers.is_possible_number_with_reason(number):
        case phonenumbers.ValidationResult.IS_POSSIBLE:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        case phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            # Within a town it may be somebody's; beyond it, it would be a stranger's too.
            raise NotAnIdentity("this number has no area code: write it as +49 30 901820")
        case _:
            raise NotAnIdentity(
                "no telephone number has this many digits: write it as +49 30 901820"
            )


def customer(text: str) -> Identity:
    """Return the identity of a customer number as its source gave it, but for blanks around it."""
    text = text.strip()
    if not text or len(text) > _LONGEST_CUSTOMER or _CONTROL.search(text):
        raise NotAnIdentity("not a customer number: 1 to 200 characters in one line")
    return Identity(f"customer:{text}")


_SCHEMES: Final[dict[str, Callable[[str, str], Identity]]] = {
    "mailto": lambda text, _region: mailto(text),
    "tel": tel,
    "fax": fax,
    "customer": lambda text, _region: customer(text),
}


def parse(uri: str, region: str) -> Identity:
    """Return the identity that a URI names, as `mailto:ana@example.com` or `tel:030 901820`."""
    scheme, _, rest = uri.partition(":")
    normalize = _SCHEMES.get(scheme)
    if normalize is None:
        raise NotAnIdentity("not an identity: begin with mailto:, tel:, fax: or customer:")
    return normalize(rest, region)
