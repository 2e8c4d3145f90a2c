"""A mail taken apart, within bounds: its header fields, its words, its files. Pure.

What stands outside of the bounds is left out with a warning; the original is kept as it came. Raises
UnreadableInput where nothing can be made of it.
"""

import re
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import Final, NamedTuple

from services.channels.headers import decoded, in_charset
from services.channels.limits import LIMITS
from services.channels.mailpart import (
    UNTOLD,
    Part,
    charset_of,
    content_of,
    is_attached,
    kind_of,
    name_of,
    parameter_of,
)
from services.channels.markup import as_text
from services.channels.plainwords import ENCRYPTED, unflowed, unpacked, without_armour
from services.channels.words import clean, one_line

# The old policy leaves header values as they are: the new one's parser takes minutes over hostile ones.
_PARSER: Final = BytesParser(policy=policy.compat32)

_HEAD_END: Final = re.compile(rb"\n\r?\n")
_FIRST_BOUNDARY: Final = re.compile(r"^--([^\s-][^\r\n]{0,69}?)[ \t]{0,20}\r?$", re.MULTILINE)
_STUB: Final = re.compile(r"html|browser|e-?mail (?:program|client)", re.IGNORECASE)
_LONGEST_STUB: Final = 300
_MOST_FORWARDS: Final = 3
_MOST_GUESSES: Final = 3
_USED: Final = range(2, 10 * LIMITS.mail_parts)
"""How often a boundary stands in a mail: it begins and ends."""
_FORWARD_FIELDS: Final = ("from", "date", "subject", "to")
_FORWARD: Final = "---------- Forwarded message ----------"
_REPORTS: Final = frozenset(
    {"multipart/report", "message/delivery-status", "message/feedback-report"}
)
_RETURNED: Final = frozenset({"text/rfc822-headers", "message/rfc822-headers"})
_CLOSED: Final = {
    "application/ms-tnef": "its sender's program packed it into winmail.dat, which is not opened",
    "application/pgp-encrypted": "it is encrypted (PGP) and cannot be read",
    "application/pkcs7-mime": "it is wrapped by S/MIME and cannot be read",
    "application/x-pkcs7-mime": "it is wrapped by S/MIME and cannot be read",
}
"""What is kept as a file, and why its words are missing."""


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
    returned: str
    """The header fields of mails that it encloses: in a bounce, those of the mail that came back."""
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
        self.words: list[tuple[str, str]] = []
        """Media type and text, in their order."""
        self.files: list[Enclosed] = []
        self.types: list[str] = []
        self.returned: list[str] = []
        self.warnings: list[str] = []
        self.parts = 0
        self.forwards = 0
        self.guesses = 0


def open_mail(mail: bytes) -> Opened:
    """Take `mail` apart. Raises UnreadableInput."""
    message = _parsed(_with_bounded_head(mail))
    found = _Found()
    fields = _fields(message, found)
    report = parameter_of(message, "report-type").lower()
    _walk(message, found, 0)
    return Opened(
        fields=fields,
        text="\n".join(text for _, text in found.words),
        files=tuple(found.files),
        types=tuple(found.types),
        report=report,
        returned="\n".join(found.returned)[: LIMITS.mail_header_bytes],
        warnings=tuple(dict.fromkeys(found.warnings)),
    )


def _parsed(mail: bytes) -> Part:
    try:
        return _PARSER.parsebytes(mail)
    except (RecursionError, *UNTOLD) as fault:
        raise UnreadableInput(
            f"its parts are nested beyond reading ({type(fault).__name__})"
        ) from None


def _with_bounded_head(mail: bytes) -> bytes:
    """Cut a header block that is longer than any real one: its rest would take longer than all the mail."""
    end = _HEAD_END.search(mail)
    if not end or end.start() <= LIMITS.mail_header_block:
        return mail
    return mail[: LIMITS.mail_header_block] + mail[end.start() :]


def _fields(message: Part, found: _Found) -> tuple[tuple[str, str], ...]:
    raw = [(name.lower(), str(value)) for name, value in message.raw_items()]
    if len(raw) > LIMITS.mail_headers:
        found.warnings.append(f"only {LIMITS.mail_headers} of its header fields were read")
    if any(len(value) > LIMITS.mail_header_bytes for _, value in raw):
        found.warnings.append("a header field was too long and was cut")
    return tuple(
        (name, value[: LIMITS.mail_header_bytes]) for name, value in raw[: LIMITS.mail_headers]
    )


def _walk(part: Part, found: _Found, depth: int) -> None:
    found.parts += 1
    if found.parts > LIMITS.mail_parts or depth > LIMITS.mail_depth:
        found.warnings.append("it has more parts than are read; the original is attached")
        return
    kind = kind_of(part)
    found.types.append(kind)
    inner = _inner(part, kind, found)
    if inner and kind.startswith("multipart/"):
        _walk_all(inner, kind, found, depth)
    elif inner:
        _take_mail(part, inner, kind, found, depth)
    elif _is_said(part, kind, depth):
        _say(part, kind, found)
    else:
        _take_file(part, kind, found)


