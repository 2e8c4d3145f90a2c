"""Addresses as mail headers list them, read in one pass whatever they hold. Pure.

The standard library's reader of address lists recurses on hostile ones; this one counts brackets.
"""

import re
from typing import Final, NamedTuple

from services.channels.headers import characters, decoded
from services.channels.words import one_line

_ADDRESS: Final = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")
_GROUP: Final = re.compile(r"^[^<>@\"]*:")


class Address(NamedTuple):
    """A mailbox: what its owner calls himself, and where he is."""

    name: str
    address: str


def addresses(raw: str, most: int) -> list[Address]:
    """Return the mailboxes that a raw header value lists; what is none is passed over."""
    found = [_mailbox(one) for one in _split(characters(raw))]
    return [one for one in found if one.address][:most]


def _split(raw: str) -> list[str]:
    """Split at the commas that stand outside of quotes, comments and brackets."""
    parts, start, depth, quoted, skip = [], 0, 0, False, False
    for at, symbol in enumerate(raw):
        if skip:
            skip = False
        elif symbol == "\\":
            skip = True
        elif symbol == '"' and not depth:
            quoted = not quoted
        elif not quoted:
            depth = max(0, depth + (symbol in "(<") - (symbol in ")>"))
            if symbol in ",;" and not depth:
                parts.append(raw[start:at])
                start = at + 1
    return [*parts, raw[start:]]


def _mailbox(raw: str) -> Address:
    head, bracket, rest = raw.rpartition("<")
    inside = rest.partition(">")[0].strip() if bracket else ""
    if bracket and _ADDRESS.fullmatch(inside):
        return Address(_name(_GROUP.sub("", head)), inside)
    found = _ADDRESS.search(raw)
    if not found:
        return Address("", "")
    comment = raw[found.end() :].partition("(")[2].rpartition(")")[0]
    return Address(_name(comment), found[0].strip("."))


def _name(raw: str) -> str:
    plain = raw.strip().strip("'")
    if plain.startswith('"') and plain.endswith('"') and len(plain) > 1:
        plain = re.sub(r"\\(.)", r"\1", plain[1:-1])
    return one_line(decoded(plain), 200)
