"""What Twilio tells of a call: sentences as JSON, and its callbacks as forms. Pure."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import parse_qsl

import msgspec

from services.channels.phone.foreign import (
    first,
    language,
    member,
    moment,
    of_datetime,
    offset,
    rows,
    share,
    text,
)
from services.channels.phone.speech import Call, Ending, Role, Turn
from services.channels.phone.voices import heard, numbered, sure_of
from switchboard.contracts.values import Seconds, UnixSeconds

MOST_FIELDS: Final = 200
UNANSWERED: Final = frozenset({"no-answer", "busy", "failed", "canceled"})
_ROLES: Final = {
    "customer": Role.CUSTOMER,
    "agent": Role.AGENT,
    "human_agent": Role.AGENT,
    "ai_agent": Role.SYSTEM,
    "supervisor": Role.AGENT,
}


def is_twilio(found: object) -> bool:
    """Tell whether this is Twilio's JSON of a call."""
    return isinstance(member(found, "sentences"), list) or bool(
        first(found, "TranscriptionText", "transcription_text")
    )


def call_of(found: object) -> Call:
    """Return the call of sentences, or of a recording's transcription."""
    if said := first(found, "TranscriptionText", "transcription_text"):
        return Call(
            turns=(Turn(text=said),),
            ending=Ending.VOICEMAIL,
            caller=_caller(found),
            called=_called(found),
        )
    roles = {
        text(member(one, "channel_participant")): _ROLES.get(text(member(one, "role")).lower())
        for one in rows(member(found, "channel", "participants"))
        or rows(member(found, "participants"))
    }
    return Call(
        turns=tuple(_sentence(one, roles) for one in rows(member(found, "sentences"))),
        duration=offset(member(found, "duration")) or Seconds(0.0),
        language=language(member(found, "language_code")),
        started_at=moment(member(found, "media_start_time")),
        caller=_caller(found),
        called=_called(found),
    )


def _sentence(one: object, roles: Mapping[str, Role | None]) -> Turn:
    channel = text(member(one, "media_channel"))
    return Turn(
        text=first(one, "transcript"),
        speaker=numbered(channel, "Channel"),
        role=roles.get(channel),
        start=offset(member(one, "start_time")),
        end=offset(member(one, "end_time")),
        confidence=share(member(one, "confidence")),
        words=sure_of(heard(member(one, "words"))),
    )


def _caller(found: object) -> str:
    return first(found, "From", "Caller", "caller")


def _called(found: object) -> str:
    return first(found, "To", "Called", "called")


class _Words(msgspec.Struct):
    sentences: list[msgspec.Raw] | None = None
    TranscriptionText: str = ""
    transcription_text: str = ""


_words: Final = msgspec.json.Decoder(_Words)


def has_words(body: bytes) -> bool:
    """Tell whether JSON holds what was said, and doesn't only say that it can be fetched somewhere."""
    try:
        found = _words.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return found.sentences is not None or bool(found.TranscriptionText or found.transcription_text)


def pairs_of(form: bytes) -> list[tuple[str, str]]:
    """Return the fields of a callback, in order. Raises ValueError: no form, or too many."""
    return parse_qsl(
        form.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
    )


def fields_of(form: bytes) -> dict[str, str]:
    """Return the fields of a callback; of one given twice, the first. Raises ValueError: no form, or too many."""
    return dict(reversed(pairs_of(form)))


def missed(fields: Mapping[str, str]) -> bool:
    """Tell whether a callback says that somebody called and nobody answered."""
    return fields.get("CallStatus") in UNANSWERED and not fields.get("Direction", "").startswith(
        "outbound"
    )


def is_contact(fields: Mapping[str, str]) -> bool:
    """Tell whether a callback tells of a contact: words, a voicemail, or a call that was missed."""
    written = "TranscriptionStatus" in fields or "TranscriptionText" in fields
    return written or _left_behind(fields) or missed(fields)


def _left_behind(fields: Mapping[str, str]) -> bool:
    """Tell whether somebody spoke after the tone. What was recorded while two talked is told by its transcript."""
    finished = fields.get("RecordingStatus", "completed") == "completed"
    spoken_to_us = fields.get("RecordingSource", "RecordVerb") == "RecordVerb"
    return "RecordingUrl" in fields and finished and spoken_to_us


def callback(fields: Mapping[str, str]) -> Call:
    """Return the call that a callback tells of."""
    said = fields.get("TranscriptionText", "").strip()
    recorded = "RecordingUrl" in fields or "RecordingSid" in fields
    return Call(
        turns=(Turn(text=said),) if said else (),
        ending=Ending.VOICEMAIL if said or recorded else Ending.MISSED,
        caller_name=fields.get("CallerName", ""),
        duration=offset(fields.get("RecordingDuration") or fields.get("Duration") or 0)
        or Seconds(0.0),
        started_at=stamp(fields),
        language=language(fields.get("LanguageCode", "")),
        caller=_caller(dict(fields)),
        called=_called(dict(fields)),
    )


def stamp(fields: Mapping[str, str]) -> UnixSeconds | None:
    """Return when it was, where the callback tells: RFC 2822, as Twilio writes it."""
    written = fields.get("RecordingStartTime") or fields.get("Timestamp") or ""
    try:
        return of_datetime(parsedate_to_datetime(written[:60]))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
