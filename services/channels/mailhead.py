"""A bounded look at the head of a mail, at the door: who it is, without parsing it. Pure.

Knows only bytes: the careful reading comes later, in a process of its own. One mail that was delivered to
two of our addresses differs in its trace alone, so the trace is no part of what it is.
"""

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from services.channels.limits import LIMITS
from switchboard.contracts.values import UnixSeconds

_TRACE: Final = re.compile(
    rb"(?:received|return-path|delivered-to|x-original-to|envelope-to|x-received|received-spf|"
    rb"dkim-signature|x-google-dkim-signature|arc-[a-z-]+|authentication-results)[ \t]*:",
    re.IGNORECASE,
)
_FIELD: Final = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
_MESSAGE_ID: Final = re.compile(rb"message-id[ \t]*:\s*(<[^<>\s]{1,250}>)", re.IGNORECASE)
_RECEIVED: Final = re.compile(rb"received[ \t]*:", re.IGNORECASE)
_LONGEST_DATE: Final = 100


class Head(NamedTuple):
    """What the door must know of a mail."""

    message_id: str
    """With its brackets; empty where there is none."""
    content: bytes
    """Digest of everything but trace and delivery headers, whatever its line ends."""
    received_at: UnixSeconds | None
    """When the server in front took it: the date of the topmost Received."""


def read_head(mail: bytes) -> Head:
    """Return the head of `mail`; of any bytes at all."""
    block, body = _split(mail)
    fields = _fields(block)
    digest = blake2b(digest_size=32)
    for field in fields:
        if not _TRACE.match(field):
            digest.update(field + b"\n")
    digest.update(b"\n" + body.replace(b"\r\n", b"\n").rstrip(b"\n"))
    found = next((match for field in fields if (match := _MESSAGE_ID.match(field))), None)
    trace = next((field for field in fields if _RECEIVED.match(field)), b"")
    return Head(found[1].decode("ascii", "replace") if found else "", digest.digest(), _date(trace))


def _split(mail: bytes) -> tuple[bytes, bytes]:
    """Return header block and body. A block that is longer than any real one is taken for a body."""
    ends = [
        at
        for gap in (b"\n\n", b"\n\r\n")
        if (at := mail.find(gap, 0, LIMITS.mail_header_block)) >= 0
    ]
    if not ends:
        return (mail, b"") if len(mail) <= LIMITS.mail_header_block else (b"", mail)
    return mail[: min(ends)].rstrip(b"\r"), mail[min(ends) :].lstrip(b"\r\n")


def _fields(block: bytes) -> list[bytes]:
    """Return the header fields, each with its folded lines joined as they stand."""
    fields: list[list[bytes]] = []
    for line in block.replace(b"\r\n", b"\n").split(b"\n"):
        if fields and line[:1] in (b" ", b"\t"):
            fields[-1].append(line)
        elif _FIELD.match(line) or line:
            fields.append([line])
    return [b"\n".join(lines) for lines in fields]


def _date(trace: bytes) -> UnixSeconds | None:
    text = trace.rpartition(b";")[2].strip()[:_LONGEST_DATE].decode("ascii", "replace")
    try:
        moment = parsedate_to_datetime(text)
        at = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return UnixSeconds(float(round(at, 3))) if at > 0 else None
