"""Links that stand in letters: each lets whoever holds it do one thing to one case, until it expires. Pure.

What a link says can be read by anybody who has it; that it says so is signed with the token keys (BLAKE2b, RFC 7693).
Fetching one changes nothing, since mail scanners fetch: a page with a button stands behind it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from enum import StrEnum
from hashlib import blake2b
from typing import Final

import msgspec

from switchboard.contracts.values import Reference, UnixSeconds

_MAC_BYTES: Final = 12
MAX_LINK: Final = 600
"""Characters that a link may have; a longer one is none of ours."""


class LinkTo(StrEnum):
    """What a link lets its holder do. Its value is the first part of the path."""

    STATUS = "s"
    """The customer sees how the matter stands, and adds a word."""
    OUTCOME = "o"
    """The customer says how it was."""
    TASK = "t"
    """Staff see a case, and claim it."""
    ALERT = "a"
    """Staff say that they have seen an alert, or silence it."""


class Link(msgspec.Struct, frozen=True, array_like=True):
    """One permission."""

    to: LinkTo
    reference: Reference
    who: str
    """Whose it is: the identity of a customer, or a recipient among staff."""
    expires_at: UnixSeconds
    what: str = ""
    """Of an outcome: the opinion; of an alert: the clock, or empty for all; of a task: nothing."""
    notice: str = ""
    """The notice in which it stands."""


class Expired(msgspec.Struct, frozen=True):
    """A genuine link whose time has passed."""

    link: Link


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Link)


def sign(keys: Sequence[bytes], link: Link) -> str:
    """Return the link as it stands in an address, signed with the newest key."""
    body = _encoder.encode(link)
    return urlsafe_b64encode(_mac(keys[0], body) + body).decode().rstrip("=")


def path_of(keys: Sequence[bytes], link: Link) -> str:
    """Return the path of the page behind a link."""
    return f"/{link.to}/{sign(keys, link)}"


def read(keys: Sequence[bytes], to: LinkTo, text: str, now: UnixSeconds) -> Link | Expired | None:
    """Return what a link of ours lets its holder do; None for everything else, forged ones and other doors' included."""
    if len(text) > MAX_LINK or not text.isascii():
        return None
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        genuine = [hmac.compare_digest(_mac(key, body), mac) for key in keys]
        link = _decoder.decode(body) if any(genuine) else None
    except (NotBase64, ValueError, msgspec.DecodeError):
        return None
    if link is None or link.to is not to:
        return None
    return link if now <= link.expires_at else Expired(link)


def _mac(key: bytes, body: bytes) -> bytes:
    return blake2b(body, digest_size=_MAC_BYTES, key=key, person=b"switchboard link").digest()
