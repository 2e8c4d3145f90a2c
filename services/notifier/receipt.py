"""Receipts: where a gateway tells what became of a message, in an address of ours that says which message. Pure.

What stands in the address can be read by the gateway; that we wrote it is signed with the token keys.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from enum import StrEnum
from hashlib import blake2b
from typing import Final

import msgspec

from switchboard.contracts.values import NoticeId, Reference

_MAC_BYTES: Final = 16
MOST: Final = 400
"""Characters that ours may have."""


class Gateway(StrEnum):
    """Who gives receipts. Its value stands in the path."""

    TWILIO = "twilio"
    SINCH = "sinch"


PATHS: Final = {
    Gateway.TWILIO: "/v1/sms/receipts/twilio",
    Gateway.SINCH: "/v1/fax/receipts/sinch",
}


class Receipt(msgspec.Struct, frozen=True, array_like=True):
    """Which message it is for."""

    gateway: Gateway
    reference: Reference
    notice_id: NoticeId


class Receipts(msgspec.Struct, frozen=True):
    """Where gateways reach us, and what signs the addresses that they are given."""

    base: str = ""
    """`https://help.acme.example`; empty: they can't, and nothing is told of what became of a message."""
    keys: tuple[bytes, ...] = ()

    def to(self, receipt: Receipt) -> str:
        """Return the address for a receipt; empty where gateways can't reach us."""
        if not self.base:
            return ""
        return f"{self.base.rstrip('/')}{PATHS[receipt.gateway]}?receipt={sign(self.keys, receipt)}"


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Receipt)


def sign(keys: Sequence[bytes], receipt: Receipt) -> str:
    """Return the receipt as it stands in an address, signed with the newest key."""
    body = _encoder.encode(receipt)
    return urlsafe_b64encode(_mac(keys[0], body) + body).decode().rstrip("=")


def read(keys: Sequence[bytes], gateway: Gateway, text: str) -> Receipt | None:
    """Return which message a receipt is for; None for what we did not write, or wrote for another gateway."""
    if len(text) > MOST or not text.isascii():
        return None
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        genuine = [hmac.compare_digest(_mac(key, body), mac) for key in keys]
        receipt = _decoder.decode(body) if any(genuine) else None
    except (NotBase64, ValueError, msgspec.DecodeError):
        return None
    return receipt if receipt and receipt.gateway is gateway else None


def _mac(key: bytes, body: bytes) -> bytes:
    return blake2b(body, digest_size=_MAC_BYTES, key=key, person=b"switchboard rcpt").digest()
