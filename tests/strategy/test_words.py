"""A word is found as people write it: with its endings and spellings, and in no other word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.strategy.fold import folded
from switchboard.strategy.search import Index, Term
from switchboard.strategy.words import pattern, tongue_of


def finds(word: str, tongue: str, text: str) -> bool:
    index = Index((Term(word, is_pattern=False, tongue=tongue),))
    return bool(index.hits(folded(text)))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Rechnung", "Die Rechnungen sind falsch"),
        ("Bestellung", "unsere BESTELLUNGEN"),
        ("Termin", "wegen eines Termins"),
        ("Techniker", "den Technikern"),
        ("Störung", "Stoerungen"),
        ("Stoerung", "eine Störung"),
        ("ueberweisen", "wir überweisen"),
        ("Überhitzung", "die Ueberhitzung"),
        ("Straße", "STRASSE"),
        ("*ausfall", "Stromausfall"),
        ("*Störung", "Betriebsstörungen"),
    ],
)
def test_german_is_found_as_it_is_declined_and_spelled(word: str, text: str) -> None:
    assert finds(word, "de", text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Kündigung", "eine Ankündigung"),
        ("Frage", "die Umfrage"),
        ("defekt", "Defekte"),
        ("Termin", "im Terminal"),
        ("Brand", "Brandung"),
    ],
)
def test_a_german_word_is_not_found_in_a_word_that_means_something_else(
    word: str, text: str
) -> None:
    assert not finds(word, "de", text)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("tagihan", "tagihannya salah", True),
        ("mesin", "mesinku mati", True),
        ("rusak", "rusaklah sudah", True),
        ("pesan", "pesanan kami", False),
        ("beli", "kembali", False),
        ("order", "ordernya", True),
        ("ppn", "ppnya", False),
        ("tidak menyala", "tidak menyala", True),
    ],
)
def test_an_indonesian_root_is_found_with_its_particles(
    word: str, text: str, *, found: bool
) -> None:
    assert finds(word, "id", text) is found


def test_other_languages_take_a_word_as_it_stands() -> None:
    assert not finds("Invoice", "en", "Invoices")
    assert not finds("Rechnung", "en", "Rechnungen")
    assert not finds("Rechnung", "", "Rechnungen")


def test_where_the_language_makes_no_difference_the_search_is_shared() -> None:
    assert tongue_of("broken", "en") == ""
    assert tongue_of("kaputt", "de") == ""
    assert tongue_of("Alarm", "de") == "de"
    assert tongue_of("alarm", "id") == "id"
    assert pattern("Alarm", "de") != pattern("Alarm")


def test_the_ending_is_part_of_the_place() -> None:
    text = folded("zwei Rechnungen, bitte")
    index = Index((Term("Rechnung", is_pattern=False, tongue="de"),))

    place = index.places(text, index.hits(text))[0]

    assert text.original[place.start : place.end] == "Rechnungen"


WORDS = (
    "Rechnung",
    "Störung",
    "Stoerung",
    "*ausfall",
    "defekt*",
    "rusak",
    "tidak menyala",
    "Straße",
    "a b",
)
TEXTS = ("rechnungen", "stoerung", "STÖRUNGEN", "Stromausfall", "rusaknya", "tidak", "menyala", "strasse", "a", "b", ",")  # fmt: skip


@given(
    st.sampled_from(WORDS),
    st.sampled_from(["", "en", "de", "id"]),
    st.lists(st.sampled_from(TEXTS), max_size=6).map(" ".join),
)
def test_what_the_one_pass_finds_is_what_python_finds(word: str, tongue: str, text: str) -> None:
    ready = folded(text)

    assert finds(word, tongue, text) == bool(re.search(pattern(word, tongue), ready.spaced))
