"""Case references: what a customer reads out, mistypes, and finds again in an old letter."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts.reference import (
    grouped,
    parse_reference,
    reference_of,
    references_in,
    slot_of_reference,
)
from switchboard.contracts.topics import SLOTS
from switchboard.contracts.values import InquiryId, Reference, Slot

SLOT = st.integers(0, SLOTS - 1).map(Slot)
REFERENCES = st.builds(reference_of, SLOT, st.text(max_size=40).map(InquiryId))
K7 = reference_of(Slot(2_605), InquiryId("an inquiry"))


@given(SLOT, st.text(max_size=40))
def test_a_reference_tells_the_slot_of_its_case(slot: Slot, inquiry: str) -> None:
    assert slot_of_reference(reference_of(slot, InquiryId(inquiry))) == slot


@given(REFERENCES)
def test_a_reference_is_eleven_symbols_that_read_back(reference: Reference) -> None:
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{11}", reference)
    assert parse_reference(reference) == reference
    assert parse_reference(grouped(reference)) == reference


def test_one_inquiry_has_the_same_reference_each_time() -> None:
    assert reference_of(Slot(7), InquiryId("a")) == reference_of(Slot(7), InquiryId("a"))
    assert reference_of(Slot(7), InquiryId("a")) != reference_of(Slot(7), InquiryId("b"))
    assert reference_of(Slot(7), InquiryId("a")) != reference_of(Slot(8), InquiryId("a"))


def test_people_see_it_in_groups() -> None:
    assert grouped(Reference("K7Q2M9XD4RT")) == "K7Q2-M9XD-4RT"


MISREAD = str.maketrans("01", "Ol")
SPELLINGS: list[Callable[[Reference], str]] = [
    str,
    str.lower,
    grouped,
    lambda reference: grouped(reference).lower(),
    lambda reference: grouped(reference).replace("-", " "),
    lambda reference: grouped(reference).replace("-", "\u2011"),
    lambda reference: grouped(reference).replace("-", " \u2013 "),
    lambda reference: " " + " ".join(reference) + " ",
    lambda reference: reference.translate(MISREAD),
    lambda reference: reference.translate(str.maketrans("01", "oI")),
]


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(reference=REFERENCES)
def test_a_reference_is_understood_however_it_is_typed(
    spelling: Callable[[Reference], str], reference: Reference
) -> None:
    assert parse_reference(spelling(reference)) == reference


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        K7[:-1],
        K7 + "0",
        "K7Q2-M9XD-4R!",
        "\u0661" * 11,
        "U" * 11,
        "\x00" * 11,
        "0" * 10 + "1",
    ],
)
def test_what_is_no_reference_is_none(text: str) -> None:
    assert parse_reference(text) is None


@given(st.text(max_size=60))
def test_no_text_is_too_odd_to_be_looked_at(text: str) -> None:
    for found in references_in(text):
        assert parse_reference(found) == found
    assert parse_reference(text) is None or slot_of_reference(parse_reference(text) or K7) < SLOTS


def test_references_are_found_in_a_letter_in_their_order_and_once() -> None:
    one, other = K7, reference_of(Slot(9), InquiryId("other"))
    letter = (
        f"Re: your case {grouped(one).lower()}, and ({grouped(other)}). As I said: {grouped(one)}!"
    )

    assert references_in(letter) == (one, other)


@pytest.mark.parametrize(
    "letter",
    [
        "Order {0}x was never {0}delivered",
        "part X{0}",
        "{0}-7 is a serial number",
        "Call 0800-1234-567 today",
        "iban DE12 5001 0517 123",
        "please note that any one can write four four two letters",
    ],
)
def test_what_only_looks_like_a_reference_is_none(letter: str) -> None:
    assert references_in(letter.format(grouped(K7))) == ()


@pytest.mark.parametrize("first", ["-", " ", "\u2010", "\u2011", "\u2013", "\u2015"])
@pytest.mark.parametrize("second", ["-", " ", "\u2010", "\u2011", "\u2013", "\u2015"])
def test_a_reference_in_a_letter_is_found_whatever_stands_between_its_groups(
    first: str, second: str
) -> None:
    written = first.join(K7[:8][n : n + 4] for n in (0, 4)) + second + K7[8:]

    assert references_in(f"About {written}, please.") == (K7,)
    assert references_in(written) == (K7,)


WORDS = """text from the that with your this have been will what when where which there order pump
    four five and for not but you our has was did can two one zwei drei eine ist und der die das den
    dem sich auch noch nach mehr wenn kann wird vier oder pompa saya yang dari pada ini itu dan kami
    anda akan bisa satu tiga room 2024 1st 2nd 3rd 100 240 1000 2026 a4 m1"""
PROSE = st.lists(st.sampled_from(WORDS.split()), max_size=40).map(" ".join)


@given(PROSE)
def test_what_people_write_otherwise_names_no_case(prose: str) -> None:
    assert references_in(prose) == references_in(prose.capitalize()) == ()
    assert references_in(prose.title()) == ()


@pytest.mark.parametrize("letter", ["text from the", "TEXT FROM THE", "Text From The"])
def test_three_words_whose_letters_happen_to_fit_name_no_case(letter: str) -> None:
    assert parse_reference(letter) is not None
    assert references_in(f"Here is the {letter} manual.") == ()


def test_an_ungrouped_reference_in_a_letter_is_not_taken_for_one() -> None:
    assert references_in(f"serial {K7}") == ()


def test_asking_for_the_slot_of_what_is_no_reference_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="parse_reference"):
        slot_of_reference(Reference("!"))
