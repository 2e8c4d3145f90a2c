"""Letters say what the template says with the facts of a case; templates can do nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts.delivery import Purpose
from switchboard.contracts.values import Kind
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.letters import MAX_LETTER, MAX_SUBJECT, TooLong, letter, render
from switchboard.strategy.load import check
from switchboard.strategy.program import Program
from tests.strategy.small import bundle

COMPLAINT = "Subject: Sorry, {{ name }}\n\nWe are sorry, {{ name }}.\n"
ACKNOWLEDGEMENT, REPLY = Purpose.ACKNOWLEDGEMENT, Purpose.REPLY


def with_templates(**templates: str) -> Program:
    return compile_bundle(bundle(**templates))


def test_the_kind_goes_before_general_and_the_language_before_the_kind() -> None:
    program = with_templates(**{"acknowledgement__complaint.en.txt": COMPLAINT})

    chosen = [
        letter(program, ACKNOWLEDGEMENT, kind, language).path.rpartition("/")[2]
        for kind, language in [
            (Kind.COMPLAINT, "en"), (Kind.COMPLAINT, "de"), (Kind.ORDER, "de"), (Kind.COMPLAINT, "fr"), (Kind.ORDER, "fr"),
        ]
    ]  # fmt: skip

    assert chosen == [
        "complaint.en.txt",
        "general.de.txt",
        "general.de.txt",
        "complaint.en.txt",
        "general.en.txt",
    ]


def test_a_letter_is_its_template_with_the_facts() -> None:
    program = with_templates(**{"acknowledgement__complaint.en.txt": COMPLAINT})

    sent = render(
        letter(program, ACKNOWLEDGEMENT, Kind.COMPLAINT, "en"), {"name": "Ana {{ 7*7 }} <b>"}
    )

    assert sent.subject == "Sorry, Ana {{ 7*7 }} <b>"
    assert sent.text == "We are sorry, Ana {{ 7*7 }} <b>.\n"
    assert sent.html is not None
    assert "We are sorry, Ana {{ 7*7 }} &lt;b&gt;." in sent.html


def test_html_beside_the_text_is_escaped() -> None:
    files = {"reply__general.en.html": "<p>{{ words }}</p>"}
    program = with_templates(**files)

    sent = render(letter(program, REPLY, Kind.ORDER, "en"), {"words": "<script>"})

    assert sent.text == "<script>\n"
    assert sent.html == "<p>&lt;script&gt;</p>\n"


@given(st.text())
def test_a_subject_is_one_line_whatever_the_customer_wrote(subject: str) -> None:
    sent = render(letter(PLAIN, REPLY, Kind.ORDER, "en"), {"subject": subject, "reference": "R"})

    assert sent.subject.isprintable()
    assert len(sent.subject) <= MAX_SUBJECT


PLAIN = with_templates()


def test_a_letter_beyond_all_patience_is_refused() -> None:
    with pytest.raises(TooLong):
        render(letter(PLAIN, REPLY, Kind.ORDER, "en"), {"words": "x" * (MAX_LETTER + 1)})


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("reply__general.en.txt", "Hello", "reply/general.en.txt:1:1 E503 the first line must be Subject:"),
        ("reply__general.en.txt", "Subject: x\n\n{{ nam }}", "reply/general.en.txt:3:1 E506 nam is no fact of this letter"),
        ("reply__general.en.txt", "Subject: x\n\n{% if %}", "reply/general.en.txt:3:1 E504 not a template"),
        ("reply__general.en.txt", "Subject: x\n\n\n{{ 'a' * 10 }}", "reply/general.en.txt:4:1 E505"),
        ("reply__general.en.txt", "Subject: x\n{{ words.__class__ }}", "reply/general.en.txt:2:1 E505"),
        ("reply__general.en.txt", "Subject: x\n{% for c in words %}{{ c }}{% endfor %}", "reply/general.en.txt:2:1 E505"),
        ("reply__general.en.txt", "Subject: x\n{{ words|upper }}", "reply/general.en.txt:2:1 E505"),
        ("reply__general.en.txt", "Subject: {{ lipsum() }}\n", "reply/general.en.txt:1:1 E505"),
        ("reply__general.en.txt", "Subject: x\n{% if name < 3 %}{% endif %}", "reply/general.en.txt:1:1 E507 fails with a sample"),
        ("reply__general.en.html", "{{ nothing }}", "reply/general.en.html:1:1 E506"),
        ("reply__order.en.html", "x", "reply/order.en.html:1:1 E502 an HTML template needs its .txt"),
        ("reply__generel.en.txt", "x", "reply/generel.en.txt:1:1 E501 no template has such a name"),
        ("alarm__general.en.txt", "x", "alarm/general.en.txt:1:1 E501"),
        ("reply__general.txt", "x", "reply/general.txt:1:1 E501"),
        ("acknowledgement__general.en.txt", "Subject: x\n{{ words }}", "acknowledgement/general.en.txt:2:1 E506"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_template_is_told_at_its_line(path: str, text: str, said: str) -> None:
    problems = [str(problem) for problem in check(bundle(**{path: text}))]

    assert any(problem.startswith(f"templates/{said}") for problem in problems), problems
