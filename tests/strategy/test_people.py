"""Moments and names as people say them."""

import pytest

from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.people import moment, name_in
from tests.strategy.small import MONDAY_NINE


@pytest.mark.parametrize(
    ("zone", "language", "said"),
    [
        ("Europe/Berlin", "en", "Monday, 23 November, 09:00"),
        ("Europe/Berlin", "de", "Montag, 23. November, 09:00 Uhr"),
        ("Asia/Jakarta", "id", "Senin, 23 November, pukul 15.00"),
        ("Europe/Berlin", "fr", "lundi, 23 novembre, 09:00"),
        ("Europe/Berlin", "xx", "Monday, 23 November, 09:00"),
        ("Europe/Berlin", "not a language", "Monday, 23 November, 09:00"),
    ],
)
def test_a_moment_in_the_words_of_the_reader(zone: str, language: str, said: str) -> None:
    assert moment(MONDAY_NINE, zone, language) == said


def test_clocks_change_for_people_too() -> None:
    summer = UnixSeconds(MONDAY_NINE - 150 * 86_400)

    assert moment(summer, "Europe/Berlin", "en").endswith("10:00")


def test_a_name_falls_back_to_the_default_language_then_to_any() -> None:
    names = {"en": "Sales", "de": "Vertrieb"}

    assert name_in(names, "de", "en") == "Vertrieb"
    assert name_in(names, "id", "en") == "Sales"
    assert name_in({"*": "Acme"}, "id", "en") == "Acme"
    assert name_in({"id": "Penjualan"}, "de", "en") == "Penjualan"
