"""Whether two texts read alike: a 64-bit SimHash over words in threes (Charikar, STOC 2002). Pure."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from operator import xor
from typing import Final

from switchboard.strategy.fold import fold, spaced

_FEWEST: Final = 8
"""Shorter texts ("thank you") are alike without being the same matter."""
_MOST: Final = 256
"""Words looked at: enough to tell texts apart, and few enough that a byte counts what they make in threes."""
_BITS: Final = 64
_ONES: Final = int.from_bytes(b"\1" * _BITS, "little")
ALIKE: Final = 6
"""At most so many of the 64 bits differ between two copies of one text."""


def fingerprint(text: str) -> str:
    """Return 16 hex digits; empty for a text that is too short to tell."""
    words = spaced(fold(text[: _MOST * 16])).split()[:_MOST]
    if len(words) < _FEWEST:
        return ""
    return f"{_simhash(words):016x}"


def _simhash(words: Sequence[str]) -> int:
    first, second, third = zip(*map(_lanes, words), strict=True)
    shingles = map(xor, map(xor, first, second[1:]), third[2:])
    # One number holds 64 counters of a byte each, so that counting a shingle is one addition.
    counts = sum(shingles).to_bytes(_BITS, "big")
    few = (len(words) - 2) // 2 + 1
    return int(counts.translate(b"0" * few + b"1" * (256 - few)), 2)


@lru_cache(maxsize=4096)
def _lanes(word: str) -> tuple[int, int, int]:
    """Return 64 bits of a word's hash, a byte each: as first, second and third of three, for order matters."""
    bits = int.from_bytes(blake2b(word.encode()).digest(), "little") & _ONES
    return bits, _rotated(bits, 1), _rotated(bits, 2)


def _rotated(bits: int, lanes: int) -> int:
    return bits >> 8 * lanes | bits << 8 * (_BITS - lanes) & (1 << 8 * _BITS) - 1


def alike(one: str, other: str) -> bool:
    """Tell whether two fingerprints are those of nearly the same text."""
    return bool(one and other) and (int(one, 16) ^ int(other, 16)).bit_count() <= ALIKE
