"""What AssemblyAI answers: utterances with speakers, or words. Times are in milliseconds. Pure."""

from typing import Final

from services.channels.mime import UnreadableInput
from services.channels.phone.foreign import first, language, member, offset, rows, share, text
from services.channels.phone.speech import Call, Turn
from services.channels.phone.voices import heard, numbered, sure_of, turns_of
from switchboard.contracts.values import Seconds

_MILLI: Final = 1_000.0
_OWN: Final = ("audio_duration", "acoustic_model", "speech_model", "audio_url", "language_model")


def is_assemblyai(found: object) -> bool:
    """Tell whether this is an answer of AssemblyAI's."""
    return isinstance(found, dict) and (
        any(name in found for name in _OWN)
        or (isinstance(found.get("utterances"), list) and "segments" not in found)
    )


def call_of(found: object) -> Call:
    """Return the call. Raises UnreadableInput where nothing was transcribed."""
    if text(member(found, "status")) == "error":
        raise UnreadableInput(
            f"it was not transcribed: {first(found, 'error')[:200] or 'no reason given'}"
        )
    turns = [_utterance(one) for one in rows(member(found, "utterances"))]
    turns = turns or turns_of(
        word._replace(speaker=numbered(word.speaker))
        for word in heard(member(found, "words"), _MILLI)
    )
    return Call(
        turns=tuple(turns or _whole(found)),
        duration=offset(member(found, "audio_duration")) or Seconds(0.0),
        language=language(member(found, "language_code")),
    )


def _utterance(one: object) -> Turn:
    return Turn(
        text=text(member(one, "text")),
        speaker=numbered(first(one, "speaker", "channel")),
        start=offset(member(one, "start"), _MILLI),
        end=offset(member(one, "end"), _MILLI),
        confidence=share(member(one, "confidence")),
        words=sure_of(heard(member(one, "words"), _MILLI)),
    )


def _whole(found: object) -> list[Turn]:
    said = first(found, "text")
    return [Turn(text=said, confidence=share(member(found, "confidence")))] if said else []
