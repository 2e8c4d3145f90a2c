"""What a fax provider says of a fax that came in, in one shape for all of them. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from services.channels.words import one_line
from switchboard.contracts.values import UnixSeconds
from switchboard.http.multipart import MULTIPART, URLENCODED, Part, read_form
from switchboard.http.problems import MALFORMED, Problem

_LONGEST: Final = 200
_LONGEST_URL: Final = 2_000


class Announcement(NamedTuple):
    """A fax that came in, as its provider tells of it. Nothing of it is believed but that it is a fax."""

    fax_id: str = ""
    """The provider's; empty: it names none."""
    sender: str = ""
    recipient: str = ""
    received_at: UnixSeconds | None = None
    document: bytes = b""
    """Empty where it must be fetched."""
    url: str = ""
    """Where the document lies."""
    missing: str = ""
    """Why there is no document, and what to do."""


class NoFax(NamedTuple):
    """It tells of something else than a fax that came in."""

    what: str


class Sent(NamedTuple):
    """What a provider posted: its fields, and its files."""

    fields: Mapping[str, object]
    files: Sequence[Part] = ()

    @property
    def document(self) -> bytes:
        """The first file of all."""
        return next((part.data for part in self.files if part.data), b"")


def sent_in(content_type: str, body: bytes) -> Sent:
    """Return what was posted, as JSON or as a form. Raises Problem 400, 413."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in {MULTIPART, URLENCODED}:
        return Sent(_object(body))
    parts = read_form(content_type, body)
    files = [part for part in parts if part.filename is not None]
    plain = {part.name: _value(part) for part in parts if part.filename is None}
    return Sent(plain, files)


def _object(body: bytes) -> Mapping[str, object]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem(MALFORMED, "The body is no JSON.") from None
    if not isinstance(value, dict):
        raise Problem(MALFORMED, "The body is JSON, but no object.")
    return value


def _value(part: Part) -> object:
    """Return a field of a form; some providers put JSON into one."""
    text = part.text
    if text.lstrip()[:1] not in {"{", "["}:
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def inside(value: object, *path: str) -> object:
    """Return what stands at a path of names; None where nothing does."""
    for name in path:
        if isinstance(value, list):
            value = value[0] if value else None
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text(value: object, *path: str) -> str:
    """Return the text or number at a path; empty where there is none."""
    found = inside(value, *path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    return one_line(str(found), _LONGEST)


def url(value: object, *path: str) -> str:
    """Return the address at a path; empty where there is none."""
    found = inside(value, *path)
    return found if isinstance(found, str) and len(found) <= _LONGEST_URL else ""
