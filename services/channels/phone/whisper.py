"""What Whisper and its kin write: segments, with the logarithm of how likely they are. Pure.

A segment is trusted as far as its average token is likely. Where Whisper takes silence for more likely than
speech, or says the same over and over, it is known to make words up.
"""

import math
from typing import Final

from services.channels.phone.foreign import (
    first,
    language,
    member,
    number,
    offset,
    rows,
    share,
    text,
)
from services.channels.phone.speech import Call, Turn
from services.channels.phone.voices import heard, numbered, sure_of
from switchboard.contracts.values import Seconds

_SILENT: Final = 0.6
_REPETITIVE: Final = 2.4
"""Both are Whisper's own thresholds, from where on it would try again."""
_MADE_UP: Final = 0.2
_MILLI: Final = 1_000.0


def is_whisper(found: object) -> bool:
    """Tell whether this looks like Whisper's output, or that of one of its kin."""
    return isinstance(member(found, "segments"), list) or isinstance(
        member(found, "transcription"), list
    )


def call_of(found: object) -> Call:
    """Return the call."""
    segments = rows(member(found, "segments")) or rows(member(found, "transcription"))
    turns = [turn for one in segments if (turn := _segment(one)).text.strip()]
    said = first(found, "text")
    spoken = member(found, "language") or member(found, "result", "language")
    duration = offset(member(found, "duration"))
    ends = [turn.end for turn in turns if turn.end is not None]
    return Call(
        turns=tuple(turns or ([Turn(text=said)] if said else [])),
        duration=duration or max(ends, default=Seconds(0.0)),
        language=language(spoken),
    )


def _segment(one: object) -> Turn:
    words = heard(member(one, "words"))
    return Turn(
        text=text(member(one, "text")).strip(),
        speaker=numbered(first(one, "speaker")),
        start=_time(one, "start", "from"),
        end=_time(one, "end", "to"),
        confidence=_confidence(one),
        words=() if _is_made_up(one) else sure_of(words),
    )


def _time(one: object, name: str, in_milliseconds: str) -> Seconds | None:
    told = offset(member(one, name))
    return told if told is not None else offset(member(one, "offsets", in_milliseconds), _MILLI)


def _confidence(one: object) -> float | None:
    if _is_made_up(one):
        return _MADE_UP
    if (told := share(member(one, "confidence"))) is not None:
        return told
    likely = number(member(one, "avg_logprob"))
    return None if likely is None else min(1.0, math.exp(min(likely, 0.0)))


def _is_made_up(one: object) -> bool:
    repeated = number(member(one, "compression_ratio")) or 0.0
    silent = number(member(one, "no_speech_prob")) or 0.0
    return repeated > _REPETITIVE or silent > _SILENT
