"""Addresses as mail headers list them, read in one pass whatever they hold. Pure.

The standard library's reader of address lists recurses on hostile ones; this one counts brackets.
"""

import re
from typing import Final, NamedTuple

from services.channels.headers import characters, decoded
from services.channels.words import one_line

_ADDRESS: Final = re.compile(r"(?<![^\s<>,;:\"()])[^\s<>,;:\"()]{1,320}?@[^\s<>,;:\"()]{1,320}")
_ROUTE: Final = re.compile(r"^@[^:<>\"]{1,500}:|^mailto:", re.IGNORECASE)
"""A way to go that nobody takes any more (RFC 5321, F.2)."""
_GAP: Final = re.compile(r"\s{1,20}(?=[.@])|(?<=[.@])\s{1,20}")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_LONGEST_NAME: Final = 2_000
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
    plain, comment = _without_comments(raw)
    head, bracket, rest = plain.rpartition("<")
    inside, _, behind = rest.partition(">")
    address = _ROUTE.sub("", _GAP.sub("", inside.strip())) if bracket else ""
    if _ADDRESS.fullmatch(address):
        return Address(_name(_GROUP.sub("", head)) or _name(behind) or _name(comment), address)
    found = _ADDRESS.search(_GAP.sub("", plain))
    return Address(_name(comment), found[0].strip(".")) if found else Address("", "")


def _without_comments(raw: str) -> tuple[str, str]:
    """Return a mailbox without what stands in brackets that nest, and the first of that."""
    plain: list[str] = []
    comment: list[str] = []
    depth, quoted, skip = 0, False, False
    for symbol in raw:
        inside = comment if depth else plain
        if skip:
            inside += symbol if depth else f"\\{symbol}"
            skip = False
        elif symbol == "\\":
            skip = True
        elif symbol == '"' and not depth:
            quoted = not quoted
            inside += symbol
        elif not quoted and symbol in "()":
            depth = max(0, depth + (1 if symbol == "(" else -1))
            comment += " " if depth == 0 and comment else ""
        else:
            inside += symbol
    return "".join(plain), "".join(comment).strip()


def _name(raw: str) -> str:
    plain = raw.strip().strip("'")[:_LONGEST_NAME]
    unquoted = _QUOTED.sub(lambda found: _ESCAPED.sub(r"\1", found[1]), plain)
    return one_line(decoded(unquoted), 200)
