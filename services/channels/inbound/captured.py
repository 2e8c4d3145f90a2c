"""A provider's request in a file, told by what it looks like: for those who want to see what becomes of it. Pure."""

import re
from typing import Final

import orjson

from services.channels.inbound.letter import LETTERS, Letter
from services.channels.inbound.posted import JSON, Posted, posted
from switchboard.http.multipart import MULTIPART, URLENCODED
from switchboard.http.problems import Problem

_MARKS: Final = {
    "postmark": frozenset({"FromFull", "RawEmail", "TextBody", "OriginalRecipient"}),
    "mailgun": frozenset({"body-mime", "message-headers", "body-plain", "stripped-text"}),
    "sendgrid": frozenset({"envelope", "charsets", "sender_ip", "attachment-info"}),
}
"""Fields that only one provider sends."""
_HEAD: Final = re.compile(
    rb"(?:POST [^\r\n]{1,500}\r?\n)?(?:[A-Za-z-]{1,60}:[^\r\n]{0,2000}\r?\n)*?"
    rb"content-type:[ \t]*([^\r\n]{1,500})\r?\n(?:[A-Za-z-]{1,60}:[^\r\n]{0,2000}\r?\n)*\r?\n",
    re.IGNORECASE,
)
_BOUNDARY: Final = re.compile(
    rb"--([^\r\n]{1,70})\r?\ncontent-disposition:[ \t]*form-data", re.IGNORECASE
)


def letter_in(data: bytes) -> Letter | None:
    """Return the mail in a provider's request; None where `data` is something else: a mail, most likely."""
    try:
        told = _posted(data)
        if told is None:
            return None
        known = (name for name, marks in _MARKS.items() if marks & told.fields.keys())
        provider = next(known, "")
        return LETTERS[provider](told) if provider else None
    except Problem:
        return None


def _posted(data: bytes) -> Posted | None:
    begin = data[:200].lstrip()
    if begin.startswith(b"{"):
        return _of_json(data)
    if boundary := _BOUNDARY.match(data):
        return posted(f"{MULTIPART}; boundary={boundary[1].decode('latin-1')}", data)
    head = _HEAD.match(data)
    if not head:
        return None
    kind = head[1].decode("latin-1").strip()
    if kind.lower().startswith((MULTIPART, URLENCODED, JSON)):
        return posted(kind, data[head.end() :])
    return None


def _of_json(data: bytes) -> Posted | None:
    """Return the fields of JSON; a capture may have them one level down, beside the request's own."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    for one in (value, *(value.values() if isinstance(value, dict) else ())):
        if isinstance(one, dict) and any(marks & one.keys() for marks in _MARKS.values()):
            return Posted(one, {})
    return None
