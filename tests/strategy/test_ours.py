"""What a strategy has no words for, we have; what it has words for is its own."""

import pytest

from switchboard.contracts.values import Kind
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.facts import FACTS, NEEDED, PASSAGES, SAID_BY, SHORT
from switchboard.strategy.letters import Fact, Passage, letter, render
from switchboard.strategy.load import check
from switchboard.strategy.templates import GENERAL, ours
from tests.strategy.small import bundle

LANGUAGES = ("en", "de", "id")
OWN = "Subject: Ours {{ reference }}\n\nLate.\n"


def small(**templates: str) -> Bundle:
    return bundle(**templates)


def test_ours_are_there_for_all_but_receipts_and_replies_in_three_languages() -> None:
    purposes = set(FACTS) - {"acknowledgement", "reply"}

    assert {(one, GENERAL, tongue) for one in purposes for tongue in LANGUAGES} <= set(ours())
    assert {purpose for purpose, _, _ in ours()} == purposes


def test_ours_say_all_that_must_be_said() -> None:
    for (purpose, _, _), template in ours().items():
        needed = set(NEEDED[purpose]) - {"status_link", "department"}
        said = {name for name in needed if {name, SAID_BY.get(name)} & template.names}
        # What customers need besides stands beneath, for them all alike.
        assert needed == said, template.path


@pytest.mark.parametrize(
    ("kind", "language", "chosen"),
    [
        (Kind.INCIDENT, "en", "Late."),
        (Kind.INCIDENT, "de", "fällig"),
        (Kind.INCIDENT, "id", "Batas waktu"),
        (Kind.INCIDENT, "fr", "Late."),
    ],
)
def test_a_language_goes_before_whose_words_they_are(
    kind: Kind, language: str, chosen: str
) -> None:
    program = compile_bundle(small(**{"alert__general.en.txt": OWN}))

    template = letter(program, "alert", kind, language)
    facts = {"reference": "R", "promise": "p", "lateness": "l", "due_by": "d"}
    assert chosen.lower() in render(template, facts, language).text.lower()


def test_a_language_that_nobody_speaks_is_answered_in_english() -> None:
    program = compile_bundle(small())

    assert letter(program, "survey", Kind.ORDER, "fr").path == "templates/survey/general.en.txt"


def test_a_short_message_has_neither_subject_nor_html() -> None:
    program = compile_bundle(small(**{"sms_reply__general.en.txt": "{{ reference }}: {{ words }}"}))

    sent = render(
        letter(program, "sms_reply", Kind.ORDER, "en"), {"reference": "R", "words": "Yes."}
    )
    assert (sent.subject, sent.text, sent.html) == ("", "R: Yes.\n", None)
    problems = check(small(**{"sms_reply__general.en.html": "x"}))
    assert [str(one).split()[1] for one in problems if "sms" in str(one)] == ["E501"]


def test_own_html_takes_passages_as_they_are_and_facts_as_text() -> None:
    html = '<h1>{{ name }}</h1>{{ words }}<a href="{{ status_link }}">go</a>{{ reference }}{{ department }}'
    program = compile_bundle(small(**{"reply__general.en.html": html}))

    facts: dict[str, Fact] = {
        "name": "<b>",
        "words": Passage("a <b>", "<p>a &lt;b&gt;</p>"),
        "status_link": "https://x.example/?a&b",
        "reference": "R",
        "department": "D",
    }
    sent = render(letter(program, "reply", Kind.ORDER, "en"), facts)
    assert sent.html == (
        '<h1>&lt;b&gt;</h1><p>a &lt;b&gt;</p><a href="https://x.example/?a&amp;b">go</a>RD\n'
    )


def test_own_html_gets_beneath_what_it_leaves_out() -> None:
    program = compile_bundle(small(**{"reply__general.en.html": "<p>{{ words }}</p>"}))

    facts = {"words": "Yes.", "reference": "R", "status_link": "https://x.example/s/1"}
    html = render(letter(program, "reply", Kind.ORDER, "en"), facts).html or ""
    assert html.startswith("<p>Yes.</p>\n<p>Your reference: R</p>\n")
    assert 'href="https://x.example/s/1"' in html
    assert ">See how your matter stands</a>" in html


def test_every_fact_is_text_for_the_check_and_passages_are_facts() -> None:
    assert {fact for facts in FACTS.values() for fact in facts} >= PASSAGES
    assert all(purpose.startswith("sms_") for purpose in SHORT)


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("alert__general.en.txt", "Subject: x\n\n{{ words }}", "E506 words is no fact of this letter"),
        ("survey__general.en.txt", "Subject: x\n\n{{ link }}{{ opinions }}", ""),
        ("update_progress__order.de.txt", "Subject: x\n\n{{ promised }}{{ status }}", ""),
        ("update__order.de.txt", "Subject: x\n\n", "E501 no template has such a name"),
        ("alert_group__general.en.txt", "Subject: x\n\n{{ cases }}{{ reference }}", "E506 reference"),
    ],
)  # fmt: skip
def test_templates_of_every_purpose_are_checked(path: str, text: str, said: str) -> None:
    told = [str(one) for one in check(small(**{path: text}))]

    found = [one for one in told if path.partition("__")[0] in one and " W6" not in one]
    assert bool(found) == bool(said), found
    assert all(said in one for one in found)
