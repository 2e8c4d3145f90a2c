"""Text as it is compared: one spelling for what readers take for the same, with the way back to the original."""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

import msgspec


def fold(text: str) -> str:
    """Return the text in NFKC, case-folded, with straight apostrophes."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded.replace("\u2019", "'").replace("\u2018", "'")


class Folded(msgspec.Struct, frozen=True):
    """A text and its folded form."""

    original: str
    text: str


def folded(original: str) -> Folded:
    """Return the text ready to be searched."""
    return Folded(original, fold(original))


@lru_cache(maxsize=4096)
def _length(character: str) -> int:
    return len(fold(character))


def places(text: Folded, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where spans of the folded text stand in the original, in characters."""
    original = text.original
    if not spans or original.isascii() or _aligned(text):
        return spans
    ends = list(accumulate(map(_length, original)))
    if ends[-1] != len(text.text):  # letters that melt into their neighbors: measure what precedes each one
        ends = [len(fold(original[: end + 1])) for end in range(len(original))]
    return [(bisect_right(ends, start), bisect_right(ends, end - 1) + 1) for start, end in spans]


def _aligned(text: Folded) -> bool:
    # Case folding never shortens, so equal lengths of normalized text mean that nothing moved.
    return len(text.text) == len(text.original) and unicodedata.is_normalized("NFKC", text.original)
