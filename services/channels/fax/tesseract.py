"""Letters out of pictures, by the program `tesseract`: one process a page, ended when its time is over."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Final

from PIL.Image import Image

from services.channels.fax.sheet import Word

PROGRAM: Final = "tesseract"
_KNOWN: Final = ("PATH", "LANG", "TESSDATA_PREFIX")
_LISTED_WITHIN: Final = 60.0
_DPI: Final = "200"
_ONE_BLOCK: Final = "6"
_TURN_ONLY: Final = "0"
_LEVEL, _BLOCK, _PARAGRAPH, _LINE = 0, 2, 3, 4
_LEFT, _TOP, _WIDTH, _HEIGHT, _CONFIDENCE, _TEXT = 6, 7, 8, 9, 10, 11
_A_WORD: Final = "5"
_SURE_OF_TURN: Final = 2.0
"""What tesseract calls the confidence of an orientation; below this it guesses."""


class OutOfTime(Exception):
    """There was no time left to read the page."""


class Absent(Exception):
    """The program is not installed."""


def is_installed() -> bool:
    """Tell whether there is a tesseract here."""
    return shutil.which(PROGRAM) is not None


@cache
def installed_languages() -> frozenset[str]:
    """Return what it can read, by its own names (`deu`); nothing where it is absent."""
    if not is_installed():
        return frozenset()
    told = _run(["--list-langs"], b"", _LISTED_WITHIN).split()
    return frozenset(word for word in told if word.isidentifier())


def words_on(picture: Image, language: str, within: float) -> list[Word]:
    """Return the words on a page that stands upright, from its top to its end. Raises OutOfTime, Absent."""
    options = ["-l", language, "--psm", _ONE_BLOCK, "-c", "tessedit_create_tsv=1"]
    rows = [line.split("\t") for line in _look(picture, options, within).splitlines()]
    return [_word(row) for row in rows if len(row) > _TEXT and _is_word(row)]


def turn_of(picture: Image, within: float) -> int | None:
    """Return by how many degrees, clockwise, a page must be turned; None: it doesn't know. Raises as above."""
    told = _look(picture, ["--psm", _TURN_ONLY], within)
    facts = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    turn, sure = facts.get("Rotate", ""), facts.get("Orientation confidence", "")
    try:
        return int(turn) if float(sure) >= _SURE_OF_TURN else None
    except ValueError:
        return None


def _look(picture: Image, options: Sequence[str], within: float) -> str:
    data = BytesIO()
    picture.save(data, "PPM")
    return _run(["-", "-", *options, "--dpi", _DPI], data.getvalue(), within)


def _run(options: Sequence[str], data: bytes, within: float) -> str:
    """Return what it says; it says nothing of a page that it can't make anything of."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise Absent
    if within <= 0:
        raise OutOfTime
    try:
        # One thread: several stand in each other's way and in that of other services.
        done = subprocess.run(  # noqa: S603 - our own program; the picture goes in as data
            [program, *options],
            input=data,
            capture_output=True,
            env={**_environment(), "OMP_THREAD_LIMIT": "1"},
            timeout=within,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OutOfTime from None
    return done.stdout.decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    """Return the little that it must know of ours: secrets stand there, too."""
    return {name: os.environ[name] for name in _KNOWN if name in os.environ}


def _is_word(row: Sequence[str]) -> bool:
    return row[_LEVEL] == _A_WORD and bool(row[_TEXT].strip())


def _word(row: Sequence[str]) -> Word:
    return Word(
        text=row[_TEXT].strip(),
        confidence=max(0.0, min(1.0, float(row[_CONFIDENCE]) / 100)),
        line=(int(row[_BLOCK]), int(row[_PARAGRAPH]), int(row[_LINE])),
        left=int(row[_LEFT]),
        top=int(row[_TOP]),
        width=int(row[_WIDTH]),
        height=int(row[_HEIGHT]),
    )
