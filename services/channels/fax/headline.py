"""The line that a fax machine prints at the top of each page: when, from whom, which page. Pure.

Its owner typed in whatever he liked, and it has been read off a picture: its number counts only where it is
read surely and is one.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from services.channels.fax.sheet import Line, Sheet
from services.channels.words import one_line
from switchboard import identities
from switchboard.contracts.values import Identity

_DATE: Final = re.compile(
    r"\b\d{1,2}[-./ ]{1,2}(?:\d{1,2}|[A-Za-zÄä]{3,9})\.?[-./ ,]{1,2}\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"
)
_TIME: Final = re.compile(r"(?<![\d.,])[0-2]?\d[:.][0-5]\d(?::\d{2})?(?![\d,])")
_OF: Final = r"(\d{1,3})\s*(?:/|of|von|dari)\s*(\d{1,3})"
_PAGE: Final = re.compile(
    rf"\b(?:P|S|PG|PAGE|SEITE|HAL|HALAMAN)\b[.:# ]*(?:{_OF}|0?\d{{1,3}}\b)", re.IGNORECASE
)
_FROM: Final = re.compile(
    r"\b(?:FROM|VON|DARI|ABS|ABSENDER|SENDER|PENGIRIM)\b\s*[:.]", re.IGNORECASE
)
_TO: Final = re.compile(r"\b(?:TO|AN|KE|KEPADA)\b\s*[:.]", re.IGNORECASE)
_NEXT: Final = re.compile(
    r"\b(?:TO|AN|KE|KEPADA|P|S|PG|PAGE|SEITE|HAL|HALAMAN|FAX|TEL|ID)\b\s*[:.#]"
    r"|\b(?:P|S|PAGE|SEITE|HAL)\s*\d",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"(?<![\w.])(?:\+|00?)\s?\d[\d /().-]{4,22}\d")
_DIGIT: Final = re.compile(r"\d")
_MARKS: Final = 3
"""So many of date, time, page, number and FROM make a line one; a letter's first line has two of them at most."""
_FIRST_LINES: Final = 3
_LONGEST: Final = 200
_SURE: Final = 0.8


class Headline(NamedTuple):
    """What the header line says."""

    name: str = ""
    number: Identity | None = None
    """Of the machine that sent it, where it was read surely."""
    unsure: bool = False
    """Whether a number stands there that was not read surely."""
    promised: int = 0
    """Pages that were sent; 0: not told."""


class Split(NamedTuple):
    """A page's header line, and the rest of it."""

    headline: Line | None
    rest: tuple[Line, ...]


def split(sheet: Sheet) -> Split:
    """Return the header line of a page apart from the page."""
    for at, line in enumerate(sheet.lines[:_FIRST_LINES]):
        if _is_headline(line.text):
            return Split(line, (*sheet.lines[:at], *sheet.lines[at + 1 :]))
    return Split(None, sheet.lines)


def _is_headline(text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    marks = [_DATE.search(text), _TIME.search(text), _PAGE.search(text), _FROM.search(text)]
    numbers = _NUMBER.search(_without_dates(text))
    return sum(1 for mark in (*marks, numbers) if mark) >= _MARKS


def said_by(lines: Sequence[Line], region: str) -> Headline:
    """Return what the header lines of all pages say together; on a number they must agree."""
    if not lines:
        return Headline()
    numbers = Counter(number for line in lines if (number := _number(line, region)))
    common = [number for number, _ in numbers.most_common(2)]
    names = Counter(name for line in lines if (name := _name(line.text)))
    return Headline(
        name=names.most_common(1)[0][0] if names else "",
        number=common[0] if len(common) == 1 else None,
        unsure=len(common) != 1 and any(_NUMBER.search(line.text) for line in lines),
        promised=max(_promised(line) for line in lines),
    )


def _without_dates(text: str) -> str:
    return _TIME.sub(" ", _DATE.sub(" ", text))


def _from(text: str) -> str:
    """Return what follows FROM, until what comes next."""
    found = _FROM.search(text)
    if not found:
        return ""
    rest = text[found.end() :].strip()
    end = _NEXT.search(rest)
    return rest[: end.start()] if end else rest


def _name(text: str) -> str:
    name = _NUMBER.sub("", _from(text)).strip(" .,;:|/-+")
    return one_line(name, 100) if re.search(r"[^\W\d_]{2}", name) else ""


def _number(line: Line, region: str) -> Identity | None:
    """Return the sender's number where it is read surely: after FROM and before TO, else the only one of the line."""
    plain = _without_dates(line.text)
    start, to = _FROM.search(plain), _TO.search(plain)
    part = plain[start.end() if start else 0 : to.start() if to else len(plain)]
    found = _NUMBER.findall(part)
    if not found or (len(found) > 1 and not start):
        return None
    if any(word in found[0] for word in line.doubtful if _DIGIT.search(word)):
        return None
    try:
        return identities.fax(found[0], region)
    except identities.NotAnIdentity:
        return None


def _promised(line: Line) -> int:
    found = _PAGE.search(line.text)
    return int(found[2]) if found and found[2] and line.confidence >= _SURE else 0
