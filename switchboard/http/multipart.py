"""Forms as browsers send them (RFC 7578, and the plain kind): their fields and files, or a clear refusal. Pure.

The body is whole and capped already; what is bounded here is into how many pieces it falls.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from python_multipart.exceptions import ParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from switchboard.http.problems import MALFORMED, TOO_LARGE, Problem

MULTIPART: Final = "multipart/form-data"
URLENCODED: Final = "application/x-www-form-urlencoded"
PARTS: Final = 100
"""Fields and files of one form."""
HEADERS: Final = 8
"""Of one part."""
HEADER_BYTES: Final = 8_192
"""Of one line of them."""
WORDS_BYTES: Final = 25_000_000
"""Of all fields together, files not counted: words cost more than files do."""
_LONGEST_BOUNDARY: Final = 70


class Part(NamedTuple):
    """One field or file of a form."""

    name: str
    data: bytes
    filename: str | None = None
    """As the sender called it: data, never a path. None: a field, not a file."""
    media_type: str = ""

    @property
    def text(self) -> str:
        """Return what a field says; what is not UTF-8 in it shows as such."""
        return self.data.decode("utf-8", "replace")


def read_form(
    content_type: str, body: bytes, most: int = PARTS, words_bytes: int = WORDS_BYTES
) -> Sequence[Part]:
    """Return the parts of a form in their order. Raises Problem 400 (it is none), 413 (too many or too long)."""
    media_type, options = parse_options_header(content_type)
    if media_type == URLENCODED.encode():
        if len(body) > words_bytes:
            raise _too_long(words_bytes)
        return _fields(body, most)
    boundary = options.get(b"boundary", b"")
    if not 0 < len(boundary) <= _LONGEST_BOUNDARY:
        raise Problem(MALFORMED, "The Content-Type has no boundary of 1 to 70 characters.")
    return _Reading(boundary, most, words_bytes).read(body)


def _fields(body: bytes, most: int) -> Sequence[Part]:
    if body.count(b"&") >= most:
        raise _too_many(most)
    text = body.decode("utf-8", "replace")
    pairs = parse_qsl(text, keep_blank_values=True, errors="replace")
    return [Part(name, value.encode("utf-8", "replace")) for name, value in pairs]


def _too_many(most: int) -> Problem:
    return Problem(TOO_LARGE, f"A form has at most {most} fields and files here. Send fewer.")


def _too_long(words_bytes: int) -> Problem:
    return Problem(TOO_LARGE, f"The fields of a form have at most {words_bytes:,} bytes here.")


class _Reading:
    """One body on its way through the parser, which tells pieces of `data` by where they begin and end."""

    def __init__(self, boundary: bytes, most: int, words_bytes: int) -> None:
        self._most = most
        self._words_bytes = words_bytes
        self._words = 0
        self._parts: list[Part] = []
        self._field = self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._pieces: list[bytes] = []
        self._ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._in_field,
                "on_header_value": self._in_value,
                "on_header_end": self._header,
                "on_part_data": self._in_part,
                "on_part_end": self._part,
                "on_end": self._end,
            },
            max_header_count=HEADERS,
            max_header_size=HEADER_BYTES,
        )

    def read(self, body: bytes) -> Sequence[Part]:
        try:
            self._parser.write(body)
            self._parser.finalize()
        except ParseError as fault:
            raise Problem(MALFORMED, f"The body is not a form: {fault}") from None
        if not self._ended:
            raise Problem(MALFORMED, "The body ended before the form did.")
        return self._parts

    def _begin(self) -> None:
        if len(self._parts) >= self._most:
            raise _too_many(self._most)
        self._headers = {}
        self._pieces = []

    def _in_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _in_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field = self._value = b""

    def _in_part(self, data: bytes, start: int, end: int) -> None:
        self._pieces.append(data[start:end])

    def _part(self) -> None:
        shape, options = _options(self._headers.get(b"content-disposition", b""))
        if shape != b"form-data" or b"name" not in options:
            raise Problem(MALFORMED, "A part of the form does not say which field it is.")
        filename, data = options.get(b"filename"), b"".join(self._pieces)
        self._words += len(data) if filename is None else 0
        if self._words > self._words_bytes:
            raise _too_long(self._words_bytes)
        self._parts.append(
            Part(
                name=_word(options[b"name"]),
                data=data,
                filename=None if filename is None else _word(filename),
                media_type=self._headers.get(b"content-type", b"").decode("latin-1"),
            )
        )

    def _end(self) -> None:
        self._ended = True


def _options(header: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    return parse_options_header(header.decode("latin-1"))


def _word(raw: bytes) -> str:
    """Return a name as the browser had it, which writes the three signs that would end it in this way."""
    plain = raw.replace(b"%22", b'"').replace(b"%0D", b"\r").replace(b"%0A", b"\n")
    return plain.decode("utf-8", "replace")
