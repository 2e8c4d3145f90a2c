"""What we tell customers of our own accord: how it stands, what has moved, what was done, and how they found it."""

import re

import pytest
from msgspec.structs import replace

from services.cli.bundles import gather
from services.notifier.links import NO_LINKS
from services.notifier.wording import word
from switchboard.contracts.notices import Acknowledge, Message, Reply, Survey, Update
from switchboard.contracts.values import Clock, Identity, Kind, Opinion, Status
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.letters import Letter
from tests.notifier.shown import DONE, EXAMPLE, LANGUAGES, LINKS, notices

PROGRAM = compile_bundle(gather(EXAMPLE))
KNOWN = {"k.vogel": "Karin Vogel"}


def worded(notice: Message, words: str = "") -> Letter:
    return word(PROGRAM, notice, words, LINKS, lambda one: KNOWN.get(one, ""))


def update(called: str) -> Update:
    notice = notices()[called]
    assert isinstance(notice, Update)
    return notice


def receipt(called: str = "acknowledgement-complaint") -> Acknowledge:
    notice = notices()[called]
    assert isinstance(notice, Acknowledge)
    return notice


def test_progress_says_how_it_stands_with_whom_and_what_we_promise_next() -> None:
    text = worded(update("update-progress")).text

    assert (
        "how your matter 01SD-06M2-7W1 stands before you have to ask: we are working on it." in text
    )
    assert 'It is with our team "Technical service".' in text
    assert "We intend to have it settled by Tuesday, 24 November, 15:00 (Berlin time)." in text


def test_progress_without_a_promise_promises_nothing() -> None:
    bare = replace(update("update-progress"), promise=None, promised_by=None)

    assert " by " not in worded(bare).text


@pytest.mark.parametrize("status", list(Status))
def test_every_state_has_its_words(status: Status) -> None:
    assert ": we " in worded(replace(update("update-progress"), status=status)).text or (
        status is Status.CLOSED
    )


@pytest.mark.parametrize(
    ("clock", "says"),
    [
        (Clock.FIRST_RESPONSE, "You will hear from us personally by Tuesday"),
        (Clock.NEXT_RESPONSE, "You will hear from us again by Tuesday"),
        (Clock.RESOLVE, "We intend to have it settled by Tuesday"),
    ],
)
def test_a_promise_that_moved_is_told_with_an_apology_and_its_new_time(
    clock: Clock, says: str
) -> None:
    text = worded(replace(update("update-promise-moved"), promise=clock)).text

    assert "we are sorry" in text
    assert says in text


def test_what_was_done_is_told_in_the_words_of_staff() -> None:
    letter = worded(update("update-resolved"), DONE)

    assert f"This has been done for you:\n\n{DONE}\n\n" in letter.text
    assert 'href="https://acme.example/parts?of=CP-40&amp;lang=en"' in (letter.html or "")
    assert "This has been done" not in worded(update("update-resolved")).text


def test_a_complaint_is_received_with_an_apology_and_somebody_by_name() -> None:
    assert "we are sorry" in worded(receipt()).text
    assert "Karin Vogel is there for you in this matter" in worded(receipt()).text
    assert "is there for you" not in worded(replace(receipt(), contact="r.hartono")).text
    assert "is there for you" not in worded(replace(receipt(), contact="")).text


def test_a_follow_up_is_confirmed_in_a_word() -> None:
    text = worded(receipt("acknowledgement-follow-up")).text

    assert "Your message has joined your matter 01SD-06M2-7W1" in text


def test_the_survey_offers_each_opinion_and_says_that_one_press_confirms_it() -> None:
    survey = notices()["survey"]
    assert isinstance(survey, Survey)

    letter = worded(survey)
    assert len(re.findall(r"^https://help\.acme\.example/o/", letter.text, re.MULTILINE)) == 5
    assert (letter.html or "").count('class="choice"') == len(Opinion)
    assert "One more press on the page that opens confirms it" in letter.text
    assert "until Wednesday, 23 December, 09:00 (Berlin time)" in letter.text
    fewer = worded(replace(survey, opinions=(Opinion.SATISFIED, Opinion.DISSATISFIED)))
    assert (fewer.html or "").count('class="choice"') == 2