def _inner(part: Part, kind: str, found: _Found) -> list[Part]:
    """Return the parts of a part: where its boundary is missing or wrong, by the one that is used."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [one for one in payload if isinstance(one, Message)]
    if not kind.startswith("multipart/") or not isinstance(payload, str):
        return []
    found.guesses += 1
    if found.guesses > _MOST_GUESSES:
        return []
    used = _FIRST_BOUNDARY.search(payload)
    if not used or payload.count(f"--{used[1]}") not in _USED:
        return []
    boundary = used[1].replace('"', "")
    head = f'Content-Type: {kind}; boundary="{boundary}"\n\n'
    again = _parsed((head + payload).encode("utf-8", "surrogateescape")).get_payload()
    return [one for one in again if isinstance(one, Message)] if isinstance(again, list) else []


def _walk_all(inner: list[Part], kind: str, found: _Found, depth: int) -> None:
    """Read the parts; of alternatives, keep the words of one."""
    begin = len(found.words)
    versions: list[list[tuple[str, str]]] = []
    for one in inner:
        before = len(found.words)
        _walk(one, found, depth + 1)
        versions.append(found.words[before:])
        if found.parts > LIMITS.mail_parts:
            break  # A hundred thousand more would each be looked at, only to be left out.
    if kind == "multipart/alternative":
        found.words[begin:] = _best(versions)


def _best(versions: list[list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Return the plain version, unless it is empty or only says that there is another."""
    saying = [one for one in versions if any(text.strip() for _, text in one)]
    plain = next((one for one in saying if all(kind == "text/plain" for kind, _ in one)), None)
    rich = next((one for one in saying if one is not plain), None)
    if plain and rich:
        said = "".join(text for _, text in plain).strip()
        stub = len(said) < _LONGEST_STUB and bool(_STUB.search(said))
        return rich if stub and len(rich[0][1]) > len(said) else plain
    return plain or rich or []


def _is_said(part: Part, kind: str, depth: int) -> bool:
    """Tell whether a part is words rather than a file; a multipart without its boundary is words."""
    said = kind in ("text/plain", "text/html", "text/enriched") or kind.startswith("multipart/")
    return said and not is_attached(part) and (depth == 0 or not name_of(part))


def _say(part: Part, kind: str, found: _Found) -> None:
    text = clean(in_charset(content_of(part, found.warnings), charset_of(part)))
    if kind == "text/html":
        found.words.append((kind, as_text(text)))
        return
    if parameter_of(part, "format").lower() == "flowed":
        text = unflowed(text, del_sp=parameter_of(part, "delsp").lower() == "yes")
    if ENCRYPTED in text:
        found.warnings.append(_CLOSED["application/pgp-encrypted"])
    plain = unpacked(without_armour(text))
    found.words.append(("text/plain", plain.text))
    for name, data in plain.files:
        shown = one_line(name, LIMITS.attachment_name)
        found.files.append(Enclosed(shown, "application/octet-stream", data))


def _take_file(part: Part, kind: str, found: _Found) -> None:
    name, data = name_of(part), content_of(part, found.warnings)
    if kind in _RETURNED:
        found.returned.append(in_charset(data, charset_of(part)))
    if kind in _CLOSED:
        found.warnings.append(_CLOSED[kind])
    if data or name:
        found.files.append(Enclosed(name, kind, data))


def _take_mail(part: Part, inner: list[Part], kind: str, found: _Found, depth: int) -> None:
    """Take an enclosed mail, or the parts of a report: a file, and words too where somebody passed it on."""
    found.files.append(Enclosed(name_of(part), kind, _whole(inner)))
    if kind != "message/rfc822":
        return
    fields = [
        (name, str(value)[: LIMITS.mail_header_bytes]) for name, value in inner[0].raw_items()
    ]
    found.returned += [f"{name}: {value}" for name, value in fields[: LIMITS.mail_headers]]
    if _REPORTS.intersection(found.types):
        return  # It came back, or is complained of: nobody passed it on.
    found.forwards += 1
    if found.forwards <= _MOST_FORWARDS:
        shown = [
            f"{name}: {decoded(value).strip()}"
            for name, value in fields
            if name.lower() in _FORWARD_FIELDS
        ]
        found.words.append(("text/plain", "\n".join(["", _FORWARD, *shown, ""])))
        aside = len(found.files)
        _walk(inner[0], found, depth + 1)
        del found.files[aside:]  # They are in the enclosed mail, which is a file itself.


def _whole(inner: list[Part]) -> bytes:
    """Return an enclosed mail or report as bytes."""
    try:
        return b"\n".join(one.as_bytes() for one in inner)
    except (RecursionError, *UNTOLD):
        return b""
