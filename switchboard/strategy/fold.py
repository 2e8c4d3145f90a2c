"""Text as it is compared: one spelling for what readers take for the same, with the way back to the original."""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import Final

import msgspec

SPACELESS: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
"""Scripts that put no spaces between words: Thai, Lao, Myanmar, Khmer, Kana, Han."""
_ASCII_GAPS: Final = {code: " " for code in range(128) if not chr(code).isalnum()}
_GAP: Final = re.compile(r"[\x00-\x2f:-@\[-`{-\x7f]")
_FOREIGN_GAP: Final = re.compile(r"[^\w\x00-\x7f]")


class Folded(msgspec.Struct, frozen=True):
    """A text in its comparable forms."""

    original: str
    text: str
    """Normalized."""
    spaced: str
    """The same between two spaces, with a space for all that is no letter, digit or mark: words stand free."""


def folded(original: str) -> Folded:
    """Return the text ready to be searched."""
    text = fold(original)
    return Folded(original, text, spaced(text))


def fold(text: str) -> str:
    """Return the text in NFKC, case-folded, with straight apostrophes."""
    if text.isascii():
        return text.lower()
    normal = unicodedata.normalize("NFKC", text).casefold()
    return normal.replace("\u2019", "'").replace("\u2018", "'")


def spaced(text: str) -> str:
    """Return folded text with one space for each character between words, and one at either end."""
    if text.isascii():
        return f" {text.translate(_ASCII_GAPS)} "
    return f" {_FOREIGN_GAP.sub(_gap, _GAP.sub(' ', text))} "


def _gap(found: re.Match[str]) -> str:
    # Marks belong to their letters; the scripts of India cannot be read without them.
    return found[0] if unicodedata.category(found[0])[0] == "M" else " "


@lru_cache(maxsize=4096)
def _length(character: str) -> int:
    return len(fold(character))


def places(text: Folded, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where spans of the folded text stand in the original, in characters."""
    original = text.original
    if not spans or original.isascii() or _aligned(text):
        return spans
    ends = list(accumulate(map(_length, original)))
    if ends[-1] != len(
        text.text
    ):  # letters that melt into their neighbors: measure what precedes each one
        ends = [len(fold(original[: end + 1])) for end in range(len(original))]
    return [(bisect_right(ends, start), bisect_right(ends, end - 1) + 1) for start, end in spans]


def _aligned(text: Folded) -> bool:
    # Case folding never shortens, so equal lengths of normalized text mean that nothing moved.
    return len(text.text) == len(text.original) and unicodedata.is_normalized("NFKC", text.original)
