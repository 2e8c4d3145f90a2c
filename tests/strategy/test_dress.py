"""A letter's text in HTML: its author's structure, our links as buttons, and everything else as text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.strategy.dress import (
    Look,
    choices,
    dressed,
    entry,
    escaped,
    marked,
    quoted,
    rows,
    small,
    unmarked,
    written,
)

LOOK = Look("en", "We have it", "Acme <Pumps>")
HELP = "https://help.acme.example/s/abc"


def said(text: str, **passages: str) -> str:
    """Return what stands between head and end of the dressed text."""
    page = dressed(text, LOOK, {"link": HELP}, passages, {"https://acme.example/parts"})
    return page.partition('overflow-wrap:break-word">\n')[2].partition("</td>")[0]


def buttons(text: str) -> list[str]:
    return re.findall(r'class="button" href="[^"]*"[^>]*>([^<]*)</a>', said(text))


def test_paragraphs_stay_paragraphs_and_lines_lines() -> None:
    assert said("Dear Ana,\n\none\ntwo\n").count("<p ") == 2
    assert "one<br>\ntwo" in said("Dear Ana,\n\none\ntwo\n")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (f"See how it stands:\n{marked('link')}", ["See how it stands"]),
        (f"See how it stands: {marked('link')}", ["See how it stands"]),
        (f"Kind regards\nSee:\n{marked('link')}", ["See"]),
        (marked("link"), ["Open"]),
        (f"Look\n{marked('link')}", ["Open"]),
        (f"Go to {marked('link')} now", []),
        (f"See how it stands:\n{HELP}", []),
        (f"See:\n{unmarked(marked('link'))}", []),
    ],
)
def test_a_link_of_ours_on_a_line_of_its_own_is_a_button(text: str, labels: list[str]) -> None:
    assert buttons(text) == labels


def test_within_a_line_it_is_a_link_that_shows_where_it_leads() -> None:
    assert f'<a href="{HELP}"' in said(f"Go to {marked('link')} now")
    assert f">{HELP}</a> now" in said(f"Go to {marked('link')} now")


def test_addresses_lead_somewhere_only_where_the_author_wrote_them() -> None:
    assert said("See https://acme.example/parts.").count("<a ") == 1
    assert said("See https://evil.example/parts.").count("<a ") == 0


def test_passages_stand_where_they_were_put() -> None:
    html = said(f"Before:\n\n{marked('words')}\n\nAfter", words="<p>theirs</p>")

    assert html.index("Before") < html.index("<p>theirs</p>") < html.index("After")


def test_the_head_names_us_and_nothing_is_fetched_from_anywhere() -> None:
    page = dressed("x", LOOK, {}, {}, ())

    assert "Acme &lt;Pumps&gt;" in page
    assert not re.search(r"src=|url\(|@import|<link|<script", page)
    assert '<meta name="color-scheme" content="light dark">' in page
    assert '<html lang="en" dir="ltr">' in page


def test_what_one_of_ours_wrote_leads_where_it_says() -> None:
    html = written("See https://acme.example/a?b=1&c=2.\nBye\n\nKarin")

    assert 'href="https://acme.example/a?b=1&amp;c=2"' in html
    assert html.count("<p ") == 2
    assert "</a>.<br>\nBye" in html


def test_what_somebody_else_wrote_leads_nowhere() -> None:
    html = quoted("See https://evil.example <b>now</b>")

    assert "<a" not in html
    assert "&lt;b&gt;now&lt;/b&gt;" in html


def test_opinions_facts_and_matters_are_told_with_what_they_are_called() -> None:
    assert choices([(HELP, "Satisfied & glad")]).count("Satisfied &amp; glad") == 1
    assert rows([("Customer", "<Ana>")]).count("&lt;Ana&gt;") == 1
    assert rows([]) == ""
    assert "<a" in entry("K7Q2", HELP, "The pump")
    assert "<a" not in entry("K7Q2", "", "The pump")
    assert small(["a", "<b>"]).count("a<br>\n&lt;b&gt;") == 1


@given(st.text(max_size=200))
def test_no_text_makes_an_element_an_attribute_or_a_link(text: str) -> None:
    html = said(f"Dear {unmarked(text)},\n\nbye")

    assert set(re.findall(r"<(\w+)", html)) <= {"p", "br"}
    assert "<" not in escaped(text).replace("&lt;", "")
