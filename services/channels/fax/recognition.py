"""Reading a picture: upright, and in the language that it is written in. Keeps to the time that is left.

Read with another language's words a text is still mostly right, but surer with its own. Upside down nothing
is sure at all: that is how it is noticed.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from PIL import Image

from services.channels.fax.picture import Clean
from services.channels.fax.sheet import Sheet, sheet_of
from services.channels.fax.tesseract import OutOfTime, installed_languages, turn_of, words_on
from switchboard.strategy.language import detect

Left = Callable[[], float]
"""Seconds that may still be spent."""

NAMES: Final = {
    "cs": "ces",
    "da": "dan",
    "de": "deu",
    "el": "ell",
    "en": "eng",
    "es": "spa",
    "fi": "fin",
    "fr": "fra",
    "hu": "hun",
    "id": "ind",
    "it": "ita",
    "nb": "nor",
    "nl": "nld",
    "no": "nor",
    "pl": "pol",
    "pt": "por",
    "ro": "ron",
    "ru": "rus",
    "sv": "swe",
    "tr": "tur",
    "uk": "ukr",
}
"""What tesseract calls a language (ISO 639-2), by ISO 639-1."""
_FALLBACK: Final = "en"
_UPRIGHT: Final = 0.5
"""Below this a page may lie on its side or stand on its head; upright ones are hardly ever so bad."""
_SURE: Final = 0.8
_DOUBT: Final = 0.03
"""So much less sure a page may look in its own language, which knows its letters."""
_TURNS: Final = (0, 180, 90, 270)
_TURNED: Final = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
"""Clockwise, which Pillow isn't."""


class Habit(NamedTuple):
    """How the last page was read; the next one is probably the same."""

    language: str
    turn: int = 0


class Reading(NamedTuple):
    """A page as it was read, and how."""

    sheet: Sheet
    habit: Habit


def readable(languages: Sequence[str]) -> tuple[str, ...]:
    """Return those of `languages` that can be read here; where none can, all that can, English first."""
    there = installed_languages()
    plain = [language.partition("-")[0] for language in languages]
    known = tuple(dict.fromkeys(one for one in plain if NAMES.get(one) in there))
    others = (one for one in (_FALLBACK, *NAMES) if NAMES[one] in there)
    return known or tuple(dict.fromkeys(others))


def recognized(page: Clean, habit: Habit, languages: Sequence[str], left: Left) -> Reading:
    """Return what stands on a page: the best that was found while there was time. Raises OutOfTime, Absent."""
    best = _read(page, habit, left)
    if not best.sheet.lines:  # However it lies, nothing stands on it.
        return best
    with suppress(OutOfTime):
        if best.sheet.confidence < _UPRIGHT:
            for turn in _turns(page, habit, left):
                best = _better(best, _read(page, habit._replace(turn=turn), left))
                if best.sheet.confidence >= _UPRIGHT:
                    break
        best = _in_its_language(page, best, languages, left)
    return best


def _in_its_language(page: Clean, best: Reading, languages: Sequence[str], left: Left) -> Reading:
    """Return the page read in the language that it seems to be in; where it seems none, in the surest."""
    if best.sheet.confidence < _UPRIGHT:  # Nothing to be read in any.
        return best
    spoken = detect(best.sheet.text, languages)
    if spoken is not None and spoken != best.habit.language:
        own = _read(page, best.habit._replace(language=spoken), left)
        return own if own.sheet.confidence >= best.sheet.confidence - _DOUBT else best
    if spoken is None and best.sheet.confidence < _SURE:
        for language in languages:
            if language != best.habit.language:
                best = _better(best, _read(page, best.habit._replace(language=language), left))
    return best


def _read(page: Clean, habit: Habit, left: Left) -> Reading:
    words = words_on(_turned(page, habit.turn), NAMES[habit.language], left())
    return Reading(sheet_of(words), habit)


def _turned(page: Clean, turn: int) -> Image.Image:
    return page.image.transpose(_TURNED[turn]) if turn else page.image


def _turns(page: Clean, habit: Habit, left: Left) -> Iterator[int]:
    """Name the other ways a page can lie, the likeliest first."""
    told = turn_of(page.image, left())
    yield from (turn for turn in (told,) if turn is not None and turn != habit.turn)
    if told is None:
        yield from (turn for turn in _TURNS if turn != habit.turn)


def _better(one: Reading, other: Reading) -> Reading:
    return other if other.sheet.confidence > one.sheet.confidence else one