def test_a_survey_without_our_pages_asks_for_a_reply() -> None:
    text = word(PROGRAM, notices()["survey"], "", NO_LINKS).text

    assert "http" not in text
    assert "simply reply to this message" in text
    assert "choose" not in text


def test_nothing_is_to_be_pressed_on_paper() -> None:
    for notice in notices().values():
        faxed = replace(notice, to=Identity("fax:+4930901821"))
        assert "http" not in worded(faxed, "Yes.").text


def test_what_the_strategy_keeps_to_itself_is_not_said() -> None:
    bundle = gather(EXAMPLE)
    yaml = bundle.files["strategy.yaml"].replace(
        "include: [reference, department, first_response_by]", "include: [reference, department]"
    )
    quiet = compile_bundle(replace(bundle, files=bundle.files | {"strategy.yaml": yaml}))

    assert yaml != bundle.files["strategy.yaml"]
    assert "23 November" in worded(receipt("acknowledgement")).text
    assert "23 November" not in word(quiet, receipt("acknowledgement"), "", LINKS).text


def test_what_the_strategy_wants_said_is_said_whatever_the_template_says() -> None:
    bundle = gather(EXAMPLE)
    plain = {"templates/acknowledgement/incident.en.txt": "Subject: Ours\n\nThank you.\n"}
    own = compile_bundle(replace(bundle, files=bundle.files | plain))

    text = word(own, receipt("acknowledgement"), "", LINKS).text
    assert text.startswith(
        "Thank you.\n\nYour reference: 01SD-06M2-7W1\nWho looks after it: Technical service\n"
        "You will hear from us by Monday, 23 November, 11:00 (Berlin time).\n\n"
        "See how your matter stands:\nhttps://help.acme.example/s/"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_whole_in_every_language_with_and_without_what_may_be_missing(
    language: str,
) -> None:
    for called, notice in notices().items():
        spoken = replace(notice, language=language)
        said = "Yes." if called == "reply" else ""
        bare = replace(spoken, name="", thread=replace(notice.thread, subject=""))
        for letter in (worded(spoken, DONE), word(PROGRAM, bare, said, NO_LINKS)):
            assert "{" not in letter.text, called
            assert "\n\n\n" not in letter.text, called
            assert not re.search(r" [.,]|[a-z] ,", letter.text.replace(DONE, "")), called


def test_a_promise_runs_by_the_clock_on_the_wall_of_its_department() -> None:
    bundle = gather(EXAMPLE)
    yaml = bundle.files["strategy.yaml"]
    hours = re.search(r"^  service:.*?calendar: (\w+)", yaml, re.MULTILINE | re.DOTALL)
    assert hours
    moved = yaml.replace(f"  {hours[1]}:", f"  {hours[1]}:\n    timezone: Asia/Jakarta", 1)
    there = compile_bundle(replace(bundle, files=bundle.files | {"strategy.yaml": moved}))

    text = word(there, replace(receipt("acknowledgement"), language="id"), "", LINKS).text
    assert "Senin, 23 November, pukul 17.00 WIB" in text


def test_a_reply_is_framed_by_what_the_matter_is_about_where_that_is_certain() -> None:
    reply = notices()["reply"]
    assert isinstance(reply, Reply)

    complaint = worded(replace(reply, kind=Kind.COMPLAINT), "Here is a new one.").text
    anything = worded(reply, "Here is a new one.").text
    assert "We would like you to be content with how it ends" in complaint
    assert "content" not in anything
    assert all("Here is a new one." in text for text in (complaint, anything))
