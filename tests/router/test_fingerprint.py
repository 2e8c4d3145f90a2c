"""Two texts read alike by their words in threes: copies do, strangers don't, and short ones never say."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.router.fingerprint import ALIKE, alike, fingerprint

LETTER = (
    "Since this morning our pump is not working any more. It runs for ten seconds and then shuts down by "
    "itself with a red light. We have checked the filter as the manual says, and found nothing that fits. "
    "The pressure was within its limits yesterday, and nobody has changed any setting since then. A colleague "
    "keeps a protocol of temperatures and currents, which we can send if it is of any use to you. Our line "
    "in hall three runs around the clock, so every hour counts for us and for those whom we deliver to. "
)
WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=6), min_size=30, max_size=200)


def _apart(one: str, other: str) -> int:
    return (int(fingerprint(one), 16) ^ int(fingerprint(other), 16)).bit_count()


def test_case_punctuation_and_line_breaks_make_no_difference() -> None:
    retyped = LETTER.upper().replace(". ", "!\n")

    assert fingerprint(retyped) == fingerprint(LETTER)


def test_a_word_more_at_the_end_of_a_letter_is_still_the_same_letter() -> None:
    assert alike(fingerprint(LETTER), fingerprint(f"{LETTER} Regards"))


def test_the_same_words_in_another_order_are_another_letter() -> None:
    words = LETTER.split()
    random.Random(7).shuffle(words)

    assert not alike(fingerprint(LETTER), fingerprint(" ".join(words)))


@pytest.mark.parametrize("text", ["", "Thank you", "one two three four five six seven"])
def test_a_short_text_is_like_nothing_not_even_itself(text: str) -> None:
    assert fingerprint(text) == ""
    assert not alike(fingerprint(text), fingerprint(text))


@given(WORDS, WORDS)
def test_texts_without_a_common_word_are_never_alike(one: list[str], other: list[str]) -> None:
    here, there = (
        " ".join(f"{word}{mark}{place}" for place, word in enumerate(words))
        for words, mark in ((one, "x"), (other, "y"))
    )

    assert _apart(here, there) > ALIKE


@given(st.text(max_size=5_000))
def test_any_text_has_a_fingerprint_of_sixteen_digits_or_none(text: str) -> None:
    assert len(fingerprint(text)) in {0, 16}


def test_a_word_said_a_thousand_times_counts_within_its_bounds() -> None:
    assert len(fingerprint("pump " * 1_000)) == 16
