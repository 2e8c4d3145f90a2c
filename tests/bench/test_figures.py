"""Figures hold or miss their goals, and are told alike to people and to programs."""

import io

import orjson
import pytest
from rich.console import Console

from tests.bench.figures import Figure, Goal, at_least, below, document, table


@pytest.mark.parametrize(
    ("value", "goal", "holds"),
    [
        (0.4, at_least(0.4), True),
        (0.39, at_least(0.4), False),
        (249.9, below(250), True),
        (250.0, below(250), False),
        (0.0, None, True),
    ],
)
def test_a_figure_holds_where_it_is_on_the_right_side(
    value: float, goal: Goal | None, *, holds: bool
) -> None:
    assert Figure("speed", value, "ratio", goal).holds is holds


def test_programs_are_told_name_value_unit_goal_and_whether_it_holds() -> None:
    told = orjson.loads(document([Figure("speed", 0.5, "ratio", at_least(0.4))]))

    assert told == [
        {"name": "speed", "value": 0.5, "unit": "ratio", "goal": ">= 0.4", "holds": True}
    ]


def test_a_figure_for_information_has_no_goal() -> None:
    told = orjson.loads(document([Figure("size", 1234.0, "bytes")]))

    assert (told[0]["goal"], told[0]["holds"]) == (None, True)


def test_people_see_at_once_what_is_missed() -> None:
    shown = Console(file=io.StringIO(), width=100, record=True)
    shown.print(table([Figure("speed", 0.1, "ratio", at_least(0.4))]))

    assert "NO" in shown.export_text()
