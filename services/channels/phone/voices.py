"""From single words to turns: a turn ends where another voice begins. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from services.channels.phone.foreign import first, member, offset, rows, share
from services.channels.phone.speech import Turn, Word
from switchboard.contracts.values import Seconds


class Heard(NamedTuple):
    """One word as a recognizer heard it."""

    text: str
    speaker: str = ""
    start: Seconds | None = None
    end: Seconds | None = None
    confidence: float | None = None


_WRITTEN = ("punctuated_word", "text", "word", "content")
_SURE = ("confidence", "probability", "score")


def heard(found: object, per_second: float = 1.0, speaker: str = "") -> list[Heard]:
    """Return the words of a list, whatever its recognizer calls their parts."""
    words: list[Heard] = []
    for one in rows(found):
        if not (written := first(one, *_WRITTEN)):
            continue
        sure = next((s for name in _SURE if (s := share(member(one, name))) is not None), None)
        words.append(
            Heard(
                text=written,
                speaker=speaker or first(one, "speaker"),
                start=_time(one, per_second, "start", "start_time"),
                end=_time(one, per_second, "end", "end_time"),
                confidence=sure,
            )
        )
    return words


def _time(one: object, per_second: float, *names: str) -> Seconds | None:
    told = (offset(member(one, name), per_second) for name in names)
    return next((time for time in told if time is not None), None)


def sure_of(words: Iterable[Heard]) -> tuple[Word, ...]:
    """Return the words whose recognizer says how surely it heard them."""
    return tuple(Word(one.text, one.confidence) for one in words if one.confidence is not None)


def turns_of(words: Iterable[Heard]) -> list[Turn]:
    """Return what each said in one go."""
    runs: list[list[Heard]] = []
    for word in words:
        if runs and runs[-1][0].speaker == word.speaker:
            runs[-1].append(word)
        else:
            runs.append([word])
    return [
        Turn(
            text=" ".join(word.text for word in run),
            speaker=run[0].speaker,
            start=run[0].start,
            end=run[-1].end,
            words=sure_of(run),
        )
        for run in runs
    ]


def numbered(speaker: str, what: str = "Speaker") -> str:
    """Return a voice's number or letter as a label; one that has a name already keeps it."""
    return f"{what} {speaker}" if 0 < len(speaker) <= 3 else speaker  # noqa: PLR2004 - no name, a number
