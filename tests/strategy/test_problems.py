"""A problem says what, where, and what instead."""

import pytest

from switchboard.strategy.problems import (
    BrokenStrategy,
    Problem,
    Severity,
    did_you_mean,
    errors,
)

ERROR = Problem("strategy.yaml", 41, 13, "E201", 'skill "tecnical" is not declared')
WARNING = Problem("strategy.yaml", 3, 1, "W602", "no name in de")


def test_it_reads_as_editors_expect() -> None:
    assert str(ERROR) == 'strategy.yaml:41:13 E201 skill "tecnical" is not declared'


def test_its_code_says_how_bad_it_is() -> None:
    assert (ERROR.severity, WARNING.severity) == (Severity.ERROR, Severity.WARNING)
    assert errors([WARNING, ERROR]) == (ERROR,)


def test_problems_stand_in_the_order_of_the_file() -> None:
    assert sorted([ERROR, WARNING]) == [WARNING, ERROR]


def test_a_broken_strategy_tells_all_of_them() -> None:
    assert str(BrokenStrategy([WARNING, ERROR])) == f"{WARNING}\n{ERROR}"


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("tecnical", ["german", "technical"], "; did you mean technical?"),
        ("xyz", ["german", "technical"], "; there is german, technical"),
        ("xyz", [], "; there is none"),
    ],
)
def test_it_suggests_what_was_meant(word: str, known: list[str], said: str) -> None:
    assert did_you_mean(word, known) == said
