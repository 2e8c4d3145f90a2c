"""What goes to a telephone is short, and says what must be said."""

import pytest

from services.cli.bundles import gather
from services.notifier.links import NO_LINKS
from services.notifier.segments import segments
from services.notifier.wording import short
from switchboard.contracts.reference import grouped
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.facts import SHORT
from switchboard.strategy.letters import letter
from tests.notifier.shown import EXAMPLE, LANGUAGES, LINKS, notices, shown_short

PROGRAM = compile_bundle(gather(EXAMPLE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fits_two_parts_names_the_case_and_leads_to_it(language: str) -> None:
    for called, text in shown_short(PROGRAM, language).items():
        assert segments(text) <= 2, called
        assert grouped(notices()[called].reference) in text, called
        assert "\n" not in text, called
        assert ("https://" in text) == (called != "reply"), called


def test_an_acknowledgement_says_by_when_we_answer() -> None:
    text = short(PROGRAM, notices()["acknowledgement"], "", LINKS)

    assert text.startswith("Acme Pumps: we have your message, reference ")
    assert "by Monday, 23 November, 11:00 (Berlin time). https://help.acme.example/s/" in text


def test_a_complaint_is_answered_with_an_apology() -> None:
    assert "we are sorry" in short(PROGRAM, notices()["acknowledgement-complaint"], "", LINKS)


def test_what_has_been_done_is_said_where_no_page_can_show_it() -> None:
    settled = notices()["update-resolved"]

    assert "A new seal." not in short(PROGRAM, settled, "A new seal.", LINKS)
    assert short(PROGRAM, settled, "A new seal.", NO_LINKS).endswith("is settled. A new seal.")


def test_a_reply_is_what_our_colleague_wrote() -> None:
    reply = notices()["reply"]

    assert short(PROGRAM, reply, "Turn the valve.", LINKS) == (
        f"Acme Pumps ({grouped(reply.reference)}): Turn the valve."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", sorted(SHORT))
def test_each_has_its_words_in_each_language(purpose: str, language: str) -> None:
    for notice in notices().values():
        kind = getattr(notice, "kind", None)
        if kind:
            assert letter(PROGRAM, purpose, kind, language).path.endswith(f".{language}.txt")
