"""Telephone numbers as exchanges hand them over: who called, and whom. Pure.

A number without country is one of the country that was called. Who doesn't want to be known isn't.
"""

import re
from typing import Final, NamedTuple

import phonenumbers

from services.channels.words import one_line
from switchboard import identities
from switchboard.contracts.values import Identity

_LONGEST: Final = 60
_WORDS: Final = (
    "anonymous unknown restricted private withheld blocked unavailable none null "
    "anonym unterdrückt unbekannt privat dirahasiakan tersembunyi"
)
_ON_THE_KEYS: Final = "266696687 7378742833 2562533 8656696 86282452253"
"""Anonymous, restricted, blocked, unknown and unavailable, as exchanges spell them on a telephone's keys."""
_WITHHELD: Final = frozenset(f"{_WORDS} {_ON_THE_KEYS}".split())
_URI: Final = re.compile(r"(?:sips?|tel|client):([^@;?>]{1,60})", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\+?[\d ()./-]{1,40}", re.ASCII)
_SHORTEST: Final = 6
"""What has fewer digits is an extension inside some house: many people have the same."""


class Party(NamedTuple):
    """One end of a call."""

    identity: Identity | None = None
    name: str = ""
    """Where it has a name instead of a number."""
    warning: str = ""


def region_of(called: str, region: str) -> str:
    """Return the country of the number called; `region` where it doesn't tell."""
    try:
        number = phonenumbers.parse(_bare(called)[:_LONGEST], region or None)
    except phonenumbers.NumberParseException:
        return region
    of_country = phonenumbers.region_code_for_country_code(number.country_code or 0)
    found = phonenumbers.region_code_for_number(number) or of_country
    return found if found.isalpha() and found != "ZZ" else region


def is_withheld(written: str) -> bool:
    """Tell whether the caller doesn't want to be known."""
    return _bare(written).strip().removeprefix("+").casefold() in _WITHHELD


def party(written: str, region: str) -> Party:
    """Return who is at one end. A number that is none stays visible in the warning."""
    bare = _bare(written).strip()
    if not bare or is_withheld(bare):
        return Party()
    if not _NUMBER.fullmatch(bare):
        return Party(name=one_line(bare, _LONGEST), warning=_odd(written))
    if sum(map(str.isdigit, bare)) < _SHORTEST:
        return Party(warning=_odd(written))
    try:
        return Party(identities.tel(bare, region))
    except identities.NotAnIdentity:
        return Party(warning=_odd(written))


def shown(written: str, region: str) -> str:
    """Return a number as people are shown it; what is none, as it was written."""
    found = party(written, region)
    return (
        found.identity.partition(":")[2] if found.identity else one_line(_bare(written), _LONGEST)
    )


def _odd(written: str) -> str:
    return f"not a telephone number: {one_line(written, _LONGEST)}"


def _bare(written: str) -> str:
    """Return the number in a SIP or tel URI; a plus that became a space in a query string is a plus again."""
    uri = _URI.search(written[:200])
    bare = uri[1] if uri else written
    return "+" + bare.lstrip() if bare[:1] == " " and bare.strip()[:1].isdigit() else bare.strip()
