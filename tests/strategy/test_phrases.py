"""Phrases are whole in every language, and lengths of time are told as people tell them."""

import pytest

from switchboard.contracts.values import Occasion, Opinion
from switchboard.strategy.phrases import languages, lateness, phrases, span


def test_three_languages_are_spoken_and_each_says_everything() -> None:
    assert list(languages()) == ["de", "en", "id"]
    for said in languages().values():
        assert set(said.opinion) == set(Opinion)
        assert set(said.mark) == set(Occasion)
        assert len(set(said.opinion.values())) == len(Opinion)


def test_a_language_that_we_lack_is_answered_in_english() -> None:
    assert phrases("fr") == phrases("en")
    assert phrases("") == phrases("en")


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, ("less than a minute", "weniger als 1 Min.", "kurang dari 1 menit")),
        (59.9, ("less than a minute", "weniger als 1 Min.", "kurang dari 1 menit")),
        (60, ("1 min", "1 Min.", "1 menit")),
        (7_830, ("2 h 10 min", "2 Std. 10 Min.", "2 jam 10 menit")),
        (86_400, ("1 day", "1 Tag", "1 hari")),
        (180_000, ("2 days 2 h", "2 Tage 2 Std.", "2 hari 2 jam")),
        (86_400 + 300, ("1 day", "1 Tag", "1 hari")),
    ],
)
def test_a_length_of_time_has_its_two_largest_units(
    seconds: float, told: tuple[str, str, str]
) -> None:
    assert tuple(span(seconds, language) for language in ("en", "de", "id")) == told


def test_what_is_due_is_ahead_or_late() -> None:
    assert lateness(7_200, 0, "en") == "in 2 h"
    assert lateness(0, 7_200, "en") == "2 h late"
    assert (lateness(7_200, 0, "de"), lateness(0, 7_200, "de")) == ("noch 2 Std.", "2 Std. zu spät")
    assert (lateness(60, 0, "id"), lateness(0, 60, "id")) == ("dalam 1 menit", "terlambat 1 menit")
