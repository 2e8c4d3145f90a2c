"""The example is good out of the box: no complaint, its own tests pass, and it speaks three languages."""

import pytest

from switchboard.contracts.delivery import Purpose
from switchboard.contracts.values import Kind
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.judge import judge
from switchboard.strategy.letters import letter, render
from switchboard.strategy.load import check
from switchboard.strategy.program import Program
from switchboard.strategy.trial import run
from tests.strategy.small import MONDAY_NINE, inquiry


def test_there_is_nothing_to_complain_of(example_bundle: Bundle) -> None:
    assert {problem.code for problem in check(example_bundle)} <= {"N801"}


def test_its_own_tests_pass_and_there_are_enough_of_them(example: Program) -> None:
    verdicts = list(run(example))

    assert [verdict for verdict in verdicts if verdict.differences] == []
    assert len(verdicts) >= 60


@pytest.mark.parametrize("language", ["en", "de", "id"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_letter_can_be_written_in_every_language(
    example: Program, kind: Kind, language: str
) -> None:
    facts = {
        "reference": "7Q2M-9XD4-1Z",
        "department": "Sales",
        "organization": "Acme",
        "words": "Yes.",
        "subject": "Hm",
    }

    for purpose in (Purpose.ACKNOWLEDGEMENT, Purpose.REPLY):
        chosen = letter(example, purpose, kind, language)
        sent = render(chosen, facts)

        assert chosen.path.endswith(f".{language}.txt")
        assert "7Q2M-9XD4-1Z" in sent.subject
        assert "7Q2M-9XD4-1Z" in sent.text
        assert "\n\n\n" not in sent.text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "kind", "department"),
    [
        ("Our CP-40 won't start and shows error code E17.", Kind.INCIDENT, "service"),
        ("Unsere Kreiselpumpe ist ausgefallen, die Produktion steht!", Kind.INCIDENT, "service"),
        ("Mesin pompa mati total sejak tadi malam.", Kind.INCIDENT, "service"),
        ("Please send us a purchase order confirmation for 12 pcs.", Kind.ORDER, "sales"),
        ("Wir möchten 12 Stück bestellen.", Kind.ORDER, "sales"),
        ("Saya mau pesan 12 unit pompa.", Kind.ORDER, "sales"),
        ("The last invoice shows the wrong VAT.", Kind.INVOICE_QUERY, "accounts"),
        ("Die Rechnung wurde doppelt abgebucht.", Kind.INVOICE_QUERY, "accounts"),
        ("Tagihan kami salah, mohon diperiksa.", Kind.INVOICE_QUERY, "accounts"),
        ("Which model do you recommend? Do you have a data sheet?", Kind.QUESTION, "sales"),
        ("Welches Modell empfehlen Sie, und haben Sie ein Datenblatt?", Kind.QUESTION, "sales"),
        ("Model mana yang cocok, dan apakah ada lembar data?", Kind.QUESTION, "sales"),
        ("I must complain: your technician was rude.", Kind.COMPLAINT, "quality"),
        ("Ich möchte mich über Ihren Kundendienst beschweren.", Kind.COMPLAINT, "quality"),
        ("Saya ingin mengajukan keluhan tentang pelayanan Anda.", Kind.COMPLAINT, "quality"),
        ("We need a maintenance appointment in May.", Kind.SERVICE_REQUEST, "service"),
        ("Wir brauchen im Mai einen Wartungstermin.", Kind.SERVICE_REQUEST, "service"),
        (
            "Kami perlu jadwal kunjungan untuk perawatan di bulan Mei.",
            Kind.SERVICE_REQUEST,
            "service",
        ),
    ],
)
def test_ordinary_messages_reach_the_right_department(
    example: Program, text: str, kind: Kind, department: str
) -> None:
    found = judge(example, inquiry(text, language=""), MONDAY_NINE)

    assert (found.kind, found.department, found.triage) == (kind, department, False)
