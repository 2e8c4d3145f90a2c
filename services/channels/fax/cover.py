"""The cover of a fax, in English, German or Indonesian: to, from, re, pages. Pure.

Two labels make a cover: a letter that merely has a subject line is none.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from services.channels.fax.sheet import Line
from services.channels.words import one_line


class Field(StrEnum):
    """What a label stands for."""

    TO = "to"
    FROM = "from"
    SUBJECT = "subject"
    PAGES = "pages"
    OTHER = "other"


_LABELS: Final = {
    Field.TO: "an|empfänger|to|attn|attention|z ?hd|zu händen|kepada|untuk|yth",
    Field.FROM: "von|absender|from|sender|dari|pengirim",
    Field.SUBJECT: "betreff|betrifft|betr|re|ref|subject|perihal|hal|subjek|tentang",
    Field.PAGES: (
        "seiten|seitenzahl|anzahl seiten|anzahl der seiten|pages|no of pages|number of pages|"
        "total pages|halaman|jumlah halaman"
    ),
    Field.OTHER: (
        "datum|date|tanggal|tel|telefon|phone|telepon|telp|fax|faxnummer|faxnr|fax no|telefax|faks|"
        "no faks|e-?mail|cc|firma|company|perusahaan|abteilung|dept|department"
    ),
}
_SPELLED: Final = "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS.items())
_LABEL: Final = re.compile(rf"(?:^|\s\s)(?:{_SPELLED})[ .]{{0,2}}\s?[:;]\s*", re.IGNORECASE)
"""At the beginning of a line or of a column; the colon may have been read as a semicolon."""
_TITLE: Final = re.compile(
    r"^\W*(?:tele)?fax(?:nachricht|mitteilung| ?cover ?sheet| message| transmission)?\W*$"
    r"|^\W*(?:cover ?sheet|deckblatt|faksimile|facsimile|lembar faks)\W*$",
    re.IGNORECASE,
)
_LONGEST: Final = 500
"""Of a line, so much is looked at for labels."""
_COVER_LINES: Final = 30
_APART: Final = 3
"""So many lines without a label end a cover."""
_ENOUGH: Final = 2
_COUNT: Final = re.compile(r"\d{1,3}")


class Cover(NamedTuple):
    """What a cover says, and what is left of its page."""

    to: str = ""
    name: str = ""
    subject: str = ""
    promised: int = 0
    """Pages; 0: not told."""
    rest: tuple[Line, ...] = ()


def cover_of(lines: Sequence[Line]) -> Cover:
    """Return the cover at the top of a page; where there is none, a subject line still tells the subject."""
    fields: dict[Field, str] = {}
    last, title = -1, False
    for at, line in enumerate(lines[:_COVER_LINES]):
        found = _fields(line.text.strip()[:_LONGEST])
        title = title or bool(_TITLE.match(line.text[:_LONGEST]))
        if not found and at - last > _APART and fields:
            break
        if found:
            fields = {**found, **fields}
            last = at
    kinds = set(fields) - {Field.OTHER}
    if len(kinds) < _ENOUGH and not (kinds and title):
        return Cover(subject=_subject(fields), rest=tuple(lines))
    return Cover(
        to=one_line(fields.get(Field.TO, ""), 200),
        name=one_line(fields.get(Field.FROM, ""), 100),
        subject=_subject(fields),
        promised=_count(fields.get(Field.PAGES, "")),
        rest=tuple(lines[last + 1 :]),
    )


def _fields(line: str) -> dict[Field, str]:
    found = list(_LABEL.finditer(line))
    ends = [*(match.start() for match in found[1:]), *([len(line)] if found else [])]
    named = [
        (_kind(match), line[match.end() : end].strip())
        for match, end in zip(found, ends, strict=True)
    ]
    return {kind: text for kind, text in reversed(named) if kind is not Field.OTHER or text}


def _kind(match: "re.Match[str]") -> Field:
    return next(kind for kind in Field if match[kind.value] is not None)


def _subject(fields: dict[Field, str]) -> str:
    return one_line(fields.get(Field.SUBJECT, ""), 200)


def _count(text: str) -> int:
    found = _COUNT.search(text)
    return int(found[0]) if found else 0
