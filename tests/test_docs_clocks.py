"""The page about promises and time tells what the product does: its example is climbed, its reasons are all there are."""

import re
from pathlib import Path

import pytest

from services.router.clocks import CUSTOMERS_TURN, SETTLED_THEN
from services.router.drill import WITHIN
from services.router.unanswered import UNHEARD
from switchboard.contracts.case import Passing
from switchboard.contracts.values import Clock
from tests.router.matter import YAML, Matter

PAGE = Path("docs/clocks.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d\d):(\d\d) \| `([^`]+)` \|", PAGE, re.MULTILINE)
FIRST = Clock.FIRST_RESPONSE


def test_the_example_is_the_ladder_that_it_is_told_of() -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)

    assert example.partition("ladders:\n")[2].rstrip() in YAML


def test_a_case_that_nobody_answers_climbs_it_as_the_page_says() -> None:
    matter = Matter()
    matter.waits(hours=12)
    told = {(one.hours, one.stage) for one in matter.told(FIRST)}

    assert len(ROWS) == 5
    for hour, minute, stage in ROWS:
        hours = round(int(hour) + int(minute) / 60 - 12, 2)
        assert any(stage == one and abs(at - hours) < 0.02 for at, one in told), (hour, stage)
    assert max(hours for hours, stage in told if stage == "breach") == pytest.approx(9.5, abs=0.02)


def test_every_clock_and_every_reason_has_its_row() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)

    assert [one for one in rows if one != "passing"] == [*Clock, *Passing]


@pytest.mark.parametrize("why", [CUSTOMERS_TURN, SETTLED_THEN, UNHEARD])
def test_every_pause_is_named_as_the_ledger_names_it(why: str) -> None:
    assert f"`{why}`" in PAGE.replace("\n", " ")


def test_an_exercise_lasts_as_long_as_the_page_says() -> None:
    low, high = min(WITHIN.values()), max(WITHIN.values())

    assert f"{low:.0f} to {high:.0f} seconds" in PAGE
