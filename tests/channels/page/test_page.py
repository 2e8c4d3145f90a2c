"""The pages themselves: whole, labelled, and with nothing in them that was not meant."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.channels.door import Door
from services.channels.inquiry import Sent
from services.channels.page.draw import drawn_with, form_page, refused_page, sent_page
from services.channels.page.manners import Manners
from services.channels.page.texts import languages
from services.channels.page.typed import LONGEST, TRAP, About, Fault, Field, Typed, faults
from switchboard.contracts.values import Reference
from tests.channels.page.hostile import OURS, corpus
from tests.channels.page.visit import Visitor, visiting

FAULTY = Typed(
    {Field.EMAIL: "x", Field.PHONE: "y", Field.SUBJECT: "s" * 2_000},
    [Sent("a.png", "image/png", b"")] * 30,
    "ticket",
)
ENGLISH = About("en")


REFERENCE = Reference("K7Q2M9XD4RT")


def filled(text: str) -> Typed:
    return Typed(dict.fromkeys(LONGEST, text), [Sent(text, text, b"")], text, text)


def faulty_page(about: About) -> LexborHTMLParser:
    return LexborHTMLParser(form_page(about, "ticket", FAULTY, faults(FAULTY, "DE"), "Notice"))


def elements(page: str) -> list[str | None]:
    """Return the elements of a page in their order, with what they can do."""
    return [
        f"{node.tag} {sorted(node.attributes)}"
        for node in LexborHTMLParser(page).css("html, html *")
    ]


def is_named(page: LexborHTMLParser, field: LexborNode) -> bool:
    labels = page.css(f'label[for="{field.attributes["id"]}"]')
    return len(labels) == 1 and bool(labels[0].text(strip=True))


@pytest.mark.parametrize("code", languages())
def test_every_field_has_its_label_and_everything_it_refers_to_is_there(code: str) -> None:
    page = faulty_page(About(code))
    fields = page.css("input:not([type=hidden]), textarea")

    assert {field.attributes["name"] for field in fields} == {*Field, TRAP}
    assert all(is_named(page, field) for field in fields)
    ids = [node.attributes["id"] for node in page.css("[id]")]
    referred = " ".join(
        node.attributes["aria-describedby"] or "" for node in page.css("[aria-describedby]")
    )
    links = [node.attributes["href"] or "" for node in page.css('a[href^="#"]')]
    assert len(ids) == len(set(ids))
    assert {*referred.split(), *(link[1:] for link in links)} <= set(ids)


@pytest.mark.parametrize("code", languages())
def test_every_fault_stands_above_with_a_link_and_beside_its_field(code: str) -> None:
    page = faulty_page(About(code))
    wrong = [node.attributes["id"] for node in page.css("[aria-invalid=true]")]
    above = [node.attributes["href"] for node in page.css("#notice li a")]

    assert wrong == ["subject", "message", "files", "email", "phone"]
    assert above == [f"#{field}" for field in wrong]
    for field, link in zip(wrong, page.css("#notice li a"), strict=True):
        (beside,) = page.css(f"#{field}-fault")
        assert link.text() in beside.text()


@pytest.mark.parametrize("code", languages())
def test_numbers_are_written_as_the_language_does(code: str) -> None:
    page = faulty_page(About(code))
    (fault,) = page.css("#subject-fault")
    (hint,) = page.css("#files-hint")

    assert ("1,000" if code == "en" else "1.000") in fault.text()
    assert "20" in hint.text()
    assert "{" not in page.css("main")[0].text()


@pytest.mark.parametrize("code", languages())
def test_no_page_has_a_script_or_anything_from_elsewhere(code: str) -> None:
    about = About(code, "returns & more")
    pages = [
        form_page(about, "ticket", FAULTY, {}),
        sent_page(about, FAULTY, REFERENCE),
        refused_page(about, "why"),
    ]

    for page in pages:
        assert not LexborHTMLParser(page).css("script, link, img, iframe, [style], [src]")
        assert not re.search(r"\son\w+=|https?:|url\(", page)
        assert f'lang="{code}"' in page
        assert "returns+%26+more" in page


def test_whatever_stands_in_a_field_stays_in_it() -> None:
    harmless = elements(form_page(ENGLISH, "a", filled("a"), {}))
    confirmed = sent_page(ENGLISH, filled("a"), REFERENCE)

    for hostile in [*OURS, *corpus()]:
        form = filled(hostile)
        assert elements(form_page(ENGLISH, hostile, form, {})) == harmless
        assert sent_page(ENGLISH, form, REFERENCE) == confirmed


@given(st.text())
def test_whatever_is_typed_comes_back_as_it_was(text: str) -> None:
    text = text.replace("\r", "").replace("\0", "")
    page = LexborHTMLParser(form_page(ENGLISH, "t", Typed({Field.MESSAGE: text}), {}))
    (message,) = page.css("textarea")

    assert message.text() == text


def test_a_field_that_is_missing_says_so_and_the_others_do_not() -> None:
    page = LexborHTMLParser(form_page(ENGLISH, "t", Typed(), {Field.MESSAGE: Fault.MISSING}))

    assert [node.attributes["id"] for node in page.css("[aria-invalid]")] == ["message"]
    assert [node.text() for node in page.css(".fault")] == ["Error: Write your message."]


async def test_the_policy_of_a_page_allows_its_own_style_and_nothing_else(
    visitor: Visitor,
) -> None:
    page = await visitor.opens()
    style = page.one("style").text().encode()
    policy = page.answer.headers["content-security-policy"]

    assert drawn_with().style_source == f"'sha256-{b64encode(sha256(style).digest()).decode()}'"
    assert dict(one.split(" ", 1) for one in policy.split("; ")) == {
        "default-src": "'none'",
        "style-src": drawn_with().style_source,
        "form-action": "'self'",
        "frame-ancestors": "'self'",
        "base-uri": "'none'",
    }
    assert page.answer.headers["x-content-type-options"] == "nosniff"
    assert page.answer.headers["referrer-policy"] == "same-origin"


async def test_the_owner_says_who_else_may_show_it(door: Door) -> None:
    async with visiting(door, Manners(frames=("https://www.acme.example",))) as visitor:
        policy = (await visitor.opens()).answer.headers["content-security-policy"]

    assert "frame-ancestors 'self' https://www.acme.example;" in policy


async def test_only_a_topic_that_the_owner_knows_goes_with_the_message(door: Door) -> None:
    async with visiting(door, Manners(topics=("returns",))) as visitor:
        known = await visitor.opens("/form?topic=returns&lang=de")
        unknown = await visitor.opens("/form?topic=%22%3E%3Cscript%3E")

    assert known.attribute("form", "action") == "form?lang=de&topic=returns"
    assert unknown.attribute("form", "action") == "form?lang=en"
