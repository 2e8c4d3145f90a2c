"""Whether two texts read alike: a 64-bit SimHash over words in threes (Charikar, STOC 2002). Pure."""

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

_WORDS: Final = re.compile(r"\w+")
_FEWEST: Final = 8
"""Shorter texts ("thank you") are alike without being the same matter."""
_MOST: Final = 400
"""Words looked at: enough to tell texts apart, and the cost has a bound."""
_BITS: Final = 64
ALIKE: Final = 6
"""At most so many of the 64 bits differ between two copies of one text."""


def fingerprint(text: str) -> str:
    """Return 16 hex digits; empty for a text that is too short to tell."""
    words = _WORDS.findall(text[: _MOST * 16].casefold())[:_MOST]
    if len(words) < _FEWEST:
        return ""
    return f"{_simhash(words):016x}"


def _simhash(words: Sequence[str]) -> int:
    shingles = {" ".join(words[place : place + 3]) for place in range(len(words) - 2)}
    # One number holds 64 counters of 16 bits each, so that adding a shingle is one addition.
    total = sum(_spread(shingle) for shingle in shingles)
    half = len(shingles)
    return sum(1 << bit for bit in range(_BITS) if 2 * (total >> (16 * bit) & 0xFFFF) > half)


def _spread(shingle: str) -> int:
    digest = blake2b(shingle.encode(), digest_size=8).digest()
    return int.from_bytes(b"".join(_SPREAD[byte] for byte in digest), "big")


_SPREAD: Final = tuple(
    b"".join((byte >> bit & 1).to_bytes(2, "big") for bit in reversed(range(8)))
    for byte in range(256)
)


def alike(one: str, other: str) -> bool:
    """Tell whether two fingerprints are those of nearly the same text."""
    return bool(one and other) and (int(one, 16) ^ int(other, 16)).bit_count() <= ALIKE
