"""A letter to a customer says what they must know, in their language, and nothing that somebody slipped in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.cli.bundles import gather
from services.notifier.links import Links
from services.notifier.wording import word
from switchboard.contracts.delivery import Purpose
from switchboard.contracts.links import Expired, Link, LinkTo, read
from switchboard.contracts.notices import Acknowledge, Thread
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Kind, UnixSeconds
from switchboard.strategy.compile import compile_bundle
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import ANA, acknowledge, reference, reply
from tests.notifier.shown import EXAMPLE
from tests.notifier.strategy import BUNDLE

PROGRAM = compile_bundle(BUNDLE)
KEYS = (b"newest", b"older")
LINKS = Links("https://help.acme.example/", KEYS)
PROMISED: Acknowledge = replace(acknowledge(), first_response_by=UnixSeconds(SUNDAY_NOON + 75_600))


def test_an_acknowledgement_says_who_has_it_under_which_reference_and_by_when_we_answer() -> None:
    known = grouped(reference())

    letter = word(PROGRAM, PROMISED, "")
    assert letter.subject == f"We have your message {known}"
    assert letter.text == (
        f'Hello Ana,\nFront desk of Acme Pumps has "The pump stops" as {known}.\n'
        "We answer by Monday, 23 November, 10:00 (Berlin time).\n"
    )
    assert letter.sender == "Acme Pumps"


def test_nothing_is_promised_where_nothing_was() -> None:
    assert "We answer" not in word(PROGRAM, acknowledge(), "").text


def test_the_letter_is_in_the_customer_s_language_with_the_strategy_s_own_time() -> None:
    german = word(PROGRAM, replace(PROMISED, language="de"), "")

    assert german.text.startswith(
        "Zentrale der Acme Pumpen antwortet bis Montag, 23. November, 10:00 Uhr.\n"
    )
    assert german.sender == "Acme Pumpen"


def test_what_a_template_does_not_say_stands_beneath_it_since_every_customer_needs_it() -> None:
    german = word(PROGRAM, replace(PROMISED, language="de"), "", LINKS).text

    reference_, link = german.split("\n\n")[1:]
    assert reference_ == f"Ihre Vorgangsnummer: {grouped(reference())}"
    assert link.startswith("So steht es um Ihr Anliegen:\nhttps://help.acme.example/s/")


def test_the_link_lets_the_customer_see_how_it_stands_for_three_months() -> None:
    (path,) = re.findall(r"/s/([\w-]+)", word(PROGRAM, PROMISED, "", LINKS).text)

    link = read(KEYS, LinkTo.STATUS, path, SUNDAY_NOON)
    assert isinstance(link, Link)
    assert (link.reference, link.who) == (reference(), ANA)
    assert link.expires_at == SUNDAY_NOON + 90 * 86_400
    assert isinstance(read(KEYS, LinkTo.STATUS, path, UnixSeconds(link.expires_at + 1)), Expired)


@pytest.mark.parametrize("language", ["", "fr", "de_AT", "../../x"])
def test_a_language_that_the_strategy_does_not_speak_gets_its_default(language: str) -> None:
    assert word(PROGRAM, replace(PROMISED, language=language), "") == word(PROGRAM, PROMISED, "")


def test_a_department_that_is_gone_is_called_by_its_id() -> None:
    assert "depot of Acme" in word(PROGRAM, replace(acknowledge(), department="depot"), "").text


def test_words_of_staff_are_put_in_as_they_are_and_escaped_in_html() -> None:
    letter = word(PROGRAM, reply(), "{{ name }} & <b>you</b>\nsee https://acme.example/a?b=1&c=2.")

    assert letter.text.startswith(
        "{{ name }} & <b>you</b>\nsee https://acme.example/a?b=1&c=2.\nFront desk"
    )
    assert letter.html is not None
    assert "{{ name }} &amp; &lt;b&gt;you&lt;/b&gt;<br>" in letter.html
    assert 'href="https://acme.example/a?b=1&amp;c=2"' in letter.html


@pytest.mark.parametrize("name", ["{{7*7}}", "{0.__init__}", "{% raw %}"])
def test_what_customers_write_is_never_run(name: str) -> None:
    assert name in word(PROGRAM, replace(acknowledge(), name=name), "").text


@pytest.mark.parametrize("name", ["Win at https://evil.example", "www.evil.example", "a/b"])
def test_nobody_has_us_carry_an_advertisement_in_the_place_of_a_name(name: str) -> None:
    assert "evil" not in word(PROGRAM, replace(acknowledge(), name=name), "").text


def test_a_name_is_one_line_and_turns_no_others_around() -> None:
    text = word(PROGRAM, replace(acknowledge(), name="A\u202ena\r\nX\0"), "").text

    assert text.startswith("Hello A na X,\n")


def test_a_letter_without_a_template_says_so() -> None:
    kept = {key: PROGRAM.shelf[key] for key in PROGRAM.shelf if key[0] != Purpose.REPLY}

    with pytest.raises(LookupError, match="no template for reply"):
        word(replace(PROGRAM, shelf=kept), reply(), "words")


ANYTHING = st.text(max_size=200) | st.text(
    alphabet="\r\n\t\0<>&\"'{}%\ue000\ue001status_link :", max_size=80
)


@given(ANYTHING, ANYTHING, st.sampled_from(["en", "de"]))
def test_whatever_a_customer_is_called_and_writes_the_letter_has_no_element_or_link_of_theirs(
    name: str, subject: str, language: str
) -> None:
    notice = replace(PROMISED, name=name, thread=Thread(subject=subject), language=language)

    letter = word(PROGRAM, notice, "", LINKS)
    html = letter.html or ""
    assert letter.subject.isprintable()
    assert set(re.findall(r"<([a-zA-Z]+)", html)) <= {
        *("html", "head", "meta", "title", "style", "body", "table", "tr", "td", "p", "br", "a"),
    }
    assert re.findall(r'href="(?!https://help\.acme\.example/s/)', html) == []
    assert html.count('class="button"') == 1


def test_a_letter_about_what_is_in_doubt_is_the_general_one() -> None:
    example = compile_bundle(gather(EXAMPLE))
    sure = replace(acknowledge(), department="service", kind=Kind.COMPLAINT)

    general = word(example, replace(sure, doubtful=True), "").text
    assert general != word(example, sure, "").text
    assert general == word(example, replace(sure, kind=Kind.ORDER, doubtful=True), "").text
