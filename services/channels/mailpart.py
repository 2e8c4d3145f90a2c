"""One part of a mail: what it says it is, and its bytes, however badly they were wrapped. Pure; never raises."""

import base64
import binascii
import re
from email.errors import MessageError
from email.message import Message
from typing import Final, TypeAlias

from services.channels.headers import decoded
from services.channels.limits import LIMITS
from services.channels.words import one_line

Part: TypeAlias = "Message[str, str]"

UNTOLD: Final = (LookupError, ValueError, TypeError, AttributeError, MessageError)
"""What the standard library raises over parts that contradict themselves."""

_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")
_TORN: Final = "the encoding of a part is damaged; what could be read of it is there"


def kind_of(part: Part) -> str:
    """Return the media type that a part declares."""
    return part.get_content_type().encode("ascii", "replace").decode()


def content_of(part: Part, warnings: list[str]) -> bytes:
    """Return the bytes of a part."""
    if str(part.get("content-transfer-encoding", "")).strip().lower() == "base64":
        return _base64(part, warnings)
    try:
        data = part.get_payload(decode=True)
    except UNTOLD:
        data = None
    return data if isinstance(data, bytes) else b""


def _base64(part: Part, warnings: list[str]) -> bytes:
    """Return what is left of a part in base64: torn ones lose their last bytes, not all of them."""
    raw = part.get_payload()
    text = raw.encode("ascii", "replace") if isinstance(raw, str) else b""
    symbols = _NOT_BASE64.sub(b"", text.rpartition(b"=")[0] if b"=" in text[-4:] else text)
    whole = len(symbols) - (len(symbols) % 4 == 1)
    if whole < len(symbols) or _NOT_BASE64.search(text.translate(None, b"\r\n \t=")):
        warnings.append(_TORN)
    try:
        return base64.b64decode(symbols[:whole] + b"=" * (-whole % 4))
    except binascii.Error:
        return b""


def charset_of(part: Part) -> str:
    """Return the charset that a part declares; empty where it declares none."""
    try:
        return part.get_content_charset("") or ""
    except UNTOLD:
        return ""


def is_attached(part: Part) -> bool:
    """Tell whether a part wants to be a file rather than to be read."""
    try:
        return part.get_content_disposition() == "attachment"
    except UNTOLD:
        return False


def name_of(part: Part) -> str:
    """Return what a part is called as a file."""
    try:
        return one_line(decoded(part.get_filename("") or ""), LIMITS.attachment_name)
    except UNTOLD:
        return ""


def parameter_of(part: Part, name: str) -> str:
    """Return a parameter of the media type."""
    try:
        value = part.get_param(name, "")
    except UNTOLD:
        return ""
    return value if isinstance(value, str) else ""
