"""What is wrong with a strategy, where, and what to write instead. Always all of it, never only the first."""

from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

import msgspec
from typing_extensions import override


class Severity(StrEnum):
    """An error keeps a strategy out of force; a warning doesn't; a note says what nothing acts on yet."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_SEVERITIES: Final = {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTE}


class Problem(msgspec.Struct, frozen=True, order=True):
    """One finding. Codes are explained in docs/strategy.md; those with E are errors, with W warnings, with N notes."""

    file: str
    line: int
    column: int
    code: str
    message: str

    @property
    def severity(self) -> Severity:
        return _SEVERITIES[self.code[0]]

    @override
    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.code} {self.message}"


class BrokenStrategy(Exception):
    """The strategy cannot be used, and the fault is its author's. Carries every problem of the run."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those that keep the strategy out of force."""
    return tuple(one for one in problems if one.severity is Severity.ERROR)


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return what was probably meant; None where nothing is like it."""
    return next(iter(get_close_matches(word, sorted(known), n=1)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean …?`, or what there is to choose from."""
    choices = sorted(known)
    close = closest(word, choices)
    if close:
        return f"; did you mean {close}?"
    return f"; there is {', '.join(choices[:12])}" if choices else "; there is none"
