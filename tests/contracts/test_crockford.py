"""Symbols that people read to each other on the telephone, and the one that finds their slips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts.crockford import (
    ALPHABET,
    LONGEST_CHECKED,
    canonical,
    check_symbol,
    decode,
    encode,
)

SYMBOL = st.sampled_from(ALPHABET)
STEMS = st.text(SYMBOL, min_size=1, max_size=LONGEST_CHECKED)


def holds(checked: str) -> bool:
    return check_symbol(checked[:-1]) == checked[-1]


@given(st.integers(min_value=0, max_value=2**50 - 1))
def test_a_number_comes_back_from_its_symbols(number: int) -> None:
    assert decode(encode(number, 10)) == number


@given(STEMS)
def test_symbols_come_back_from_their_number(stem: str) -> None:
    number = decode(stem)

    assert number is not None
    assert encode(number, len(stem)) == stem


def test_the_alphabet_has_no_letter_that_is_taken_for_another() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize(
    ("read", "meant"), [("o", "0"), ("O", "0"), ("iIlL", "1111"), ("k7", "K7")]
)
def test_what_people_confuse_is_read_as_what_was_meant(read: str, meant: str) -> None:
    assert canonical(read) == meant
    assert decode(read) == decode(meant)


@pytest.mark.parametrize("text", ["U", "u", "-", " ", "Ä", "ß", "\u0661", "K7Q2\n", "\x00"])
def test_what_is_no_symbol_spells_nothing(text: str) -> None:
    assert decode(text) is None


def test_nothing_spells_zero() -> None:
    assert decode("") == 0
    assert encode(0, 0) == ""


@given(STEMS, st.data())
def test_every_wrong_symbol_is_found(stem: str, data: st.DataObject) -> None:
    checked = stem + check_symbol(stem)
    place = data.draw(st.integers(0, len(stem)))
    wrong = data.draw(SYMBOL.filter(lambda symbol: symbol != checked[place]))

    assert not holds(checked[:place] + wrong + checked[place + 1 :])


@given(STEMS, st.data())
def test_every_swap_of_two_symbols_is_found(stem: str, data: st.DataObject) -> None:
    checked = stem + check_symbol(stem)
    one, other = data.draw(st.integers(0, len(stem))), data.draw(st.integers(0, len(stem)))
    swapped = list(checked)
    swapped[one], swapped[other] = swapped[other], swapped[one]

    assert holds("".join(swapped)) == (checked[one] == checked[other])


def test_no_single_slip_in_one_reference_goes_unnoticed() -> None:
    stem = "K7Q2M9XD4R"
    checked = stem + check_symbol(stem)
    slips = [
        checked[:place] + wrong + checked[place + 1 :]
        for place in range(len(checked))
        for wrong in ALPHABET
        if wrong != checked[place]
    ]

    assert len(slips) == 11 * 31
    assert not [slip for slip in slips if holds(slip)]


@given(STEMS)
def test_the_check_symbol_can_be_read_out_like_the_others(stem: str) -> None:
    assert check_symbol(stem) in ALPHABET
    assert check_symbol(stem.lower()) == check_symbol(stem)
