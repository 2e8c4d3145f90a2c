"""A mail taken apart, within bounds: its header fields, its words, its files. Pure.

What stands outside of the bounds is left out with a warning; the original is kept as it came. Raises
UnreadableInput where nothing can be made of it.
"""

import re
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from typing import Final, NamedTuple

from services.channels.headers import decoded, in_charset
from services.channels.limits import LIMITS
from services.channels.markup import as_text
from services.channels.words import one_line

# The old policy leaves header values as they are: the new one's parser takes minutes over hostile ones.
_PARSER: Final = BytesParser(policy=policy.compat32)

_HEAD_END: Final = re.compile(rb"\n\r?\n")
_UNTOLD: Final = (LookupError, ValueError, TypeError, AttributeError, MessageError)
"""What the standard library raises over parts that contradict themselves."""


class UnreadableInput(Exception):
    """The sender's fault: the original becomes an inquiry that says so, and life goes on."""


class Enclosed(NamedTuple):
    """A file that came along."""

    name: str
    declared: str
    data: bytes


class Opened(NamedTuple):
    """A mail, taken apart."""

    fields: tuple[tuple[str, str], ...]
    """Raw header fields in their order, the names in lower case."""
    text: str
    files: tuple[Enclosed, ...]
    types: tuple[str, ...]
    """The media types of the parts, as declared, the whole mail's first."""
    report: str
    """`report-type` of a multipart/report."""
    warnings: tuple[str, ...]

    def values(self, name: str) -> list[str]:
        """Return the raw values of a header field."""
        return [value for field, value in self.fields if field == name]

    def value(self, name: str) -> str:
        """Return the first value of a header field, readable; empty where there is none."""
        return decoded(next(iter(self.values(name)), "")).strip()


class _Found:
    """What a walk through the parts collects."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.html: list[str] = []
        self.files: list[Enclosed] = []
        self.types: list[str] = []
        self.warnings: list[str] = []
        self.parts = 0


def open_mail(mail: bytes) -> Opened:
    """Take `mail` apart. Raises UnreadableInput."""
    try:
        message = _PARSER.parsebytes(_with_bounded_head(mail))
    except (RecursionError, *_UNTOLD) as fault:
        raise UnreadableInput(
            f"its parts are nested beyond reading ({type(fault).__name__})"
        ) from None
    found = _Found()
    fields = _fields(message, found)
    _walk(message, found, 0)
    plain = "\n".join(found.plain)
    return Opened(
        fields=fields,
        text=plain if plain.strip() else "\n".join(map(as_text, found.html)),
        files=tuple(found.files),
        types=tuple(found.types),
        report=_parameter(message, "report-type").lower(),
        warnings=tuple(dict.fromkeys(found.warnings)),
    )


def _with_bounded_head(mail: bytes) -> bytes:
    """Cut a header block that is longer than any real one: its rest would take longer than all the mail."""
    end = _HEAD_END.search(mail)
    if not end or end.start() <= LIMITS.mail_header_block:
        return mail
    return mail[: LIMITS.mail_header_block] + mail[end.start() :]


def _fields(message: "Message[str, str]", found: _Found) -> tuple[tuple[str, str], ...]:
    raw = [(name.lower(), str(value)) for name, value in message.raw_items()]
    if len(raw) > LIMITS.mail_headers:
        found.warnings.append(f"only {LIMITS.mail_headers} of its header fields were read")
    if any(len(value) > LIMITS.mail_header_bytes for _, value in raw):
        found.warnings.append("a header field was too long and was cut")
    return tuple(
        (name, value[: LIMITS.mail_header_bytes]) for name, value in raw[: LIMITS.mail_headers]
    )


def _walk(part: "Message[str, str]", found: _Found, depth: int) -> None:
    found.parts += 1
    if found.parts > LIMITS.mail_parts or depth > LIMITS.mail_depth:
        found.warnings.append("it has more parts than are read; the original is attached")
        return
    kind = part.get_content_type().encode("ascii", "replace").decode()
    found.types.append(kind)
    inner = (
        [one for one in part.get_payload() if isinstance(one, Message)]
        if part.is_multipart()
        else []
    )
    if inner and kind.startswith("multipart/"):
        for one in inner:
            _walk(one, found, depth + 1)
    elif inner:
        _enclose(part, found, kind, _whole(inner))
    elif _is_said(part, kind):
        text = in_charset(_content(part), _charset(part))
        (found.html if kind == "text/html" else found.plain).append(text)
    else:
        _enclose(part, found, kind, _content(part))


def _is_said(part: "Message[str, str]", kind: str) -> bool:
    """Tell whether a part is words rather than a file; a multipart without its boundary is words."""
    said = kind in ("text/plain", "text/html") or kind.startswith("multipart/")
    return said and not _name(part) and _disposition(part) != "attachment"


def _enclose(part: "Message[str, str]", found: _Found, kind: str, data: bytes) -> None:
    name = _name(part)
    if data or name:
        found.files.append(Enclosed(name, kind, data))


def _whole(inner: list["Message[str, str]"]) -> bytes:
    """Return an enclosed mail or report as bytes."""
    try:
        return b"\n".join(one.as_bytes() for one in inner)
    except (RecursionError, *_UNTOLD):
        return b""


def _content(part: "Message[str, str]") -> bytes:
    try:
        data = part.get_payload(decode=True)
    except _UNTOLD:
        data = None
    return data if isinstance(data, bytes) else b""


def _charset(part: "Message[str, str]") -> str:
    try:
        return part.get_content_charset("") or ""
    except _UNTOLD:
        return ""


def _disposition(part: "Message[str, str]") -> str:
    try:
        return part.get_content_disposition() or ""
    except _UNTOLD:
        return ""


def _name(part: "Message[str, str]") -> str:
    try:
        return one_line(decoded(part.get_filename("") or ""), LIMITS.attachment_name)
    except _UNTOLD:
        return ""


def _parameter(part: "Message[str, str]", name: str) -> str:
    try:
        value = part.get_param(name, "")
    except _UNTOLD:
        return ""
    return value if isinstance(value, str) else ""
