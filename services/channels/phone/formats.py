"""Which form a transcript has: what it is by its own first bytes counts more than what it is called. Pure."""

from itertools import islice
from typing import Final

import orjson

from services.channels.limits import LIMITS
from services.channels.mime import UnreadableInput
from services.channels.phone import (
    assemblyai,
    contact_lens,
    cues,
    cuetext,
    deepgram,
    labels,
    own,
    twilio,
    whisper,
)
from services.channels.phone.foreign import first
from services.channels.phone.speech import Call, Turn
from services.channels.sniff import UNKNOWN, media_type
from services.channels.words import clean

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
_SOUND: Final = (
    b"RIFF",
    b"OggS",
    b"ID3",
    b"fLaC",
    b"\xff\xfb",
    b"#!AMR",
    b"\x1aE\xdf\xa3",
    b".snd",
)
_MARKS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b"))
_ODD: Final = 50
"""A text may hold one control character among so many; what holds more is no text."""
_LOOKED_AT: Final = 60
"""Lines in which a file of subtitles must have said when something begins."""
_JSON: Final = (
    (own.is_own, own.call_of),
    (contact_lens.is_contact_lens, contact_lens.call_of),
    (deepgram.is_deepgram, deepgram.call_of),
    (twilio.is_twilio, twilio.call_of),
    (assemblyai.is_assemblyai, assemblyai.call_of),
    (whisper.is_whisper, whisper.call_of),
)


def call_of(data: bytes, declared: str) -> Call:
    """Return the call that a transcript tells of. Raises UnreadableInput."""
    if len(data) > LIMITS.transcript_bytes:
        raise UnreadableInput(f"larger than {LIMITS.transcript_bytes:,} bytes")
    if declared == FORM:
        return _form(data)
    text = _text(data)
    if declared == JSON or text.lstrip("\ufeff \t\n")[:1] in {"{", "["}:
        found = _json(text, certain=declared == JSON)
        if found is not None:
            return found
    return _subtitles(clean(text), declared)


def _form(data: bytes) -> Call:
    try:
        return twilio.callback(twilio.fields_of(data))
    except ValueError:
        raise UnreadableInput("not a form, or one with too many fields") from None


def _text(data: bytes) -> str:
    """Return the words of a file. Raises UnreadableInput: it is a picture, a recording …"""
    kind = media_type(data, "")
    if kind not in {UNKNOWN, "image/bmp"}:  # "BM" begins words, too.
        raise UnreadableInput(f"not a transcript: it is {kind}")
    if data.startswith(_SOUND):
        raise UnreadableInput("not a transcript: it is a recording; have it written down first")
    for mark, coding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(coding, "replace")
    if len(data) - len(data.translate(None, _CONTROLS)) > len(data) / _ODD:
        raise UnreadableInput("not a transcript: it is no text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _json(text: str, *, certain: bool) -> Call | None:
    """Return the call in JSON; None where it is none after all. Raises UnreadableInput."""
    try:
        found = orjson.loads(text.removeprefix("\ufeff"))
    except orjson.JSONDecodeError:
        if certain:
            raise UnreadableInput("not JSON, although it is called so") from None
        return None
    for is_one, call in _JSON:
        if is_one(found):
            return call(found)
    if said := first(found, "text", "transcript", "transcription"):
        return Call(turns=(Turn(text=said),))
    raise UnreadableInput("JSON, but no transcript that is known here")


def _subtitles(text: str, declared: str) -> Call:
    if cues.is_webvtt(text):
        return Call(turns=tuple(_turns(cues.webvtt(text))), language=cues.language(text))
    if any(cues.is_timed(line) for line in islice(text.split("\n"), _LOOKED_AT)):
        meant = declared == "text/vtt" or text.lstrip("\ufeff \t\n")[:6].upper() == "WEBVTT"
        said = cues.nearly_webvtt(text) if meant else []
        return Call(
            turns=tuple(_turns(said or cues.subrip(text))),
            warnings=("it does not begin with WEBVTT",) if meant else (),
        )
    odd = ("nothing in it says when it was said",) if declared not in {"", "text/plain"} else ()
    words, cut = _bounded(text)
    return Call(turns=tuple(labels.dialogue(words)), warnings=(*odd, *cut))


def _bounded(text: str) -> tuple[str, tuple[str, ...]]:
    """Return as many lines as are read, and a warning where there are more."""
    lines = text.split("\n")
    if (more := len(lines) - LIMITS.transcript_lines) <= 0:
        return text, ()
    return "\n".join(lines[:-more]), (f"{more} more lines were left out",)


def _turns(found: list[cues.Cue]) -> list[Turn]:
    """Return the turns of cues: voices are told by their tags, else by labels before the words."""
    said = [(cue, cuetext.spoken(cue.text)) for cue in found]
    if any(one.voice for _, spoken in said for one in spoken):
        return [
            Turn(text=one.words, speaker=one.voice, start=cue.start, end=cue.end)
            for cue, spoken in said
            for one in spoken
        ]
    return labels.labelled(
        [
            labels.Piece(line, cue.start, cue.end)
            for cue, spoken in said
            for one in spoken
            for line in one.words.split("\n")
        ]
    )
