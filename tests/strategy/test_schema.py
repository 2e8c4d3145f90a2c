"""The JSON Schema accepts what the loader accepts, so that editors complain of the same things."""

import jsonschema
import pytest
import yaml

from switchboard.strategy.schema import EDITOR_HEADER, json_schema, known_keys
from tests.strategy.conftest import EXAMPLE
from tests.strategy.small import SMALL, changed


def as_editors_read(text: str) -> object:
    """Return the file as YAML editors hand it to the schema: keys and dates as text."""
    return yaml.load(text, Loader=yaml.BaseLoader)


@pytest.mark.parametrize("text", [SMALL, EXAMPLE.read_text("utf-8")], ids=["small", "example"])
def test_what_loads_fits_the_schema_apart_from_numbers_that_editors_read_themselves(
    text: str,
) -> None:
    complaints = jsonschema.Draft202012Validator(json_schema()).iter_errors(as_editors_read(text))

    assert {error.validator for error in complaints} <= {"type", "anyOf"}
    assert EDITOR_HEADER in EXAMPLE.read_text("utf-8").splitlines()[0]


def test_an_unknown_key_does_not_fit() -> None:
    text = changed(("tier: gold", "teir: gold"))

    errors = list(jsonschema.Draft202012Validator(json_schema()).iter_errors(as_editors_read(text)))

    assert any("teir" in error.message for error in errors)


def test_the_keys_of_every_place_are_known() -> None:
    assert "route" in known_keys(())
    assert known_keys(("route", 3, "to")) == ("department", "prefer")
    assert "weekly" in known_keys(("calendars", "office"))
    assert "except" in known_keys(("calendars", "office"))
    assert known_keys(("nowhere", 1)) == known_keys(())
