"""What staff read tells at a glance what it is about, what presses, and what to do; and nothing that a customer slipped in."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.cli.bundles import gather
from services.notifier.links import NO_LINKS
from services.notifier.matters import MOST_LISTED, MOST_WORDS
from services.notifier.staff_wording import short_staff, word_staff
from switchboard.contracts.customer import Staff
from switchboard.contracts.links import Link, LinkTo, read
from switchboard.contracts.notices import Due, StaffNotice
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Clock, Occasion, Opinion, UnixSeconds
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.letters import Letter
from tests.notifier.shown import (
    EXAMPLE,
    HOUR,
    LANGUAGES,
    LINKS,
    NOW,
    SUBJECT,
    WORDS,
    alert,
    assign,
    inform,
    matter,
    staff_notices,
)

PROGRAM = compile_bundle(gather(EXAMPLE))
KARIN = Staff(staff_id="k.vogel", name="Karin Vogel", languages=("de", "en"))
KNOWN = {"k.vogel": "Karin Vogel"}


def worded(*notices: StaffNotice, words: str | None = WORDS, repeated: bool = False) -> Letter:
    return word_staff(
        PROGRAM, notices, None, NOW, links=LINKS, words=words, named=lambda one: KNOWN.get(one, ""), repeated=repeated
    )  # fmt: skip


def links(letter: Letter) -> Sequence[tuple[str, str]]:
    """Return door and token of each link, as the text has them."""
    return re.findall(r"https://help\.acme\.example/(\w)/([\w-]+)", letter.text)


def test_the_subject_of_an_alert_says_how_far_it_has_come_with_what_where_and_what_about() -> None:
    letter = worded(alert())

    assert letter.subject == (
        f"[breach] first response {grouped(alert().reference)} Technical service: {SUBJECT}"
    )


@pytest.mark.parametrize(
    ("stage", "again", "mark"),
    [
        ("warn 80%", 0, "[warning 80%] "),
        ("breach", 0, "[breach] "),
        ("breach + 2h", 0, "[breach + 2h] "),
        ("breach", 2, "[breach, reminder 2] "),
    ],
)
def test_a_warning_a_breach_and_a_reminder_are_told_apart(
    stage: str, again: int, mark: str
) -> None:
    assert worded(replace(alert(), stage=stage, again=again)).subject.startswith(mark)


def test_an_alert_says_how_late_it_is_whose_the_case_is_and_leads_to_it() -> None:
    letter = worded(alert())

    assert "first response: 1 h 59 min late. Due: Monday, 23 November, 07:01 (Berlin time)." in (
        letter.text
    )
    assert "Assigned to: Karin Vogel\n" in letter.text
    [(door, token)] = links(letter)
    link = read(LINKS.keys, LinkTo.ALERT, token, NOW)
    assert isinstance(link, Link)
    assert (door, link.reference, link.what) == ("a", alert().reference, Clock.FIRST_RESPONSE)
    assert (link.who, link.notice) == (alert().to, alert().notice_id)


def test_time_that_is_left_is_told_as_such() -> None:
    ahead = replace(alert(), stage="warn 50%", due_at=UnixSeconds(NOW + HOUR / 2))

    assert "first response: in 30 min." in worded(ahead).text


def test_what_a_customer_thinks_of_us_is_told_in_words() -> None:
    unhappy = replace(alert(), clock=None, stage=Opinion.ALIENATED)

    letter = worded(unhappy)
    assert letter.subject.startswith("[opinion] ")
    assert "Not satisfied at all, and annoyed." in letter.text
    assert "Due" not in letter.text


def test_forty_cases_are_one_letter_that_names_the_ten_worst_and_counts_all() -> None:
    notices = [alert(number) for number in range(40, 0, -1)]

    letter = worded(*notices)
    assert letter.subject == "[breach] 40 cases, Technical service"
    named = re.findall(r"^\d+\. ([\w-]+),", letter.text, re.MULTILINE)
    assert named == [grouped(alert(number).reference) for number in range(1, MOST_LISTED + 1)]
    assert "and 30 more" in letter.text
    assert len(links(letter)) == MOST_LISTED


def test_several_alerts_of_one_case_are_one_case() -> None:
    breach = alert()
    warning = replace(breach, stage="warn 80%", stage_at=UnixSeconds(breach.stage_at - 60))
    resolve = replace(breach, clock=Clock.RESOLVE, due_at=UnixSeconds(breach.due_at + 9_000))

    assert worded(resolve, warning, breach) == worded(breach)
    assert worded(warning, breach, alert(2)).subject == "[breach] 2 cases, Technical service"


def test_ten_cases_are_all_named_and_none_is_left_to_count() -> None:
    letter = worded(*(alert(number) for number in range(1, MOST_LISTED + 1)))

    assert len(links(letter)) == MOST_LISTED
    assert "more" not in letter.text


def test_a_digest_of_new_cases_begins_with_what_must_be_answered_first() -> None:
    early = replace(assign(2), matter=replace(matter(), dues=matter().dues[:1]))
    late = replace(assign(1), matter=replace(matter(), dues=matter().dues[1:]))

    letter = worded(late, early)
    assert letter.subject == "[new] 2 cases, Technical service"
    assert letter.text.index(grouped(early.reference)) < letter.text.index(grouped(late.reference))


def test_an_assignment_shows_the_customers_words_what_is_promised_and_where_to_claim() -> None:
    letter = worded(assign())

    assert letter.subject == (
        f"[new] fault, urgent: {SUBJECT} (Ana Brown) {grouped(assign().reference)}"
    )
    assert "A case has come to you. Why: faults." in letter.text
    assert "> the pump in hall 3 has not started since six.\n> It shows E17." in letter.text
    assert "first response: Monday, 23 November, 07:00 (Berlin time), 2 h late" in letter.text
    assert "resolution: Monday, 23 November, 15:00 (Berlin time), in 6 h" in letter.text
    [(door, token)] = links(letter)
    link = read(LINKS.keys, LinkTo.TASK, token, UnixSeconds(NOW + 14 * 24 * HOUR))
    assert isinstance(link, Link)
    assert (door, link.who) == ("t", assign().to)


def test_a_receipt_that_goes_out_by_itself_is_no_promise_for_staff_to_keep() -> None:
    receipt = Due(clock=Clock.ACKNOWLEDGE, due_at=UnixSeconds(NOW - 5 * HOUR))
    of = replace(matter(), dues=(receipt, *matter().dues))

    assert "acknowledgement" not in worded(assign(1, of)).text
    assert "acknowledgement" not in worded(assign(1, of), assign(2, of)).text


def test_words_that_the_log_has_forgotten_are_said_to_be_in_the_case() -> None:
    assert "not at hand any more" in worded(assign(), words=None).text
    assert "not at hand" not in worded(inform(), words=None).text


def test_long_words_are_shown_up_to_their_limit_and_the_rest_is_said_to_be_there() -> None:
    fits, longer = (
        worded(assign(), words="x" * MOST_WORDS),
        worded(assign(), words="x" * (MOST_WORDS + 1)),
    )

    assert "x" * MOST_WORDS in fits.text
    assert "There is more" not in fits.text
    assert "There is more" in longer.text
    assert "x" * (MOST_WORDS + 1) not in longer.text


@pytest.mark.parametrize("occasion", list(Occasion))
def test_every_occasion_has_its_sentence(occasion: Occasion) -> None:
    assert worded(replace(assign(), occasion=occasion)).text.split("\n")[0].endswith("Why: faults.")
    assert worded(replace(inform(), occasion=occasion)).subject.startswith("[")


def test_staff_are_told_what_has_become_of_their_customer() -> None:
    assert "A promise to the customer has been broken." in worded(inform()).text


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"late": True}, "This alert comes late: it was due on Monday, 23 November, 07:01"),
        ({"again": 2}, "Reminder 2: nobody has said yet that they see to it."),
        ({"instead_of": "r.hartono, who has no address"}, "instead of r.hartono, who has no"),
    ],
)
def test_what_is_odd_about_an_alert_is_said(told: dict[str, object], says: str) -> None:
    assert says in worded(replace(alert(), **told)).text
    assert says not in worded(alert()).text


def test_what_may_be_there_twice_says_so() -> None:
    assert "Possible repeat" in worded(alert(), repeated=True).text
    assert "Possible repeat" not in worded(alert()).text


def test_a_reply_is_asked_not_to_be_given() -> None:
    for notices in staff_notices().values():
        assert "Please do not reply to this mail" in worded(*notices).text


def test_a_drill_says_so_in_its_first_word_whatever_the_template_says() -> None:
    plain = {"templates/alert/general.en.txt": "Subject: Late\n\n{{ reference }}\n"}
    bundle = gather(EXAMPLE)
    own = compile_bundle(replace(bundle, files=bundle.files | plain))
    drill = replace(alert(), matter=replace(matter(), drill=True))

    letter = word_staff(own, [drill], None, NOW, links=LINKS)
    assert letter.subject == "[drill] Late"
    assert "This is a drill" in letter.text
    assert worded(drill).subject.startswith("[drill] [breach]")


def test_a_template_that_leaves_out_the_link_gets_it_beneath() -> None:
    plain = {"templates/alert/general.en.txt": "Subject: {{ reference }}\n\nLate.\n"}
    bundle = gather(EXAMPLE)
    own = compile_bundle(replace(bundle, files=bundle.files | plain))

    text = word_staff(own, [alert()], None, NOW, links=LINKS).text
    assert text.startswith("Late.\n\nOpen the case:\nhttps://help.acme.example/a/")


def test_without_our_pages_there_is_no_link_and_nothing_is_missing() -> None:
    for notices in staff_notices().values():
        letter = word_staff(PROGRAM, notices, None, NOW, links=NO_LINKS, words=WORDS)
        assert "http" not in letter.text
        assert ":\n\n\n" not in letter.text
        assert grouped(notices[0].reference) in letter.subject + letter.text


def test_staff_read_in_their_own_language_and_departments_in_the_strategy_s() -> None:
    german = word_staff(PROGRAM, [alert()], KARIN, NOW, links=LINKS)
    french = word_staff(PROGRAM, [alert()], replace(KARIN, languages=("fr",)), NOW, links=LINKS)

    assert german.subject.startswith("[überschritten] erste Antwort")
    assert french.subject == word_staff(PROGRAM, [alert()], None, NOW, links=LINKS).subject


def test_a_short_message_is_the_subject_and_where_to_go() -> None:
    said = short_staff(PROGRAM, [alert()], None, NOW, links=LINKS)

    assert said.startswith("[breach] first response ")
    assert " https://help.acme.example/a/" in said
    assert "\n" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_whole_in_every_language(language: str) -> None:
    reader = Staff(staff_id="k.vogel", languages=(language,))
    for called, notices in staff_notices().items():
        letter = word_staff(PROGRAM, notices, reader, NOW, links=LINKS, words=WORDS)
        assert letter.sender
        assert "{" not in letter.subject + letter.text, called
        assert "\n\n\n" not in letter.text, called
        assert not re.search(r"[:,(] ?[.,)]|  ", letter.subject), letter.subject


ANYTHING = st.text(max_size=200) | st.text(
    alphabet="\r\n\t\0<>&\"'{}%\ue000\ue001link :", max_size=80
)


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_whatever_is_written_a_subject_is_one_line_and_html_has_no_element_of_theirs(
    name: str, subject: str, words: str, because: str
) -> None:
    of = replace(matter(name, subject), assignee=because)
    for notice in (alert(1, of), replace(assign(1, of), because=because)):
        letter = worded(notice, words=words)
        assert letter.subject.isprintable()
        html = letter.html or ""
        assert html.count("<script") == 0
        assert set(re.findall(r"<([a-zA-Z]+)", html)) <= {
            *("html", "head", "meta", "title", "style", "body", "table", "tr", "td"),
            *("p", "br", "a", "blockquote"),
        }
        assert re.findall(r'href="(?!https://help\.acme\.example/)', html) == []


def test_a_case_without_kind_subject_or_customer_is_told_all_the_same() -> None:
    bare = replace(matter("", ""), kind=None, assignee="", dues=())

    for notices in ([alert(1, bare)], [assign(1, bare)], [assign(1, bare), assign(2, bare)]):
        letter = worded(*notices)
        assert "None" not in letter.text
        assert not re.search(r"[:,(\]] ?[.,)]|  |:$", letter.subject), letter.subject
