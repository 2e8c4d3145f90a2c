"""Text as people can have meant it: one kind of line end, nothing invisible that steers a terminal. Pure."""

import re
from typing import Final

from switchboard.contracts.events import MAX_TEXT

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS: Final = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
_ODD: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""What `clean` does anything about: most texts have none of it, and that is found out sooner."""
_SPACES: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def clean(text: str) -> str:
    """Return `text` with \\n for every line end and without control characters (tabs stay)."""
    return _CONTROL.sub("", _BREAKS.sub("\n", text)) if _ODD.search(text) else text


def one_line(text: str, longest: int) -> str:
    """Return `text` in one line of at most `longest` characters: what a subject or a name may be."""
    return _CONTROL.sub("", _SPACES.sub(" ", text)).strip()[:longest]


def shortened(text: str) -> str:
    """Return as much of `text` as an event carries."""
    return text[:MAX_TEXT]
