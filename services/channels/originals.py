"""What stands in `switchboard.originals`: mail, fax and transcripts as they came, before parsing. Pure.

The bytes are in a blob; the record says how they came and which inquiry they are.
"""

from typing import Final

import msgspec

from switchboard.bus.port import Draft
from switchboard.contracts import topics
from switchboard.contracts.codec import Unreadable
from switchboard.contracts.values import Channel, InquiryId, UnixSeconds


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How an original was handed to us, which its content need not tell."""

    sender: str | None = None
    """The return path; the empty string is the null sender (RFC 5321), None: not told."""
    recipients: tuple[str, ...] = ()


class Ours(msgspec.Struct, frozen=True, kw_only=True):
    """How to tell our own mail, and whom to believe. A Message-ID of ours is told by its token."""

    addresses: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    """Mail servers whose word on a mail's origin is believed; empty: the topmost one's."""


class Original(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One accepted original. Its id was given out with the 2xx."""

    inquiry_id: InquiryId
    channel: Channel
    blob: str
    received_at: UnixSeconds
    source_key: str = ""
    envelope: Envelope = Envelope()
    media_type: str = ""
    size: int = 0
    """Of the blob, in bytes; 0: not told."""
    traceparent: str = ""
    unreadable: str = ""
    """Why it can't be read, where the door knew it: the blob is what there is of it."""


_decoder: Final = msgspec.json.Decoder(Original)


def draft(original: Original, partitions: int) -> Draft:
    """Return the record of an original: any partition will do, as long as a resend meets its first copy."""
    partition = int.from_bytes(original.inquiry_id.encode()[:8], "big") % partitions
    key = original.inquiry_id.encode()
    return Draft(topics.ORIGINALS, partition, key, msgspec.json.encode(original))


def decode(value: bytes | None) -> Original:
    """Return the original of a record. Raises Unreadable."""
    try:
        return _decoder.decode(value or b"")
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise Unreadable(f"not an original: {fault}") from None
