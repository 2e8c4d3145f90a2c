"""docs/strategy.md says all that an author needs: every code, every key of a condition, every fact of a letter."""

import re
from pathlib import Path

import pytest

from switchboard.strategy.schema import known_keys
from switchboard.strategy.templates import FACTS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/strategy.md").read_text("utf-8")
SOURCE = "".join(path.read_text("utf-8") for path in (ROOT / "switchboard/strategy").glob("*.py"))
CODES = sorted(set(re.findall(r'"([EWN]\d{3})"', SOURCE)))


def test_every_code_has_its_row_and_every_row_its_code() -> None:
    assert re.findall(r"^\| ([EWN]\d{3}) \|", PAGE, re.MULTILINE) == CODES


@pytest.mark.parametrize(
    "path", [(), ("route", 0, "when"), ("organization",), ("sla", "fast"), ("calendars", "office")]
)
def test_every_key_is_explained(path: tuple[str | int, ...]) -> None:
    assert [key for key in known_keys(path) if f"`{key}" not in PAGE] == []


def test_every_fact_of_a_letter_is_explained() -> None:
    assert [fact for facts in FACTS.values() for fact in facts if f"| `{fact}` |" not in PAGE] == []


def test_the_example_that_it_points_to_is_there() -> None:
    links = re.findall(r"\]\((\.\./[^)]+)\)", PAGE)

    assert links
    assert all((ROOT / "docs" / link).exists() for link in links)
