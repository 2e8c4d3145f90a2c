"""Skills that rules want are declared, on their scale, and held by somebody."""

import pytest

from switchboard.strategy.load import check
from switchboard.strategy.skills import Person
from tests.strategy.small import bundle, changed

RULE = "to: {department: service}, priority: urgent}"
ANA = Person("ana", {"technical": 4, "german": 2})
BEN = Person("ben", {"technical": 3, "german": 5})


def said(need: str, *staff: Person, lead: str = "") -> list[str]:
    text = changed(
        (RULE, f"to: {{department: service}}, need: {need}}}"),
        ("route:", "skills: {technical: 1-5, german: 1-5}\nroute:"),
    )
    if lead:
        text = text.replace("name: Service, ", f"name: Service, lead: {lead}, ")
    problems = check(bundle(text), staff or None)
    return [f"{one.code} {one.message}" for one in problems if one.code != "N801"]


@pytest.mark.parametrize(
    ("need", "told"),
    [
        ('[{technical: ">=4"}, {after: 25%, technical: 3}, {after: 50%}]', []),
        ("[{tecnical: 4}]", ['E201 skill "tecnical" is not declared; did you mean technical (line 16)?']),
        ("[{technical: 6}]", ["E209 technical goes from 1 to 5: 6 is not on it"]),
        ("[{technical: 0}]", ["E209 technical goes from 1 to 5: 0 is not on it"]),
        ("[{after: 50%}, {after: 50%}]", ["E208 what is wanted later must stand later, from a later share on"]),
        ("[{technical: good}]", ["E103 technical: 'good' is no level; write it as \">=4\""]),
        ("[{after: soon}]", ["E103 after: 'soon' is no share; write it as 80%"]),
    ],
)  # fmt: skip
def test_what_is_wanted_must_be_declared_and_possible(need: str, told: list[str]) -> None:
    assert said(need) == told


def test_one_person_must_have_all_that_is_wanted_at_once() -> None:
    assert said('[{technical: ">=4"}]', ANA, BEN) == []
    assert said("[{german: 5}]", ANA, BEN) == []
    assert said("[{technical: 4, german: 5}]", ANA, BEN) == [
        "W616 nobody in the directory has technical >= 4 and german >= 5"
    ]


def test_where_nothing_is_wanted_anybody_will_do_but_nobody_will_not() -> None:
    assert said("[{after: 50%}]", ANA) == []


def test_a_lead_must_be_in_the_directory() -> None:
    assert said("[{technical: 1}]", ANA, lead="ana") == []
    assert said("[{technical: 1}]", ANA, lead="cara") == ["W617 cara is not in the directory"]


def test_without_a_directory_nobody_is_missed() -> None:
    assert said("[{technical: 5, german: 5}]", lead="cara") == []
