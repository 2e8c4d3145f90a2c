"""How far a text is words rather than bytes that were no text: by its characters, over the first 20,000. Pure.

What gives bytes away is that letters, accents and signs of every kind stand side by side; words keep to one kind.
Only letters that have cases, and the signs of western charsets, are looked at so: Han, Arabic, Thai and emoji stand as
they like, and so do code, tables and whatever else is plain ASCII.
"""

import re
import unicodedata
from itertools import pairwise
from typing import Final, NamedTuple

READ: Final = 20_000
TORN: Final = 0.25
"""From this share of misplaced characters on, a text isn't trusted; mails of people stay below half of it."""
SHORTEST: Final = 16
"""Fewer characters tell nothing."""
_VARIETY: Final = 8
"""Fewer different foreign characters are the signs of a trade (°, ±, µ), however often they stand there."""
_GAPS: Final = re.compile(r"[\s.,:;!?'\"()/<>\-_=*+|]")
_LOST: Final = frozenset({"Cc", "Cn", "Co", "Cs"})


class Legibility(NamedTuple):
    """How far the words can be trusted, and what lowers it."""

    quality: float
    because: str


def legibility(text: str) -> Legibility:
    """Return 1 for what may be words; else less than half, and nothing where nothing could be read."""
    said = text[:READ]
    marks = [one for one in said if not one.isspace()]
    if not marks or said.isascii():
        return Legibility(1.0, "")
    lost = sum(map(_is_lost, marks))
    seams = _seams(said) if len(marks) >= SHORTEST else 0
    torn = (lost + seams) / len(marks)
    if torn < TORN:
        return Legibility(1.0, "")
    return Legibility(
        round(max(0.0, 1.0 - 2 * max(torn, TORN)), 2),
        f"{min(torn, 1.0):.0%} of its characters are misplaced: it is hardly text",
    )


def is_lost(text: str) -> bool:
    """Tell whether there was something, and none of it can be read."""
    marks = [one for one in text[:READ] if not one.isspace()]
    return bool(marks) and all(map(_is_lost, marks))


def _is_lost(one: str) -> bool:
    return one == "\ufffd" or (not one.isascii() and unicodedata.category(one) in _LOST)


def _seams(text: str) -> int:
    """Return between how many neighbours the kind changes where it doesn't in words."""
    if len({one for one in text if _is_foreign(one)}) < _VARIETY:
        return 0
    kinds = [(_kind(one), _is_foreign(one)) for one in _GAPS.sub(" ", text)]
    return sum(
        here != there and " " not in (here, there) and (here, there) != ("Lu", "Ll")
        for (here, strange), (there, stranger) in pairwise(kinds)
        if strange or stranger
    )


def _kind(one: str) -> str:
    if one == " ":
        return " "
    kind = unicodedata.category(one)
    return kind if kind in {"Lu", "Ll"} else kind[0]


def _is_foreign(one: str) -> bool:
    return "\x80" <= one <= "\u024f" or (
        one > "\u024f" and unicodedata.category(one) in {"Lu", "Ll"}
    )
