"""How many short messages (SMS) a text takes, and cutting it to as many. Pure.

The alphabet of telephones is that of 3GPP TS 23.038; a text with any other sign is sent in UCS-2, where a
message holds less than half.
"""

from typing import Final

_ALPHABET: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("^{}\\[~]|€\f")
"""Each takes the room of two."""

ALONE, IN_ROW = 160, 153
WIDE_ALONE, WIDE_IN_ROW = 70, 67
_CUT: Final = "..."


def segments(text: str) -> int:
    """Return how many messages a text takes; one for an empty text."""
    narrow = is_narrow(text)
    alone, in_row = (ALONE, IN_ROW) if narrow else (WIDE_ALONE, WIDE_IN_ROW)
    widths = [_width(sign, narrow=narrow) for sign in text]
    if sum(widths) <= alone:
        return 1
    found, room = 1, in_row
    for width in widths:
        if width > room:  # A sign of two halves is never split.
            found, room = found + 1, in_row
        room -= width
    return found


def is_narrow(text: str) -> bool:
    """Tell whether a text stays within the alphabet of telephones."""
    return all(sign in _ALPHABET or sign in _EXTENDED for sign in text)


def cut(text: str, most: int) -> str:
    """Return as much of a text as so many messages hold, with a mark where something is missing."""
    if segments(text) <= most:
        return text
    low, high = 0, min(len(text), most * ALONE)
    while low < high:
        middle = (low + high + 1) // 2
        if segments(_marked(text, middle)) <= most:
            low = middle
        else:
            high = middle - 1
    return _marked(text, low)


def _marked(text: str, length: int) -> str:
    return text[:length].rstrip() + _CUT


def _width(sign: str, *, narrow: bool) -> int:
    if narrow:
        return 2 if sign in _EXTENDED else 1
    return 2 if ord(sign) > 0xFFFF else 1  # noqa: PLR2004  (the end of UCS-2)
