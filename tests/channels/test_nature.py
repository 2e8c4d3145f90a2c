"""What sort of message a mail is, and whether it may be acknowledged."""

import pytest

from services.channels.originals import Envelope
from switchboard.contracts.values import Nature
from tests.channels.letters import letter, parts, read

REPORT = "Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n"
NATURES = [
    ("", Nature.INQUIRY),
    ("Auto-Submitted: no", Nature.INQUIRY),
    ("X-Auto-Response-Suppress: None", Nature.INQUIRY),
    ("Auto-Submitted: auto-generated", Nature.INQUIRY),
    ("Auto-Submitted: auto-replied", Nature.AUTO_REPLY),
    ("Auto-Submitted: auto-replied (vacation)", Nature.AUTO_REPLY),
    ("X-Autoreply: yes", Nature.AUTO_REPLY),
    ("X-Autorespond: yes", Nature.AUTO_REPLY),
    ("Precedence: auto_reply", Nature.AUTO_REPLY),
    ("Subject: Automatic reply: Your order", Nature.AUTO_REPLY),
    ("Subject: Automatische Antwort: Anfrage", Nature.AUTO_REPLY),
    ("Subject: Balasan otomatis: Pesanan", Nature.AUTO_REPLY),
    ("Subject: Out of Office: Re: Pump", Nature.INQUIRY),
    ("List-Id: <pumps.example.org>", Nature.MAILING_LIST),
    ("List-Unsubscribe: <mailto:leave@example.org>", Nature.MAILING_LIST),
    ("Precedence: list", Nature.MAILING_LIST),
    ("Precedence: bulk", Nature.MACHINE_NOTICE),
    ("Precedence: junk", Nature.MACHINE_NOTICE),
    ("From: no-reply@shop.example", Nature.MACHINE_NOTICE),
    ("From: donotreply@shop.example", Nature.MACHINE_NOTICE),
    ("From: service-noreply@shop.example", Nature.MACHINE_NOTICE),
    ("X-Spam-Flag: YES", Nature.SPAM),
    ("X-Spam-Flag: NO", Nature.INQUIRY),
    ("X-Spam-Status: Yes, score=9", Nature.SPAM),
    ("X-Spam-Status: No, score=0", Nature.INQUIRY),
    ("X-Rspamd-Action: reject", Nature.SPAM),
    ("X-MS-Exchange-Organization-SCL: 9", Nature.SPAM),
    ("X-MS-Exchange-Organization-SCL: 1", Nature.INQUIRY),
    ("X-Failed-Recipients: bo@example.com", Nature.BOUNCE),
    ("Message-ID: <x.y@acme.example>", Nature.INQUIRY),
    ("Message-ID: <form-123@acme.example>", Nature.INQUIRY),
    ("From: Support <Support@acme.example>", Nature.OWN_ECHO),
]


@pytest.mark.parametrize(("field", "nature"), NATURES)
def test_a_header_field_tells_the_nature(field: str, nature: Nature) -> None:
    assert read(letter(field) if field else letter()).nature is nature


@pytest.mark.parametrize(
    "subject", ["Abwesenheitsnotiz", "Out of office", "Saya sedang cuti", "I am on vacation"]
)
def test_an_automatic_mail_that_says_so_is_out_of_office(subject: str) -> None:
    mail = read(letter(f"Subject: {subject}", "Auto-Submitted: auto-replied"))

    assert mail.nature is Nature.OUT_OF_OFFICE


def test_a_person_may_write_about_a_vacation() -> None:
    assert read(letter("Subject: Questions about my vacation booking")).nature is Nature.INQUIRY


@pytest.mark.parametrize(
    ("kind", "nature"),
    [("delivery-status", Nature.BOUNCE), ("feedback-report", Nature.FEEDBACK_REPORT)],
)
def test_a_report_is_what_it_says(kind: str, nature: Nature) -> None:
    body = f"--c\r\nContent-Type: message/{kind}\r\n\r\nA: b\r\n--c--"
    mail = letter(f"Content-Type: multipart/report; report-type={kind}; boundary=c", body=body)

    assert read(mail).nature is nature


def test_a_delivery_status_inside_any_mail_is_a_bounce() -> None:
    assert read(parts("Content-Type: text/plain\r\n\r\nSorry.", REPORT)).nature is Nature.BOUNCE


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example", "postmaster@mx.example"])
def test_a_mail_system_with_a_null_return_path_bounces(sender: str) -> None:
    assert read(letter(f"From: {sender}", "Return-Path: <>")).nature is Nature.BOUNCE


def test_a_person_who_is_postmaster_may_ask() -> None:
    assert read(letter("From: postmaster@mx.example")).nature is Nature.INQUIRY


SILENT = [
    ("", ""),
    ("Return-Path: <>", "its return path is null"),
    ("Return-Path: <ana@example.com>", ""),
    ("From: postmaster@mx.example", "its sender is a mail system"),
    ("From: pumps-request@lists.example", "its sender is a mail system"),
    ("Auto-Submitted: auto-generated", "it was submitted automatically (auto-generated)"),
    ("Auto-Submitted: no", ""),
    ("X-Auto-Response-Suppress: All", "its sender asks for no automatic answers"),
    ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "its sender asks for no automatic answers"),
    ("X-Auto-Response-Suppress: None", ""),
    ("Authentication-Results: mx; dmarc=fail (p=none)", "its sender could not be proven (DMARC)"),
    ("Authentication-Results: mx; dmarc=pass", ""),
    ("Precedence: bulk", "it is no inquiry but machine notice"),
]


@pytest.mark.parametrize(("field", "because"), SILENT)
def test_what_must_not_be_acknowledged_says_why(field: str, because: str) -> None:
    assert read(letter(field) if field else letter()).silent_because == because


def test_the_null_sender_of_the_envelope_is_never_answered() -> None:
    assert read(letter(), Envelope(sender="")).silent_because == "its return path is null"


def test_the_envelope_outranks_what_the_mail_says() -> None:
    mail = letter("Return-Path: <>")

    assert read(mail, Envelope(sender="ana@example.com")).silent_because == ""
