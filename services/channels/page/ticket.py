"""The number that a form carries: given out by us, good for a day, and the same however often it is sent. Pure.

It stands for one submission, so that a second click or the way back is the same inquiry. It needs no cookie,
and nothing is remembered of it.
"""

import hmac
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from switchboard.contracts.values import Seconds, UnixSeconds

_PURPOSE: Final = b"switchboard.form"
_MAC_BYTES: Final = 16
_CLOCKS_DIFFER: Final = Seconds(300.0)
"""Another instance, whose clock is ahead, may have given it out."""


class Void(Exception):
    """Not a number of ours, or one that is too old."""


def issued(keys: Sequence[bytes], fresh: str, at: UnixSeconds) -> str:
    """Return a ticket around a fresh id."""
    stem = f"{int(at):x}.{fresh}"
    return f"{stem}.{_mac(keys[0], stem)}"


def number(keys: Sequence[bytes], ticket: str, at: UnixSeconds, within: Seconds) -> str:
    """Return what a ticket stands for. Raises Void."""
    stem, _, mac = ticket.rpartition(".")
    genuine = [ticket.isascii() and hmac.compare_digest(_mac(key, stem), mac) for key in keys]
    if not any(genuine):
        raise Void("not one of ours")
    age = at - int(stem.partition(".")[0], 16)
    if not -_CLOCKS_DIFFER <= age <= within:
        raise Void("too old")
    return stem


def _mac(key: bytes, stem: str) -> str:
    return blake2b(stem.encode(), key=key, person=_PURPOSE, digest_size=_MAC_BYTES).hexdigest()
