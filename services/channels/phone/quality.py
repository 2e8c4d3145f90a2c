"""How far the words of a call can be trusted. Pure.

The mean over words: each counts once, with its own confidence where the recognizer tells it, else with that of
its turn. Each gap where nobody understood anything counts as one word that was not heard at all.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from services.channels.phone.markers import gaps
from services.channels.phone.speech import Turn
from services.channels.words import one_line
from switchboard.contracts.values import Seconds

_DOUBTFUL: Final = 0.7
"""A turn that was heard less surely than this is named."""
_UNSURE: Final = 0.5
"""A word that was heard less surely than this is marked."""
_MOST_NAMED: Final = 3
_SHOWN: Final = 60
_NEAR: Final = 200
MARK: Final = "[?]"


class Quality(NamedTuple):
    """A share of one, and what lowers it."""

    share: float
    because: str


def quality_of(turns: Sequence[Turn]) -> Quality:
    """Return the quality of what these turns say; whole where nothing speaks against it."""
    weighed = [(turn, mean) for turn in turns if (mean := _mean(turn)) is not None]
    missing = sum(gaps(turn.text) for turn in turns)
    heard = sum(_many(turn) for turn, _ in weighed)
    if not heard:
        return _only_gaps(turns, missing)
    share = sum(mean * _many(turn) for turn, mean in weighed) / (heard + missing)
    worst = sorted((mean, n) for n, (_, mean) in enumerate(weighed) if mean < _DOUBTFUL)
    named = [_stretch(weighed[n][0], mean) for mean, n in worst[:_MOST_NAMED]]
    if not (named or missing):
        return Quality(round(share, 3), "")
    said = f"speech recognized with {share:.2f} on the average of {heard} words"
    return Quality(round(share, 3), "; ".join([said, *_missing(missing), *named]))


def _only_gaps(turns: Sequence[Turn], missing: int) -> Quality:
    if not missing:
        return Quality(1.0, "")
    words = sum(len(turn.text.split()) for turn in turns)
    share = round(max(0, words - missing) / max(1, words), 3)
    return Quality(share, "; ".join(_missing(missing)))


def _missing(gaps: int) -> list[str]:
    return (
        [f"not understood in {gaps} places" if gaps > 1 else "not understood in one place"]
        if gaps
        else []
    )


def _many(turn: Turn) -> int:
    return len(turn.words) or len(turn.text.split())


def _mean(turn: Turn) -> float | None:
    if turn.words:
        return sum(word.confidence for word in turn.words) / len(turn.words)
    return turn.confidence


def _stretch(turn: Turn, mean: float) -> str:
    when = f"at {clock(turn.start)} " if turn.start is not None else ""
    return f"{when}only {mean:.2f}: {one_line(turn.text, _SHOWN)}"


def clock(at: Seconds) -> str:
    """Return a time within a call as people read it: 01:05, or 1:00:05."""
    minutes, seconds = divmod(int(at), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def marked(turn: Turn) -> str:
    """Return what was said, with `[?]` behind each word that was hardly heard."""
    said, parts, at = turn.text, list[str](), 0
    for word in turn.words:
        # A recognizer's words are those of its text, in order; one that isn't there is passed over.
        found = said.find(word.text, at, at + len(word.text) + _NEAR)
        if found < 0:
            continue
        end = found + len(word.text)
        parts.append(said[at:end])
        parts += [MARK] if word.confidence < _UNSURE else []
        at = end
    return "".join([*parts, said[at:]])
