"""Mail around a fax: what a fax gateway (T.37) makes of a call. Pure.

Known by its bounded head at the door, so that it is a fax from the start; opened by the reader.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from services.channels.limits import LIMITS
from services.channels.mime import Enclosed, open_mail
from services.channels.originals import Envelope
from services.channels.sniff import media_type

_PAPER: Final = frozenset({"application/pdf", "image/tiff"})
_HEAD_BYTES: Final = 64_000
_LOOKED_AT: Final = 200_000
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_FOLD: Final = re.compile(rb"\r?\n[ \t]+")
_FAX_TIFF: Final = re.compile(r"image/tiff(?:-fx)?\s*;.{0,200}application\s*=\s*\"?fax", re.DOTALL)
_DOCUMENT: Final = re.compile(
    rb"^content-type:[ \t]*(?:\r?\n[ \t]+)?(?:image/tiff|application/pdf|"
    rb"application/octet-stream;[^\n]{0,200}\.(?:tiff?|pdf)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD: Final = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t][^\r\n]{0,900}\r?\n")
_NUMBER: Final = re.compile(r"(?:\+|00?)\d[\d /()-]{4,22}\d")
_IN_ADDRESS: Final = re.compile(r"FAX=([+\d][\d.()-]{3,30})(?:/[^@\s]{0,100})?@", re.IGNORECASE)


def is_mail(data: bytes) -> bool:
    """Tell whether this is a mail, by its first bytes."""
    return bool(_HEAD.match(data))


class Carried(NamedTuple):
    """What a gateway's mail carries."""

    documents: tuple[Enclosed, ...]
    envelope: Envelope
    """Who sent the fax and who was called, where the mail tells."""
    message_id: str
    warnings: tuple[str, ...]


def carried_by(mail: bytes, envelope: Envelope) -> Carried:
    """Return the documents in a gateway's mail, and whose they are. Raises UnreadableInput."""
    opened = open_mail(mail)
    papers = [one for one in opened.files if media_type(one.data, one.declared) in _PAPER]
    to = [number for value in opened.values("to") if (number := number_in(value))]
    return Carried(
        documents=tuple(papers),
        envelope=Envelope(
            sender=_sender(opened.value("from"), opened.value("subject"), envelope),
            recipients=tuple(to) or envelope.recipients,
        ),
        message_id=opened.value("message-id")[: LIMITS.message_id],
        warnings=opened.warnings,
    )


def gateways_in(written: str) -> tuple[str, ...]:
    """Return the addresses and domains in a comma-separated list."""
    return tuple(one.strip() for one in written.split(",") if one.strip())


def knocking(mail: bytes, envelope: Envelope, gateways: Sequence[str]) -> Envelope | None:
    """Return who sent which number a fax, where this mail is one; None: it is a mail. By its bounded head alone."""
    head = _fields(mail[:_HEAD_BYTES])
    kind = head.get("content-type", "").lower()
    if kind.startswith("multipart/report") or not _DOCUMENT.search(mail[:_LOOKED_AT]):
        return None
    author, to = head.get("from", ""), head.get("to", "")
    called = number_in(to) or next(filter(None, map(number_in, envelope.recipients)), "")
    sender = number_in(author) or number_in(envelope.sender or "")
    if not (_FAX_TIFF.match(kind) or called or sender or _is_gateway(author, gateways)):
        return None
    recipients = (called,) if called else envelope.recipients
    return Envelope(sender=sender or _numbered(head.get("subject", "")), recipients=recipients)


def _fields(head: bytes) -> dict[str, str]:
    """Return the first of each header field, unfolded."""
    block = _HEAD_END.split(head, maxsplit=1)[0]
    fields: dict[str, str] = {}
    for line in _FOLD.sub(b" ", block).splitlines():
        name, colon, value = line.partition(b":")
        if colon:
            fields.setdefault(name.decode("latin-1").lower(), value.strip().decode("latin-1"))
    return fields


def _is_gateway(author: str, gateways: Sequence[str]) -> bool:
    """Tell whether a mail is from one of these addresses or domains."""
    address = author.rpartition("<")[2].rstrip("> ").lower()
    domain = address.rpartition("@")[2]
    return bool(address) and any(one.lower().lstrip("@") in {address, domain} for one in gateways)


def number_in(address: str) -> str:
    """Return the number in `FAX=+49…@gateway` (RFC 3191); empty where there is none."""
    found = _IN_ADDRESS.search(address[:1_000])
    return found[1] if found else ""


def _sender(author: str, subject: str, envelope: Envelope) -> str:
    """Return who sent the fax: from the address, else from the subject that gateways write."""
    return number_in(author) or envelope.sender or _numbered(subject)


def _numbered(subject: str) -> str:
    named = _NUMBER.search(subject[: LIMITS.subject])
    return named[0] if named else ""
