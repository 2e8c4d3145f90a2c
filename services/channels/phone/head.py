"""A bounded look at a transcript at the door: which call it is and when it was, without reading what was said. Pure."""

from typing import Final, NamedTuple

import msgspec
import orjson

from services.channels.limits import LIMITS
from services.channels.phone.foreign import moment, text
from switchboard.contracts.values import UnixSeconds

_NOTHING: Final = msgspec.Raw(b"null")


class _Metadata(msgspec.Struct):
    request_id: msgspec.Raw = _NOTHING
    ContactId: msgspec.Raw = _NOTHING


class _Look(msgspec.Struct):
    """The members that tell; all others are passed over unread."""

    call_id: msgspec.Raw = _NOTHING
    CallSid: msgspec.Raw = _NOTHING
    call_sid: msgspec.Raw = _NOTHING
    ContactId: msgspec.Raw = _NOTHING
    CustomerMetadata: msgspec.Raw = _NOTHING
    metadata: msgspec.Raw = _NOTHING
    id: msgspec.Raw = _NOTHING
    transcript_sid: msgspec.Raw = _NOTHING
    started_at: msgspec.Raw = _NOTHING
    media_start_time: msgspec.Raw = _NOTHING


class Head(NamedTuple):
    """What the door must know of a transcript."""

    call_id: str = ""
    """The exchange's own name for the call; empty where the format has none."""
    transcript_id: str = ""
    """What the recognizer calls its work: another try has another."""
    started_at: UnixSeconds | None = None


_look: Final = msgspec.json.Decoder(_Look)
_within: Final = msgspec.json.Decoder(_Metadata)


def read_head(transcript: bytes) -> Head:
    """Return the head of a transcript; of any bytes at all."""
    try:
        found = _look.decode(transcript.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Head()
    metadata = _metadata(found.metadata)
    calls = (
        found.call_id,
        found.CallSid,
        found.call_sid,
        found.ContactId,
        _metadata(found.CustomerMetadata).ContactId,
    )
    works = (found.transcript_sid, found.id, metadata.request_id)
    starts = (moment(_plain(one)) for one in (found.started_at, found.media_start_time))
    return Head(_first(*calls), _first(*works), next((one for one in starts if one), None))


def _metadata(raw: msgspec.Raw) -> _Metadata:
    try:
        return _within.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Metadata()


def _first(*raws: msgspec.Raw) -> str:
    told = (text(_plain(raw)).strip() for raw in raws)
    return next((one for one in told if 0 < len(one) <= LIMITS.call_id), "")


def _plain(raw: msgspec.Raw) -> object:
    """Return a short value; what is longer is no name and no time."""
    body = bytes(raw)
    if len(body) > 6 * LIMITS.call_id:  # Each letter may be written as \\u and four digits.
        return None
    try:
        found: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return found
