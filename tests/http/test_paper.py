"""Pages for people: what each of them is drawn with."""

from base64 import b64encode
from hashlib import sha256

import pytest
from jinja2 import UndefinedError

from switchboard.http.paper import paper

SHOWN = {
    "t": {"direction": "ltr", "languages": "Language", "title": "A & B"},
    "lang": "en",
    "spoken": {"en": {"language": "English"}, "de": {"language": "<b>Deutsch"}},
    "here": "",
    "topic": "",
}


def test_a_page_shows_what_it_is_given_escaped_and_has_its_style_as_it_is() -> None:
    drawn = paper("switchboard.http")

    page = drawn.page("layout.html", SHOWN)

    assert "<title>A &amp; B</title>" in page
    assert "&lt;b&gt;Deutsch" in page
    assert f"<style>{drawn.style}</style>" in page


def test_a_page_that_lacks_something_is_no_page() -> None:
    with pytest.raises(UndefinedError):
        paper("switchboard.http").page("layout.html", {})


def test_the_policy_allows_the_one_style_and_frames_by_those_who_are_named() -> None:
    drawn = paper("switchboard.http")
    digest = b64encode(sha256(drawn.style.encode()).digest()).decode()

    assert drawn.policy() == (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    assert "frame-ancestors 'self' https://a.example;" in drawn.policy(
        ("'self'", "https://a.example")
    )
