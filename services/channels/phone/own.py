"""Our own JSON of a call, for whoever writes it for us (docs/channels.md). Pure.

Lenient like its neighbours: a call that has reached us is not turned away for a misspelt field.
"""

from typing import Final

from services.channels.phone.foreign import (
    first,
    language,
    member,
    moment,
    offset,
    rows,
    share,
    text,
)
from services.channels.phone.speech import Call, Ending, Turn
from services.channels.phone.titles import role_of
from services.channels.phone.voices import heard, sure_of
from switchboard.contracts.values import Seconds

_PAIR: Final = 2
_ENDINGS: Final = {one.value: one for one in Ending}


def is_own(found: object) -> bool:
    """Tell whether this is our own form of a call, or a bare list of turns."""
    match found:
        case list():
            return all(isinstance(one, str) or _is_turn(one) for one in found)
        case dict():
            return isinstance(found.get("turns"), list) or text(found.get("outcome")) in _ENDINGS
        case _:
            return False


def _is_turn(one: object) -> bool:
    return isinstance(member(one, "text"), str) or _is_pair(one)


def _is_pair(one: object) -> bool:
    return isinstance(one, list) and len(one) == _PAIR and all(isinstance(it, str) for it in one)


def call_of(found: object) -> Call:
    """Return the call."""
    turns = [_turn(one) for one in rows(found) or rows(member(found, "turns"))]
    return Call(
        turns=tuple(turn for turn in turns if turn.text.strip()),
        ending=_ENDINGS.get(text(member(found, "outcome")), Ending.ANSWERED),
        caller=first(found, "caller"),
        caller_name=first(found, "caller_name"),
        called=first(found, "called"),
        started_at=moment(member(found, "started_at")),
        duration=offset(member(found, "duration")) or Seconds(0.0),
        language=language(member(found, "language")),
    )


def _turn(one: object) -> Turn:
    match one:
        case [who, says] if len(one) == _PAIR:
            return Turn(text=text(says), speaker=text(who))
        case str():
            return Turn(text=one)
        case _:
            pass
    speaker = first(one, "speaker", "name", "role")
    return Turn(
        text=text(member(one, "text")),
        speaker=speaker,
        role=role_of(text(member(one, "role"))),
        start=offset(member(one, "start")),
        end=offset(member(one, "end")),
        confidence=share(member(one, "confidence")),
        words=sure_of(heard(member(one, "words"))),
    )
