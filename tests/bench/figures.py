"""Figures: what was measured, what it should be, and whether it is so. Told as a table and as JSON."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import orjson
from rich.table import Table


class Bound(StrEnum):
    """On which side of its goal a figure must be."""

    AT_LEAST = ">="
    BELOW = "<"


class Goal(NamedTuple):
    """What a figure should be."""

    bound: Bound
    value: float

    @property
    def words(self) -> str:
        """The goal as it is written."""
        return f"{self.bound} {self.value:g}"


class Figure(NamedTuple):
    """One figure. Without a goal it is there for information, and holds."""

    name: str
    value: float
    unit: str
    goal: Goal | None = None

    @property
    def holds(self) -> bool:
        match self.goal:
            case None:
                return True
            case Goal(Bound.AT_LEAST, least):
                return self.value >= least
            case Goal(_, most):
                return self.value < most


def at_least(value: float) -> Goal:
    return Goal(Bound.AT_LEAST, value)


def below(value: float) -> Goal:
    return Goal(Bound.BELOW, value)


def table(figures: Sequence[Figure]) -> Table:
    """Return the figures for people."""
    shown = Table("Figure", "Value", "Unit", "Goal", "Holds")
    for figure in figures:
        goal, holds = (
            (figure.goal.words, "yes" if figure.holds else "NO") if figure.goal else ("", "")
        )
        shown.add_row(figure.name, f"{figure.value:,.4g}", figure.unit, goal, holds)
    for column in shown.columns[1:2]:
        column.justify = "right"
    return shown


def document(figures: Sequence[Figure]) -> bytes:
    """Return the figures for programs: a list of {name, value, unit, goal, holds}."""
    told = [
        {
            "name": figure.name,
            "value": round(figure.value, 6),
            "unit": figure.unit,
            "goal": figure.goal.words if figure.goal else None,
            "holds": figure.holds,
        }
        for figure in figures
    ]
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def keep(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures down."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document(figures))
