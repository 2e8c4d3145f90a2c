"""What stands on one page of a fax, line by line, and how far it can be trusted. Pure."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

_DOUBTFUL: Final = 0.85
"""Below this, digits were found to be others now and then; those read rightly are hardly ever below."""
_COLUMN: Final = 1.5
"""Words further apart than so many times their height stand in columns."""
_GAP: Final = 1.7
"""Lines that begin so many times the usual distance apart have an empty one between them."""


class Word(NamedTuple):
    """One word as it was recognized."""

    text: str
    confidence: float
    """0..1"""
    line: tuple[int, int, int]
    """Block, paragraph and line that it belongs to."""
    left: int
    top: int
    width: int
    height: int


class Line(NamedTuple):
    """One line of a page; columns are two spaces apart."""

    text: str
    confidence: float = 1.0
    top: int = 0
    doubtful: tuple[str, ...] = ()
    """Words of it that may well be others: of a number, one wrong digit is too many."""


class Sheet(NamedTuple):
    """One page."""

    lines: tuple[Line, ...] = ()
    confidence: float = 1.0
    """0..1: of its letters, on average."""
    unread: str = ""
    """Why it was not read; empty where it was."""
    blank: bool = False
    torn: bool = False
    """Whether its end is missing."""

    @property
    def text(self) -> str:
        """What stands on it."""
        return text_of(self.lines)


def text_of(lines: Iterable[Line]) -> str:
    """Return lines as one text."""
    return "\n".join(line.text for line in lines).strip("\n")


def sheet_of(words: Sequence[Word]) -> Sheet:
    """Return the page on which these words were recognized; wide gaps between lines become empty lines."""
    rows: dict[tuple[int, int, int], list[Word]] = {}
    for word in words:
        rows.setdefault(word.line, []).append(word)
    lines = [_line(row) for row in rows.values()]
    return Sheet(tuple(_spaced(lines)), _trust(words))


def _line(row: Sequence[Word]) -> Line:
    high = median(word.height for word in row)
    pieces = [row[0].text]
    for before, word in pairwise(row):
        gap = word.left - before.left - before.width
        pieces.append(("  " if gap > _COLUMN * high else " ") + word.text)
    doubtful = tuple(word.text for word in row if word.confidence < _DOUBTFUL)
    return Line("".join(pieces), _trust(row), min(word.top for word in row), doubtful)


def _spaced(lines: Sequence[Line]) -> list[Line]:
    steps = [after.top - line.top for line, after in pairwise(lines)]
    usual = median(steps) if steps else 0
    spaced = list(lines[:1])
    for step, line in zip(steps, lines[1:], strict=True):
        if step > _GAP * usual > 0:
            spaced.append(Line("", top=line.top))
        spaced.append(line)
    return spaced


def _trust(words: Sequence[Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
