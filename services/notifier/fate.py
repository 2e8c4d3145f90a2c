"""What a gateway says became of a message: it arrived, it never will, or nobody knows yet. Pure."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

from services.notifier.answers import short

_ARRIVED: Final = frozenset({"delivered", "read"})
_LOST: Final = frozenset({"undelivered", "failed", "canceled"})


class Fate(NamedTuple):
    """It is final."""

    delivered: bool
    reason: str = ""


def of_message(fields: Mapping[str, str]) -> Fate | None:
    """Return what Twilio's callback tells of a short message; None: it is under way."""
    status = (fields.get("MessageStatus") or fields.get("SmsStatus") or "").lower()
    if status in _ARRIVED:
        return Fate(delivered=True)
    if status not in _LOST:
        return None
    code = fields.get("ErrorCode", "")
    return Fate(delivered=False, reason=short(f"{status} {code}".strip()))


class _Fax(msgspec.Struct, frozen=True, rename="camel"):
    status: str = ""
    error_message: str = ""
    error_code: int | str | None = None


class _Told(msgspec.Struct, frozen=True):
    fax: _Fax = _Fax()


def of_fax(body: bytes) -> Fate | None:
    """Return what Sinch's callback tells of a fax that was sent; None: nothing that is final."""
    try:
        fax = msgspec.json.decode(body, type=_Told).fax
    except msgspec.MsgspecError:
        return None
    match fax.status.upper():
        case "COMPLETED":
            return Fate(delivered=True)
        case "FAILURE":
            return Fate(
                delivered=False, reason=short(fax.error_message or f"{fax.error_code or ''}")
            )
        case _:
            return None
