"""What Deepgram answers: channels, utterances, words. Pure; takes any JSON and finds in it what it can."""

from services.channels.phone.foreign import first, language, member, offset, rows, share, text
from services.channels.phone.speech import Call, Turn
from services.channels.phone.voices import Heard, heard, numbered, sure_of, turns_of
from switchboard.contracts.values import Seconds


def is_deepgram(found: object) -> bool:
    """Tell whether this is an answer of Deepgram's."""
    return isinstance(member(found, "results", "channels"), list)


def call_of(found: object) -> Call:
    """Return the call."""
    channels = rows(member(found, "results", "channels"))
    utterances = rows(member(found, "results", "utterances"))
    many = len(channels) > 1
    turns = (
        [_utterance(one, many=many) for one in utterances]
        if utterances
        else [
            turn
            for number, channel in enumerate(channels)
            for turn in _channel(channel, f"Channel {number}" if many else "")
        ]
    )
    return Call(
        turns=tuple(sorted(turns, key=_begin)),
        duration=offset(member(found, "metadata", "duration")) or Seconds(0.0),
        language=next((tongue for one in channels if (tongue := _language(one))), ""),
    )


def _language(channel: object) -> str:
    return language(member(channel, "detected_language"))


def _begin(turn: Turn) -> float:
    return turn.start if turn.start is not None else 0.0


def _utterance(one: object, *, many: bool) -> Turn:
    label = (
        numbered(text(member(one, "channel")), "Channel")
        if many
        else numbered(text(member(one, "speaker")))
    )
    return Turn(
        text=text(member(one, "transcript")),
        speaker=label,
        start=offset(member(one, "start")),
        end=offset(member(one, "end")),
        confidence=share(member(one, "confidence")),
        words=sure_of(heard(member(one, "words"))),
    )


def _channel(channel: object, label: str) -> list[Turn]:
    best = next(iter(rows(member(channel, "alternatives"))), None)
    words = heard(member(best, "words"))
    if words:
        return turns_of(_named(word, label) for word in words)
    said, sure = first(best, "transcript"), share(member(best, "confidence"))
    return [Turn(text=said, speaker=label, confidence=sure)] if said else []


def _named(word: Heard, label: str) -> Heard:
    return word._replace(speaker=label or numbered(word.speaker))
