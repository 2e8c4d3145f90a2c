"""Header values as people can have meant them: encoded words, raw 8-bit bytes, wrong charsets. Pure; never raises."""

import binascii
import re
from email.errors import HeaderParseError
from email.header import decode_header
from typing import Final

_LONGEST: Final = 10_000
"""Of a value that people read. What is longer was not written for people."""
_FOLD: Final = re.compile(r"\r?\n(?=[ \t])|[\r\n]+")
_FALLBACKS: Final = ("utf-8", "windows-1252")


def decoded(raw: str) -> str:
    """Return a raw header value in characters."""
    plain = _FOLD.sub("", raw[:_LONGEST])
    if "=?" not in plain:
        return characters(plain)
    try:
        return "".join(_word(*part) for part in decode_header(characters(plain)))
    except (HeaderParseError, binascii.Error, ValueError):
        return characters(plain)


def characters(raw: str) -> str:
    """Return a raw value with its 8-bit bytes as characters; encoded words stay as they are."""
    return in_charset(raw.encode("utf-8", "surrogateescape"), "")


def _word(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    if charset is None:
        return content.decode("raw-unicode-escape", "replace")
    return in_charset(content, charset)


def in_charset(data: bytes, declared: str) -> str:
    """Return `data` in the declared charset; else strict UTF-8, else windows-1252, else latin-1: always something."""
    for charset in (declared, *_FALLBACKS):
        try:
            return data.decode(charset) if charset else data.decode("ascii")
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")
