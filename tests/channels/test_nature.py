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
    ("X-Switchboard-Notice: alert", Nature.AUTO_REPLY),
    ("Precedence: auto_reply", Nature.AUTO_REPLY),
    ("Subject: Automatic reply: Your order", Nature.AUTO_REPLY),
    ("Subject: Automatische Antwort: Anfrage", Nature.AUTO_REPLY),
    ("Subject: Balasan otomatis: Pesanan", Nature.AUTO_REPLY),
    ("Subject: Out of Office: Re: Pump", Nature.OUT_OF_OFFICE),
    ("Subject: Out of Office AutoReply: Pump", Nature.OUT_OF_OFFICE),
    ("Subject: Abwesenheitsnotiz: Pumpe", Nature.OUT_OF_OFFICE),
    ("Subject: Vacation reply", Nature.OUT_OF_OFFICE),
    ("Subject: Out of office furniture for 12 desks", Nature.INQUIRY),
    ("X-Apple-Action: AUTO-REPLY/1.0", Nature.AUTO_REPLY),
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


@pytest.mark.parametrize("field", ["Precedence: bulk", "Precedence: junk", "Return-Path: <>"])
def test_a_notice_of_absence_of_an_old_program_is_one(field: str) -> None:
    assert read(letter("Subject: I am on vacation", field)).nature is Nature.OUT_OF_OFFICE


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


BOUNCES = [
    (["From: MAILER-DAEMON@mx.example", "Subject: failure notice"], "Sorry."),
    (["From: Mail Delivery Subsystem <mailer-daemon@mx.example>"], "550 5.1.1 user unknown"),
    (
        ["From: postmaster@mx.example", "Subject: Undeliverable: Pump"],
        "Final-Recipient: rfc822; a@b",
    ),
    (
        ["From: post_master@mx.example", "Subject: Re:Pump"],
        "Invalid user address\n550 - no such user",
    ),
    (["From: no-reply@mx.example", "Subject: メールエラー通知"], "550 5.2.2 mailbox full"),
    (["From: support@mx.example", "Return-Path: <>", "Subject: Unzustellbar: Pumpe"], "Leider."),
    (
        ["From: it@mx.example", "Auto-Submitted: auto-replied"],
        "was not delivered: 550 5.1.1 unknown",
    ),
    (
        ["From: x@mx.example", "Return-Path: <>"],
        "could not be delivered\n\nReceived: from mx by mx",
    ),
]


@pytest.mark.parametrize(("fields", "body"), BOUNCES)
def test_a_bounce_without_a_report_is_known_by_its_signs(fields: list[str], body: str) -> None:
    assert read(letter(*fields, body=body)).nature is Nature.BOUNCE


PEOPLE = [
    (
        ["Subject: Delivery problem: order 12"],
        "The parcel was not delivered. 500 - pumps are missing.",
    ),
    (["Subject: Fwd: Undelivered Mail Returned to Sender"], "Why? 550 5.1.1 user unknown"),
    (["Subject: Re: Undelivered Mail Returned to Sender"], "Why? 550 5.1.1 user unknown"),
    (["Subject: Rejected invoice"], "Our invoice was rejected, the account does not exist."),
    (["From: postmaster@mx.example", "Subject: Pump"], "Our order was rejected by your shop."),
    (["From: no-reply@shop.example", "Subject: Delivery failed"], "The parcel is at the post."),
    (["Subject: Automatic transmission"], "How much is it?"),
    (["Subject: Vacation: which pump may stay on?"], "We are away for a month."),
]


@pytest.mark.parametrize(("fields", "body"), PEOPLE)
def test_a_person_who_speaks_of_delivery_or_absence_is_a_person(
    fields: list[str], body: str
) -> None:
    assert read(letter(*fields, body=body)).nature in (Nature.INQUIRY, Nature.MACHINE_NOTICE)


TOKEN = "k7q2m9xd4rt.0123456789abcdef"
RETURNED = f"Message-ID: <{TOKEN}.abc@acme.example>\r\nSubject: Your inquiry\r\n"
STATUS = "Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n"


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_letter_of_ours_that_came_back_brings_its_token(kind: str) -> None:
    mail = read(parts(STATUS, f"Content-Type: {kind}\r\n\r\n{RETURNED}\r\n", kind="report"))

    assert (mail.nature, mail.tokens) == (Nature.BOUNCE, (TOKEN,))


@pytest.mark.parametrize(
    "line",
    [
        f"Message-ID: <{TOKEN}.abc@acme.example>",
        f"Message-ID:\r\n <{TOKEN}.abc@acme.example>",
        f"Reply-To: Support <support+{TOKEN}@acme.example>",
    ],
)
def test_a_letter_that_came_back_in_plain_text_brings_its_token(line: str) -> None:
    body = f"Sorry.\r\n--- Below this line is a copy of the message.\r\n\r\n{line}\r\n"
    mail = read(letter("From: MAILER-DAEMON@mx.example", "Subject: failure notice", body=body))

    assert (mail.nature, mail.tokens) == (Nature.BOUNCE, (TOKEN,))


def test_a_token_in_the_words_of_a_person_is_no_token() -> None:
    assert read(letter(body=f"Message-ID: <{TOKEN}.abc@acme.example>")).tokens == ()


@pytest.mark.parametrize(
    "subject",
    [
        "Réponse automatique : Pompe",
        "Respuesta automática: Bomba",
        "Resposta automática: Bomba",
        "Risposta automatica: Pompa",
        "Automatisch antwoord: Pomp",
        "Automatische reactie: Pomp",
        "Autosvar: Pump",
        "Automaattinen vastaus: Pumppu",
        "Automatyczna odpowiedź: Pompa",
        "Automatická odpověď: Čerpadlo",
        "\u0410\u0432\u0442\u043e\u043e\u0442\u0432\u0435\u0442: pump",
        "Otomatik yan\u0131t: Pompa",
        "自動返信: ポンプ",
        "自动回复: 泵",
        "[Auto-Reply] Pump",
        "Auto: Pump",
        "Jawaban otomatis: Pompa",
    ],
)
def test_an_automatic_answer_is_known_in_many_languages(subject: str) -> None:
    assert read(letter(f"Subject: {subject}")).nature is Nature.AUTO_REPLY


@pytest.mark.parametrize(
    ("field", "spam"),
    [
        ("X-Forefront-Antispam-Report: CIP:1.2.3.4;SCL:5;SRV:", "spam"),
        ("X-Forefront-Antispam-Report: CIP:1.2.3.4;SCL:1;SRV:", "inquiry"),
        ("X-Forefront-Antispam-Report: SFV:SPM;SCL:1", "spam"),
        ("X-MS-Exchange-Organization-SCL: 5", "spam"),
        ("X-MS-Exchange-Organization-SCL: 4", "inquiry"),
        ("X-MS-Exchange-Organization-SCL: -1", "inquiry"),
        ("X-Rspamd-Action: add header", "spam"),
        ("X-Rspamd-Action: no action", "inquiry"),
        ("X-Spam: Yes", "spam"),
        ("X-Barracuda-Spam-Status: Yes, SCORE=9", "spam"),
        ("X-Bogosity: Ham", "inquiry"),
        ("X-Spamd-Result: default: True [25.00 / 15.00]", "spam"),
    ],
)
def test_the_filter_in_front_is_believed(field: str, spam: str) -> None:
    assert read(letter(field)).nature == spam


def test_of_two_verdicts_the_topmost_counts() -> None:
    assert read(letter("X-Spam-Flag: NO", "X-Spam-Flag: YES")).nature is Nature.INQUIRY


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
