"""How good answers are: confusion, F1 by kind, precision, calibration. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Answer(NamedTuple):
    """What was right, and what was said of it."""

    right: str
    said: str
    sure: float
    triage: bool
    language: str = ""
    heard: str = ""
    """The language as it was found out."""


def macro_f1(answers: Sequence[Answer]) -> float:
    """Return the mean F1 of the kinds that were asked for."""
    kinds = sorted({one.right for one in answers})
    return sum(_f1(answers, kind) for kind in kinds) / (len(kinds) or 1)


def _f1(answers: Sequence[Answer], kind: str) -> float:
    right = sum(one.right == one.said == kind for one in answers)
    named = sum((one.right == kind) + (one.said == kind) for one in answers)
    return 2 * right / named if named else 0.0


def share(flags: Iterable[bool]) -> float:
    """Return how many of them are true; 0 of none."""
    listed = list(flags)
    return sum(listed) / len(listed) if listed else 0.0


def precision(answers: Sequence[Answer]) -> float:
    """Return how many of those that nobody was asked to sort were sorted right."""
    return share(one.right == one.said for one in answers if not one.triage)


def calibration_error(answers: Sequence[Answer], bins: int = 10) -> float:
    """Return by how much sureness and truth differ on average (expected calibration error)."""
    filled: dict[int, list[Answer]] = {}
    for one in answers:
        filled.setdefault(min(int(one.sure * bins), bins - 1), []).append(one)
    gaps = (
        abs(sum(one.sure for one in some) - sum(one.right == one.said for one in some))
        for some in filled.values()
    )
    return sum(gaps) / (len(answers) or 1)


def confusion(answers: Sequence[Answer]) -> dict[str, dict[str, int]]:
    """Return how often each kind was taken for which."""
    kinds = sorted({one.right for one in answers} | {one.said for one in answers})
    table = {right: dict.fromkeys(kinds, 0) for right in kinds}
    for one in answers:
        table[one.right][one.said] += 1
    return table
