"""A mail that a provider took apart, put together again: so that one reader reads them all. Pure.

The same fields make the same bytes, so that a resend is the same inquiry.
"""

import re
from base64 import encodebytes
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

_STRUCTURE: Final = frozenset({"content-type", "content-transfer-encoding", "mime-version"})
_NAME: Final = re.compile(r"[!-9;-~]{1,100}")
_BREAKS: Final = re.compile(r"[\r\n\x00\x0b\x0c\x85\u2028\u2029]+[ \t]*")
_TYPE: Final = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,100}")
_QUOTED: Final = re.compile(r"([\\\"])")
_ENCLOSED: Final = "message/rfc822"
_CRLF: Final = "\r\n"


class Sketched(NamedTuple):
    """A file of the mail."""

    name: str
    media_type: str
    data: bytes
    content_id: str = ""


class Sketch(NamedTuple):
    """What a provider tells of a mail."""

    headers: Sequence[tuple[str, str]]
    text: str = ""
    html: str = ""
    files: Sequence[Sketched] = ()

    def told(self, name: str) -> str:
        """Return the first value of a header field; empty where there is none."""
        return next((value for field, value in self.headers if field.lower() == name), "")

    def completed(self, **fields: str) -> "Sketch":
        """Return it with the fields that its header lacks (`message_id` is Message-ID)."""
        lacking = [
            (name.replace("_", "-"), value)
            for name, value in fields.items()
            if value and not self.told(name.replace("_", "-").lower())
        ]
        return self._replace(headers=[*self.headers, *lacking])


def mail_of(sketch: Sketch) -> bytes:
    """Return the mail (RFC 5322), whatever its fields hold: one field each, no more."""
    words = [
        _part(f"text/{kind}; charset=utf-8", said.encode("utf-8", "replace"), ())
        for kind, said in (("plain", sketch.text), ("html", sketch.html))
        if said
    ]
    body = words[0] if len(words) == 1 else _parts("alternative", words)
    if sketch.files:
        body = _parts("mixed", [body, *map(_file, sketch.files)])
    head = [field(name, value) for name, value in sketch.headers if name.lower() not in _STRUCTURE]
    lines = [one for one in head if one] + ["MIME-Version: 1.0"]
    return _CRLF.join(lines).encode("utf-8", "replace") + b"\r\n" + body


def field(name: str, value: str) -> str:
    """Return one header field in one line; empty where its name is none."""
    return f"{name}: {_BREAKS.sub(' ', value).strip()}" if _NAME.fullmatch(name) else ""


def with_fields(mail: bytes, fields: Iterable[str]) -> bytes:
    """Return `mail` with fields above its own, as servers on the way add theirs."""
    added = "".join(f"{one}{_CRLF}" for one in fields if one)
    return added.encode("utf-8", "replace") + mail


def _file(one: Sketched) -> bytes:
    kind = one.media_type.partition(";")[0].strip()
    shown = _QUOTED.sub(r"\\\1", _BREAKS.sub(" ", one.name))
    extra = [f'Content-Disposition: attachment; filename="{shown}"'] if one.name else []
    if one.content_id:
        extra.append(field("Content-ID", one.content_id))
    plain = kind if _TYPE.fullmatch(kind) else "application/octet-stream"
    return _part(plain, one.data, extra)


def _part(content_type: str, data: bytes, extra: Sequence[str]) -> bytes:
    """Return a part. An enclosed mail must not be coded (RFC 2046): it stands as it is."""
    plain = content_type == _ENCLOSED
    coding = "8bit" if plain else "base64"
    lines = [
        f"Content-Type: {content_type}",
        f"Content-Transfer-Encoding: {coding}",
        *extra,
        "",
        "",
    ]
    coded = data if plain else encodebytes(data).replace(b"\n", b"\r\n")
    return _CRLF.join(lines).encode("utf-8", "replace") + coded


def _parts(kind: str, parts: Sequence[bytes]) -> bytes:
    boundary = _boundary(kind, parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{_CRLF}{_CRLF}'.encode()
    cut = f"--{boundary}".encode()
    return head + b"".join(cut + b"\r\n" + one + b"\r\n" for one in parts) + cut + b"--\r\n"


def _boundary(kind: str, parts: Sequence[bytes]) -> str:
    """Return a line that stands in none of the parts; always the same for the same."""
    number = 0
    while any(f"=_{kind}_{number}".encode() in one for one in parts):
        number += 1
    return f"=_{kind}_{number}"
