"""A short message has room for so many signs, and for less than half of them once one is of another alphabet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.segments import cut, is_narrow, segments


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 151, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("Grüße, ñandú, Ωmega", 1),
        ("ş" * 70, 1),
        ("ş" * 71, 2),
        ("ş" * 134, 2),
        ("ş" * 135, 3),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
        ("ş" * 66 + "🙂" + "ş" * 66, 3),
    ],
)
def test_a_text_takes_as_many_messages_as_telephones_count(text: str, needed: int) -> None:
    assert segments(text) == needed


def test_one_sign_of_another_alphabet_makes_the_whole_text_wide() -> None:
    assert is_narrow("Your case: {K7Q2}\n")
    assert not is_narrow("Your case “K7Q2”")
    assert segments("a" * 100) == 1
    assert segments("a" * 99 + "“") == 2


@given(st.text(max_size=1_500), st.integers(1, 6))
def test_what_is_cut_fits_and_begins_as_it_began(text: str, most: int) -> None:
    short = cut(text, most)

    assert segments(short) <= most
    assert short == text or (short.endswith("...") and text.startswith(short[:-3]))


@given(st.text(max_size=300))
def test_nothing_is_cut_that_fits(text: str) -> None:
    assert cut(text, segments(text)) == text
