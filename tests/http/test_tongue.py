"""In which language a visitor reads."""

import pytest

from switchboard.http.tongue import tongue

SPOKEN = ("de", "en", "id")


@pytest.mark.parametrize(
    ("accepted", "read"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("en;q=0.5, id;q=0.8", "id"),
        ("fr-FR, fr;q=0.9, de;q=0.7, en;q=0.6", "de"),
        ("fr", "en"),
        ("*", "en"),
        ("de;q=0, id;q=0.1", "id"),
        ("ID-id", "id"),
        ("en-GB, de", "en"),
        (";q=1,,de;q=x,q", "en"),
        ("de;q=0.9999", "en"),
        ("x" * 100_000 + ", de", "en"),
    ],
)
def test_it_is_the_one_that_the_browser_prefers_among_ours(accepted: str, read: str) -> None:
    assert tongue("", accepted, SPOKEN) == read


@pytest.mark.parametrize(
    ("asked", "read"),
    [("id", "id"), ("ID", "id"), ("id-ID", "id"), ("fr", "de"), ("../en", "de"), ("", "de")],
)
def test_what_the_address_asks_for_comes_first_where_we_speak_it(asked: str, read: str) -> None:
    assert tongue(asked, "de", SPOKEN) == read
