"""Cursors, words and people, as they are asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.desk.filters import BadCursor, Cursor, Filters, everybody, seal, unseal, words
from switchboard.contracts.values import Reference, UnixSeconds
from tests.desk.matter import inquiry, later

REFERENCE = inquiry().reference


def test_a_cursor_comes_back_as_it_went_out() -> None:
    cursor = Cursor(later(0.123), REFERENCE)

    assert unseal(seal(cursor)) == cursor


@given(st.integers(0, 4_000_000_000_000))
def test_a_cursor_loses_no_millisecond(milliseconds: int) -> None:
    cursor = Cursor(UnixSeconds(milliseconds / 1000), REFERENCE)

    assert unseal(seal(cursor)) == cursor


def test_a_cursor_is_safe_in_a_url() -> None:
    assert seal(Cursor(later(1), REFERENCE)).replace("-", "").replace("_", "").isalnum()


@given(st.text(max_size=60))
def test_what_we_never_gave_out_is_no_cursor(text: str) -> None:
    with pytest.raises(BadCursor, match="begin without one"):
        unseal(text)


def test_a_cursor_that_names_no_case_is_refused() -> None:
    with pytest.raises(BadCursor, match="names no case"):
        unseal(seal(Cursor(later(0), REFERENCE)._replace(reference=Reference(REFERENCE[::-1]))))


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("pump", '"pump"'),
        ("pump stops", '"pump" "stops"'),
        ("NOT a OR b", '"NOT" "a" "OR" "b"'),
        ('say "so"', '"say" """so"""'),
        ("pum*", '"pum"*'),
        ("subject:x^2", '"subject:x^2"'),
        ("*", '""'),
    ],
)
def test_no_word_is_an_operator(typed: str, expression: str) -> None:
    assert words(typed) == expression


@pytest.mark.parametrize(
    ("asked", "looked_up"),
    [
        ("C-7", "customer:c-7"),
        ("customer:C-7", "customer:c-7"),
        ("mailto:Ana@example.com", "mailto:ana@example.com"),
        ("tel:+4930901820", "tel:+4930901820"),
        ("urn:7", "customer:urn:7"),
    ],
)
def test_a_customer_is_asked_for_by_id_or_by_identity(asked: str, looked_up: str) -> None:
    assert everybody(Filters(customer=asked)) == [looked_up]


def test_whoever_counts_as_the_customer_is_looked_up_too() -> None:
    asked = Filters(customer="C-7", same=("C-7", "C-8"))

    assert everybody(asked) == ["customer:c-7", "customer:c-7", "customer:c-8"]
