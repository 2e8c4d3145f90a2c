"""Compounds and forms of a word say what the word says; words that only look like them don't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.strategy.fold import folded
from switchboard.strategy.kin import Kin
from switchboard.strategy.search import Index, Term


def finds(word: str, tongue: str, text: str) -> bool:
    return bool(Index([Term(word, is_pattern=False, tongue=tongue)]).hits(folded(text)))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Rechnung", "Ihre Stromrechnung"),
        ("Rechnung", "alle Telefonrechnungen"),
        ("Rechnung", "die GASRECHNUNG"),
        ("Rechnung", "Rechnungsnummer 12"),
        ("Rechnung", "eine Serverrechnung"),
        ("Rechnung", "die Krankenhausrechnung"),
        ("Störung", "eine Netzstoerung"),
        ("Störung", "Betriebsstörungen"),
        ("Störung", "Störungsmeldung"),
        ("Gebühr", "die Mahngebühren"),
        ("Gebühr", "Gebuehrenbescheid"),
        ("Wartung", "Wasserwartung und Wartungsvertrag"),
        ("Auftrag", "Reparaturaufträge, Reparaturauftrag"),
        ("Unfall", "ein Arbeitsunfall"),
        ("Ausfall", "der Serverausfall"),
    ],
)
def test_a_german_noun_is_found_in_compounds_of_it(word: str, text: str) -> None:
    assert finds(word, "de", text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Kündigung", "eine Ankündigung"),
        ("Kündigung", "die Preisankündigung"),
        ("Rechnung", "Anrechnung und Berechnung"),
        ("Rechnung", "eine Preisberechnung"),
        ("Störung", "die Zerstörung"),
        ("Störung", "läuft störungsfrei"),
        ("Fehler", "ein fehlerloser Lauf"),
        ("Wartung", "die Erwartung"),
        ("Wartung", "wartungsarme Pumpen"),
        ("Wartung", "wartung5vertrag"),
        ("Sicherung", "die Autoversicherung"),
        ("Leitung", "die Begleitung und die Abteilung"),
        ("Explosion", "Explosionsschutz"),
        ("Explosion", "explosionsgeschützte Motoren"),
        ("Unfall", "eine Unfallversicherung"),
        ("Mahnung", "die Ermahnung"),
        ("Lieferung", "bei Nichtlieferung"),
        ("Termin", "die Terminierung"),
        ("Ventil", "der Ventilator"),
        ("Rauch", "der Gebrauch, der Stromverbrauch"),
        ("Brand", "in Brandenburg"),
        ("rechnung", "die Stromrechnung"),
        ("offene Rechnung", "offene Stromrechnung"),
    ],
)
def test_a_german_noun_is_not_found_in_what_only_looks_like_it(word: str, text: str) -> None:
    assert not finds(word, "de", text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("kirim", "mohon dikirimkan"),
        ("kirim", "kami mengirim, Anda mengirimkannya"),
        ("kirim", "kirimkan segera"),
        ("kirim", "biaya pengiriman"),
        ("pesan", "ingin memesan"),
        ("bayar", "sudah dibayar"),
        ("bayar", "bukti pembayaran"),
        ("tagih", "menagih dua kali"),
        ("sewa", "menyewa mobil"),
        ("batal", "dibatalkan saja"),
        ("ganti", "mengganti oli"),
        ("ubah", "mohon diubah, cara mengubahnya"),
        ("lunas", "sudah melunasi"),
        ("proses", "sedang memproses"),
        ("jadwalkan", "mohon dijadwalkan"),
    ],
)
def test_an_indonesian_root_is_found_in_its_forms(word: str, text: str) -> None:
    assert finds(word, "id", text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("pesan", "nomor pesanan"),
        ("putus", "keputusan direksi"),
        ("dapat", "menurut pendapat kami"),
        ("ada", "diadakan besok"),
        ("kirim", "kiriman"),
    ],
)
def test_an_indonesian_root_is_not_found_in_another_word(word: str, text: str) -> None:
    assert not finds(word, "id", text)


def test_the_place_of_a_compound_is_the_whole_word() -> None:
    text = folded("Zur Stromrechnung: ja")
    index = Index([Term("Rechnung", is_pattern=False, tongue="de")])

    hit = index.places(text, index.hits(text))[0]

    assert text.original[hit.start : hit.end] == "Stromrechnung"


def test_a_word_of_sixty_letters_is_read_and_a_longer_one_is_not() -> None:
    assert finds("Rechnung", "de", "x" + "o" * 51 + "rechnung")
    assert not finds("Rechnung", "de", "x" + "o" * 52 + "rechnung")


def test_only_words_of_the_two_languages_have_kin() -> None:
    kin = Kin([(0, "Rechnung", "en"), (1, "kirim", "de")])

    assert kin.hits(" stromrechnung dikirim ") == set()


@given(st.text(alphabet="abeinrsu chgpä", max_size=60))
def test_what_is_found_has_a_place(text: str) -> None:
    index = Index(
        [
            Term("Rechnung", is_pattern=False, tongue="de"),
            Term("cari", is_pattern=False, tongue="id"),
        ]
    )
    read = folded(text + "rechnungen dicari")
    hits = index.hits(read)

    assert set(index.places(read, hits)) == set(hits)
    assert 1 in hits or text[-1:].isalnum()
