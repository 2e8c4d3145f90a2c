"""The page of what staff do names every action, with what it says."""

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from services.desk.orders import ORDER, AnyOrder

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/actions.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \|(.*?)\| .+ \|$", PAGE, re.MULTILINE))
_OF_ALL = {"type", "by", "expect"}


def name_of(order: type[BaseModel]) -> str:
    (name,) = get_args(order.model_fields["type"].annotation)
    return str(name)


@pytest.mark.parametrize("order", get_args(AnyOrder))
def test_every_action_has_its_row_with_all_that_it_says(order: type[BaseModel]) -> None:
    said = [
        field.alias or name for name, field in order.model_fields.items() if name not in _OF_ALL
    ]

    assert re.findall(r"`(\w+)`", ROWS[name_of(order)]) == said


def test_no_row_is_of_an_action_that_is_none() -> None:
    assert set(ROWS) == {name_of(order) for order in get_args(AnyOrder)}


def test_the_example_is_an_order() -> None:
    (body,) = re.findall(r"-d '(.+)'", PAGE)

    assert ORDER.validate_json(body).type == "reclassify"


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
