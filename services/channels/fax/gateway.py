"""Mail around a fax: what a fax gateway (T.37) makes of a call. Pure.

Known by its bounded head at the door, so that it is a fax from the start; opened by the reader.
"""

import re
from typing import Final, NamedTuple

from services.channels.limits import LIMITS
from services.channels.mime import Enclosed, open_mail
from services.channels.originals import Envelope
from services.channels.sniff import media_type

_PAPER: Final = frozenset({"application/pdf", "image/tiff"})
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


def number_in(address: str) -> str:
    """Return the number in `FAX=+49…@gateway` (RFC 3191); empty where there is none."""
    found = _IN_ADDRESS.search(address[:1_000])
    return found[1] if found else ""


def _sender(author: str, subject: str, envelope: Envelope) -> str:
    """Return who sent the fax: from the address, else from the subject that gateways write."""
    named = _NUMBER.search(subject[: LIMITS.subject])
    return number_in(author) or number_in(envelope.sender or "") or (named[0] if named else "")
