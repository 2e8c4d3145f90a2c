"""docs/strategy.md says all that an author needs: every code, every key of a condition, every fact of a letter."""

import re
from pathlib import Path

import pytest
import yaml

from switchboard.strategy.facts import FACTS
from switchboard.strategy.load import check
from switchboard.strategy.problems import errors
from switchboard.strategy.schema import known_keys
from tests.strategy.small import bundle, changed

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/strategy.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SOURCE = "".join(path.read_text("utf-8") for path in (ROOT / "switchboard/strategy").glob("*.py"))
SALES = (
    ("  service:", "  sales: {name: Sales, calendar: office}\n  service:"),
    ("route:", "skills: {technical: 1-5}\nroute:"),
)
CODES = sorted(set(re.findall(r'"([EWN]\d{3})"', SOURCE)))


def test_every_code_has_its_row_and_every_row_its_code() -> None:
    assert re.findall(r"^\| ([EWN]\d{3}) \|", PAGE, re.MULTILINE) == CODES


@pytest.mark.parametrize(
    "path",
    [
        (), ("route", 0, "when"), ("organization",), ("sla", "fast"), ("calendars", "office"),
        ("departments", "desk"), ("departments", "desk", "assignments"),
        ("ladders", "duty", 0), ("ladders", "duty", 0, "repeat"), ("alerts",), ("acknowledge",),
        ("keep_informed",), ("keep_informed", "progress"), ("webhooks", 0), ("playbooks", "p", 0),
        ("follow_up",), ("follow_up", "survey"), ("follow_up", "on", "alienated"),
        ("customers", "relationships", "dedicated"),
    ],
)  # fmt: skip
def test_every_key_is_explained(path: tuple[str | int, ...]) -> None:
    assert [key for key in known_keys(path) if not _said(key)] == []


def _said(key: str) -> bool:
    return f"`{key}" in PAGE or any(f"{key}: " in block for block in BLOCKS)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split(":")[0])
def test_every_example_is_good_as_it_stands(block: str) -> None:
    small, shown = (yaml.load(text, yaml.BaseLoader) for text in (changed(*SALES), block))
    text = yaml.safe_dump(_with(small, shown), allow_unicode=True)

    assert [str(problem) for problem in errors(check(bundle(text)))] == []


def _with(whole: dict[str, object], part: dict[str, object]) -> dict[str, object]:
    """Return the strategy with what an example says put in, section by section."""
    return whole | {
        key: _with(mine, value)
        if isinstance(value, dict) and isinstance(mine := whole.get(key), dict)
        else value
        for key, value in part.items()
    }


def test_every_fact_of_a_letter_is_explained() -> None:
    page = (ROOT / "docs/letters.md").read_text("utf-8")

    assert {
        fact for facts in FACTS.values() for fact in facts if f"| `{fact}` |" not in page
    } == set()


def test_the_example_that_it_points_to_is_there() -> None:
    links = re.findall(r"\]\((\.\./[^)]+)\)", PAGE)

    assert links
    assert all((ROOT / "docs" / link).exists() for link in links)
