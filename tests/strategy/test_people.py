"""Moments and names as people say them."""

import pytest

from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.people import appointment, moment, name_in
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


@pytest.mark.parametrize(
    ("zone", "language", "said"),
    [
        ("Europe/Berlin", "en", "Monday, 23 November, 09:00 (Berlin time)"),
        ("Europe/Berlin", "de", "Montag, 23. November, 09:00 Uhr"),
        ("Europe/Vienna", "de", "Montag, 23. November, 09:00 Uhr"),
        ("Asia/Jakarta", "de", "Montag, 23. November, 15:00 Uhr (Ortszeit Jakarta)"),
        ("Asia/Jakarta", "id", "Senin, 23 November, pukul 15.00 WIB"),
        ("Asia/Makassar", "id", "Senin, 23 November, pukul 16.00 WITA"),
        ("Asia/Jayapura", "id", "Senin, 23 November, pukul 17.00 WIT"),
        ("Europe/Vienna", "id", "Senin, 23 November, pukul 09.00 (waktu Wina)"),
        ("America/New_York", "en", "Monday, 23 November, 03:00 (New York time)"),
        ("Europe/Rome", "fr", "lundi, 23 novembre, 09:00 (Rome)"),
        ("UTC", "en", "Monday, 23 November, 08:00 UTC"),
        ("Etc/UTC", "id", "Senin, 23 November, pukul 08.00 UTC"),
    ],
)
def test_an_appointment_names_the_place_where_its_reader_may_need_it(
    zone: str, language: str, said: str
) -> None:
    assert appointment(MONDAY_NINE, zone, language, MONDAY_NINE) == said


def test_an_appointment_names_its_year_where_that_is_far() -> None:
    near = UnixSeconds(MONDAY_NINE - 300 * 86_400)
    far = UnixSeconds(near - 1)

    assert "2026" not in appointment(MONDAY_NINE, "Europe/Berlin", "en", near)
    assert (
        appointment(MONDAY_NINE, "Europe/Berlin", "en", far)
        == "Monday, 23 November 2026, 09:00 (Berlin time)"
    )


def test_a_name_falls_back_to_the_default_language_then_to_any() -> None:
    names = {"en": "Sales", "de": "Vertrieb"}

    assert name_in(names, "de", "en") == "Vertrieb"
    assert name_in(names, "id", "en") == "Sales"
    assert name_in({"*": "Acme"}, "id", "en") == "Acme"
    assert name_in({"id": "Penjualan"}, "de", "en") == "Penjualan"
