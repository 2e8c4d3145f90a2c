"""What a mail provider posted: fields and files, as a form or as JSON. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import orjson

from services.channels.headers import in_charset
from services.channels.limits import LIMITS
from switchboard.http.forms import require_few
from switchboard.http.multipart import MULTIPART, URLENCODED, Part, read_form
from switchboard.http.problems import INVALID, MALFORMED, Problem

JSON: Final = "application/json"
TYPES: Final = (MULTIPART, URLENCODED, JSON)
_MOST_PARTS: Final = 500


class Posted(NamedTuple):
    """One request's body, taken apart."""

    fields: Mapping[str, object]
    """Text of a form, or any value of JSON."""
    raw: Mapping[str, bytes]
    """The bytes of a form's fields: each may be in a charset of its own."""
    files: Sequence[Part] = ()

    def text(self, name: str, charset: str = "") -> str:
        """Return a field in characters; empty where it is none."""
        if name in self.raw:
            return in_charset(self.raw[name], charset)
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def inner(self, name: str) -> object:
        """Return what a field says that is JSON itself; None where it is none."""
        value = self.fields.get(name)
        if not isinstance(value, str):
            return value
        try:
            found: object = orjson.loads(value)
        except orjson.JSONDecodeError:
            return None
        return found


def posted(content_type: str, body: bytes) -> Posted:
    """Return what was posted. Raises Problem 400, 413."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in (MULTIPART, URLENCODED):
        parts = read_form(content_type, body, _MOST_PARTS)
        raw = {part.name: part.data for part in reversed(parts) if part.filename is None}
        files = [part for part in parts if part.filename is not None]
        return Posted({name: in_charset(data, "") for name, data in raw.items()}, raw, files)
    require_few(body, LIMITS.mail_webhook_values)
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise Problem(MALFORMED, f"The body is not JSON: {fault}.") from None
    if not isinstance(value, dict):
        raise Problem(MALFORMED, "The body is JSON, but no object.")
    return Posted(value, {})


def no_mail(provider: str, instead: str) -> Problem:
    """Return what to say of a post that brings no mail."""
    return Problem(INVALID, f"This brings no mail of {provider}: {instead}")
