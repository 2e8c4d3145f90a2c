"""A short message is enough to tell the language, and where it isn't nothing is made up."""

import pytest

from switchboard.strategy.language import detect, detectable

SPOKEN = ("en", "de", "id")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my invoice?", "en"),
        ("The pump stops every night around two.", "en"),
        ("please call me back", "en"),
        ("Delivery was late again", "en"),
        ("I need spare parts for the CP-40", "en"),
        ("Wo bleibt meine Rechnung?", "de"),
        ("Die Pumpe startet nicht mehr.", "de"),
        ("bitte um Rückruf", "de"),
        ("Lieferung kam schon wieder zu spät", "de"),
        ("Ich benötige Ersatzteile für die CP-40", "de"),
        ("Wir haben noch keine Antwort bekommen", "de"),
        ("Mana faktur saya?", "id"),
        ("Pompa berhenti setiap malam sekitar jam dua.", "id"),
        ("tolong telepon saya kembali", "id"),
        ("Pengiriman terlambat lagi", "id"),
        ("Saya butuh suku cadang untuk CP-40", "id"),
        ("Kami belum mendapat jawaban", "id"),
        ("min, pompanya gak nyala nih", "id"),
    ],
)
def test_the_language_of_a_short_message(text: str, language: str) -> None:
    assert detect(text, SPOKEN) == language


@pytest.mark.parametrize("text", ["", "12345", "CP-40 !!!", "…", "xkcd"])
def test_what_says_nothing_has_no_language(text: str) -> None:
    assert detect(text, SPOKEN) is None


def test_only_the_languages_of_the_strategy_are_answered() -> None:
    assert detect("Die Pumpe startet nicht mehr, bitte helfen Sie uns.", ("en", "id")) != "de"
    assert detectable(("en", "fr", "id")) == ("en", "id")
    assert detect("Bonjour", ("fr",)) is None


def test_the_beginning_of_a_long_text_is_enough() -> None:
    text = "Wir bitten um Ihre Antwort. " * 100 + "and then something in English " * 1000

    assert detect(text, SPOKEN) == "de"
