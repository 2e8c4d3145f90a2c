"""A letter speaks its reader's language as far as the strategy does, and calls things by their names there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.voice import LONGEST_NAME, addressed, nobody, one_line, voice
from switchboard.strategy.compile import compile_bundle
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.strategy import BUNDLE

PROGRAM = compile_bundle(BUNDLE)


def test_a_language_of_the_strategy_is_spoken_and_any_other_is_its_default() -> None:
    assert voice(PROGRAM, "de").organization == "Acme Pumpen"
    assert voice(PROGRAM, "fr").organization == "Acme Pumps"
    assert voice(PROGRAM, "").language == "en"


def test_a_department_that_is_gone_is_called_by_its_id_and_keeps_our_time() -> None:
    speaks = voice(PROGRAM, "en")

    assert speaks.department("front_desk") == "Front desk"
    assert speaks.department("depot") == "depot"
    assert speaks.moment(SUNDAY_NOON, "depot", SUNDAY_NOON).endswith("13:00 (Berlin time)")


@pytest.mark.parametrize("name", ["Ana Brown", "J. R. O'Neill-Ünsal", "مريم", "A & B GmbH"])
def test_a_name_is_a_name(name: str) -> None:
    assert addressed(name) == name


@pytest.mark.parametrize(
    "name", ["https://evil.example", "Win! WWW.evil.example", "evil.example/win", "a/b"]
)
def test_what_leads_somewhere_is_none(name: str) -> None:
    assert addressed(name) == ""


def test_a_long_name_is_cut_where_a_line_ends() -> None:
    assert one_line("x" * LONGEST_NAME, LONGEST_NAME) == "x" * LONGEST_NAME
    assert one_line("x" * (LONGEST_NAME + 1), LONGEST_NAME) == "x" * (LONGEST_NAME - 1) + "…"


@given(st.text(max_size=300))
def test_a_line_is_one_whatever_it_was(text: str) -> None:
    line = one_line(text, 200)

    assert line.isprintable()
    assert len(line) <= 200


def test_nobody_has_no_name() -> None:
    assert nobody("k.vogel") == ""
