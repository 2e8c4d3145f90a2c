import pytest
from msgspec.structs import replace

from services.notifier.wording import organization, word
from switchboard.contracts.delivery import Purpose
from switchboard.contracts.notices import Acknowledge
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.letters import Letter
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import acknowledge, reference, reply
from tests.notifier.strategy import BUNDLE

PROGRAM = compile_bundle(BUNDLE)
PROMISED: Acknowledge = replace(acknowledge(), first_response_by=UnixSeconds(SUNDAY_NOON + 75_600))


def test_an_acknowledgement_says_who_has_it_under_which_reference_and_by_when_we_answer() -> None:
    known = grouped(reference())

    assert word(PROGRAM, PROMISED, "") == Letter(
        f"We have your message {known}",
        f'Hello Ana,\nFront desk of Acme Pumps has "The pump stops" as {known}.\n'
        "We answer by Monday, 23 November, 10:00.\n",
    )


def test_nothing_is_promised_where_nothing_was() -> None:
    assert "We answer" not in word(PROGRAM, acknowledge(), "").text


def test_the_letter_is_in_the_customer_s_language_with_the_strategy_s_own_time() -> None:
    german = word(PROGRAM, replace(PROMISED, language="de"), "").text

    assert german == "Zentrale der Acme Pumpen antwortet bis Montag, 23. November, 10:00 Uhr.\n"
    assert organization(PROGRAM, replace(PROMISED, language="de")) == "Acme Pumpen"


@pytest.mark.parametrize("language", ["", "fr", "de_AT", "../../x"])
def test_a_language_that_the_strategy_does_not_speak_gets_its_default(language: str) -> None:
    assert word(PROGRAM, replace(PROMISED, language=language), "") == word(PROGRAM, PROMISED, "")


def test_a_department_that_is_gone_is_called_by_its_id() -> None:
    assert "depot of Acme" in word(PROGRAM, replace(acknowledge(), department="depot"), "").text


def test_words_of_staff_are_put_in_as_they_are_and_escaped_in_html() -> None:
    letter = word(PROGRAM, reply(), "{{ name }} & <b>you</b>")

    assert letter.text == "{{ name }} & <b>you</b>\nFront desk\n"
    assert letter.html == "<p>{{ name }} &amp; &lt;b&gt;you&lt;/b&gt;</p>\n"


@pytest.mark.parametrize("name", ["{{7*7}}", "{0.__init__}", "{% raw %}", "\x00"])
def test_what_customers_write_is_never_run(name: str) -> None:
    assert name in word(PROGRAM, replace(acknowledge(), name=name), "").text


def test_a_letter_without_a_template_says_so() -> None:
    kept = {key: PROGRAM.shelf[key] for key in PROGRAM.shelf if key[0] != Purpose.REPLY}

    with pytest.raises(LookupError, match="no template for reply"):
        word(replace(PROGRAM, shelf=kept), reply(), "words")
