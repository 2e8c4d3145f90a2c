"""Signed requests: whether a sender knew a secret of ours, and signed it just now. Pure.

A secret is replaced by putting its successor beside it: while both stand, either may have signed. All
comparisons take the same time, whatever differs.
"""

import hmac
from collections.abc import Iterable, Sequence
from typing import Final

from switchboard.contracts.values import Seconds, UnixSeconds

WINDOW: Final = Seconds(300.0)
"""How far the time in a signed request may be from ours, before or after."""


def signed(key: bytes, message: bytes, algorithm: str = "sha256") -> bytes:
    """Return the HMAC of `message`: the bytes themselves, which every scheme writes in its own way."""
    return hmac.digest(key, message, algorithm)


def is_one_of(given: str, expected: Iterable[str]) -> bool:
    """Tell whether `given` is one of the `expected` signatures (or passwords); all of them are compared."""
    offered = given.encode("utf-8", "surrogatepass")
    found = False
    for one in expected:
        found |= hmac.compare_digest(offered, one.encode("utf-8", "surrogatepass"))
    return found


def is_signed_hex(
    keys: Sequence[bytes], message: bytes, given: str, algorithm: str = "sha256"
) -> bool:
    """Tell whether `given` is the HMAC of `message` in hexadecimal, under any of `keys` (two while one is replaced)."""
    return is_one_of(given.lower(), (signed(key, message, algorithm).hex() for key in keys))


def is_fresh(signed_at: UnixSeconds, at: UnixSeconds, window: Seconds = WINDOW) -> bool:
    """Tell whether a request that says it was signed at `signed_at` may count at `at`; the limit itself still may."""
    return abs(at - signed_at) <= window
