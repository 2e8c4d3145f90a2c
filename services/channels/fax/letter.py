"""From the pages of a fax to the letter that they are: whose it is, about what, and what it says. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from services.channels.fax.cover import Cover, cover_of
from services.channels.fax.headline import Headline, said_by, split
from services.channels.fax.sheet import Line, Sheet, text_of
from services.channels.limits import LIMITS
from services.channels.mime import UnreadableInput
from services.channels.words import clean
from switchboard.contracts.values import Identity

_ILLEGIBLE: Final = 0.4
"""A page of whose letters less than this is sure is handwriting or a picture."""
_POOR: Final = 0.8
_MOST_NAMED: Final = 10


class Letter(NamedTuple):
    """What a fax says."""

    name: str
    number: Identity | None
    """Of the machine that sent it, as its header line tells."""
    subject: str
    text: str
    full_text: str
    pages: int
    quality: float
    quality_because: str
    notes: tuple[str, ...]
    unsure_number: bool

    def warnings(self, number_wanted: bool) -> tuple[str, ...]:  # noqa: FBT001 - a fact, no switch
        """Return what staff should know before they trust it."""
        unsure = "the sender's number in its header line could not be read surely"
        return (*self.notes, unsure) if number_wanted and self.unsure_number else self.notes


def letter_of(pages: Iterator[Sheet], count: int, region: str) -> Letter:
    """Return the letter on these pages, of `count` that came. Raises UnreadableInput where none was read."""
    sheets = tuple(pages)
    _require_one(sheets)
    parts = [split(sheet) for sheet in sheets]
    headline = said_by([one.headline for one in parts if one.headline], region)
    cover = cover_of(parts[0].rest)
    rests = [cover.rest, *(one.rest for one in parts[1:])]
    quality, because = _quality(sheets)
    return Letter(
        name=cover.name or headline.name,
        number=headline.number,
        subject=cover.subject,
        text=_now(sheets, rests, parts[0].rest),
        full_text=_whole(sheets, count),
        pages=count,
        quality=quality,
        quality_because=because,
        notes=_notes(sheets, count, cover, headline),
        unsure_number=headline.unsure,
    )


def _require_one(sheets: Sequence[Sheet]) -> None:
    unread = [sheet.unread for sheet in sheets if sheet.unread]
    if sheets and len(unread) == len(sheets):
        raise UnreadableInput(f"none of its pages could be read: {unread[0]}")


def _now(sheets: Sequence[Sheet], rests: Sequence[Sequence[Line]], first: Sequence[Line]) -> str:
    """Return the customer's words; where nothing but the cover came, that is what they said."""
    legible = [
        text
        for sheet, rest in zip(sheets, rests, strict=True)
        if sheet.confidence >= _ILLEGIBLE and (text := text_of(rest))
    ]
    return clean("\n\n".join(legible) or text_of(first))


def _whole(sheets: Sequence[Sheet], count: int) -> str:
    """Return all pages with their marks."""
    marked = (f"[{number}/{count}]\n{sheet.text}" for number, sheet in enumerate(sheets, 1))
    return clean("\n\n".join(marked))


def _quality(sheets: Sequence[Sheet]) -> tuple[float, str]:
    """Return how far the words can be trusted: as far as their letters, on average."""
    if all(sheet.blank or sheet.unread for sheet in sheets):
        return 0.0, "nothing stands on it"
    weights = [(sheet.confidence, sum(len(line.text) for line in sheet.lines)) for sheet in sheets]
    letters = sum(weight for _, weight in weights)
    if not letters:
        return 0.0, "no words could be made out on it"
    quality = sum(trust * weight for trust, weight in weights) / letters
    if quality >= _POOR:
        return round(quality, 2), ""
    return round(quality, 2), f"its letters were recognized with a confidence of {quality:.0%}"


def _notes(
    sheets: Sequence[Sheet], count: int, cover: Cover, headline: Headline
) -> tuple[str, ...]:
    promised = cover.promised or headline.promised
    of_pages = [
        f"page {number}: {note}" for number, sheet in enumerate(sheets, 1) if (note := _note(sheet))
    ]
    more = len(of_pages) - _MOST_NAMED
    return (
        *((f"{promised} pages were sent, {count} came",) if promised > count else ()),
        *of_pages[:_MOST_NAMED],
        *((f"and {more} more pages like these",) if more > 0 else ()),
        *((_beyond(count, len(sheets)),) if len(sheets) < count else ()),
    )


def _beyond(count: int, read: int) -> str:
    more = " or more" if count >= LIMITS.fax_pages_counted else ""
    return f"of its {count}{more} pages the first {read} were read"


def _note(sheet: Sheet) -> str:
    if sheet.unread:
        return sheet.unread
    if sheet.blank:
        return "nothing stands on it"
    if sheet.torn:
        return "its end is missing"
    return "it can't be read: handwriting or a picture" if sheet.confidence < _ILLEGIBLE else ""
