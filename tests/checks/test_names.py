"""Names that say nothing, bare suppressions and class trees don't get in."""

import pytest

from checks.names import faults


def of(text: str, path: str = "services/a.py") -> list[str]:
    return faults({path: text})


def test_a_plain_module_passes() -> None:
    assert of("class Letter:\n    def fold(self) -> None: ...\n") == []


@pytest.mark.parametrize("stem", ["utils", "helpers", "common", "core", "base", "misc"])
def test_a_module_that_could_hold_anything_fails(stem: str) -> None:
    assert of("", f"services/{stem}.py") == [
        f"services/{stem}.py: '{stem}' names no subject; say what it is about"
    ]


@pytest.mark.parametrize("name", ["CaseManager", "RuleFactory", "MailService", "EventHandler"])
def test_a_class_that_says_how_instead_of_what_fails(name: str) -> None:
    assert of(f"class {name}: ...\n") == [
        f"services/a.py:1: {name} says how, not what; name the thing itself"
    ]


def test_inheriting_from_a_class_of_ours_fails_wherever_it_stands() -> None:
    here = "class Parent: ...\nclass Child(Parent): ...\n"
    there = "from switchboard.bus.port import Fenced\nclass Overtaken(Fenced): ...\n"

    assert of(here) == ["services/a.py:2: Child inherits from our own Parent; compose instead"]
    assert of(there) == ["services/a.py:2: Overtaken inherits from our own Fenced; compose instead"]


def test_inheriting_from_a_library_passes() -> None:
    assert of("from msgspec import Struct\nclass Case(Struct, frozen=True): ...\n") == []


@pytest.mark.parametrize(
    "code", ["x = 1  # noqa: S101", "x = 1  # type: ignore[misc]", "x = 1  # noqa"]
)
def test_a_suppression_without_a_reason_fails_and_with_one_passes(code: str) -> None:
    reason = "a suppression carries its reason: # noqa: CODE  (because …)"

    assert of(code + "\n") == [f"services/a.py:1: {reason}"]
    assert of(code + "  (the library lies)\n") == []
    assert of(code + " - the library lies\n") == []


def test_a_shapeless_dict_passes_only_where_foreign_json_comes_in() -> None:
    text = "from typing import Any\nx: dict[str, Any] = {}\n"

    assert of(text) == ["services/a.py:2: a dict of Any has no shape; say which fields there are"]
    assert of(text, "services/desk/http.py") == []
    assert of(text, "switchboard/contracts/codec.py") == []
