"""Whether two texts read alike: copies do, other matters don't, and short thanks say nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.router.fingerprint import ALIKE, alike, fingerprint
from tests.router.company import BILL, FAULT

LONG = " ".join(f"{FAULT}, and in hall {number} it is much the same" for number in range(8))


@pytest.mark.parametrize(
    "copy",
    [
        LONG.upper(),
        LONG + "\n",
        f"  {LONG}!!!",
        LONG.replace(", ", " \u2013 "),
        LONG + " Regards",
    ],
)
def test_a_copy_of_a_text_reads_alike(copy: str) -> None:
    assert alike(fingerprint(LONG), fingerprint(copy))


def test_one_other_word_in_a_long_letter_makes_no_other_letter() -> None:
    words = [f"word{number}" for number in range(300)]
    others = [*words[:150], "other", *words[151:]]

    assert alike(fingerprint(" ".join(words)), fingerprint(" ".join(others)))


def test_another_matter_reads_otherwise() -> None:
    assert not alike(fingerprint(FAULT), fingerprint(BILL))
    assert not alike(fingerprint(LONG), fingerprint(BILL))


@pytest.mark.parametrize("text", ["", "Thank you", "one two three four five six seven", "?!" * 100])
def test_too_short_a_text_is_like_nothing_not_even_itself(text: str) -> None:
    assert fingerprint(text) == ""
    assert not alike(fingerprint(text), fingerprint(text))


@given(st.text(max_size=400))
def test_a_fingerprint_is_sixteen_digits_or_none_and_always_the_same(text: str) -> None:
    one = fingerprint(text)

    assert re.fullmatch(r"([0-9a-f]{16})?", one)
    assert fingerprint(text) == one
    assert alike(one, one) == bool(one)


def test_the_cost_of_a_huge_text_has_a_bound() -> None:
    huge = LONG * 1_000

    assert fingerprint(huge) == fingerprint(huge + BILL)


def test_every_word_may_be_new_and_no_counter_overflows() -> None:
    words = " ".join(f"w{number}" for number in range(400))

    assert re.fullmatch(r"[0-9a-f]{16}", fingerprint(words))


def test_fingerprints_are_alike_up_to_the_bound_and_no_further() -> None:
    near, far = (1 << ALIKE) - 1, (1 << ALIKE + 1) - 1

    assert alike(f"{0:016x}", f"{near:016x}")
    assert not alike(f"{0:016x}", f"{far:016x}")
