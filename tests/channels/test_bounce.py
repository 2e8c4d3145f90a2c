"""A mail that came back says whom it can't reach; a mere delay says it of nobody."""

import pytest

from services.channels.bounce import MOST
from services.channels.email import read_mail
from services.channels.originals import Envelope, Ours
from switchboard.contracts.values import Identity, Nature

ANA = Identity("mailto:ana@example.com")


def lost(mail: str) -> tuple[Identity, ...]:
    said = read_mail(mail.replace("\n", "\r\n").encode(), Envelope(sender=""), Ours())
    assert said.nature is Nature.BOUNCE
    return said.undeliverable


def report(*groups: str, text: str = "It came back.") -> str:
    status = "\n\n".join(("Reporting-MTA: dns; relay.example", *groups))
    return f"""\
From: MAILER-DAEMON@relay.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

{text}
--b
Content-Type: message/delivery-status

{status}

--b--
"""


def plain(text: str, subject: str = "Undeliverable: your mail", more: str = "") -> str:
    return f"From: MAILER-DAEMON@relay.example\nSubject: {subject}\n{more}\n{text}\n"


FAILED = "Final-Recipient: rfc822; ana@EXAMPLE.com\nAction: failed\nStatus: 5.1.1"


def test_a_report_names_those_for_whom_delivery_has_failed() -> None:
    delayed = "Final-Recipient: rfc822; ben@example.org\nAction: delayed\nStatus: 4.4.1"

    assert lost(report(FAILED, delayed, text="Also cec@example.net")) == (ANA,)


def test_the_address_that_was_written_to_counts_as_well_as_where_it_was_passed_on() -> None:
    group = "Original-Recipient: rfc822;ana@example.com\nFinal-Recipient: rfc822;a@b.example\nAction: failed"

    assert lost(report(group)) == (ANA, "mailto:a@b.example")


@pytest.mark.parametrize(
    "group",
    [
        "Final-Recipient: rfc822; ana@example.com\nAction: delayed\nStatus: 4.4.1",
        "Final-Recipient: rfc822; ana@example.com\nAction: delivered\nStatus: 2.0.0",
        "Final-Recipient: rfc822; ana@example.com\nStatus: 4.2.2",
        "Action: failed\nStatus: 5.1.1",
        "Final-Recipient: rfc822; nobody\nAction: failed",
    ],
)
def test_what_has_not_failed_for_good_names_nobody(group: str) -> None:
    assert lost(report(group)) == ()


def test_a_report_without_action_is_read_by_its_status() -> None:
    assert lost(report("Final-Recipient: rfc822; ana@example.com\nStatus: 5.0.0")) == (ANA,)


def test_what_is_no_report_names_whomever_it_mentions() -> None:
    said = "The following address failed:\n  <ana@example.com>: 550 no such user"

    assert lost(plain(said)) == (ANA,)
    assert lost(plain("Sorry.", more="X-Failed-Recipients: ana@example.com\n")) == (ANA,)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Warning: could not send message for past 4 hours", "<ana@example.com>"),
        ("Undeliverable", "Delivery to ana@example.com is delayed. It will be retried."),
    ],
)
def test_a_delay_names_nobody(subject: str, text: str) -> None:
    assert lost(plain(text, subject)) == ()


def test_no_more_are_named_than_anybody_is_written_to_at_once() -> None:
    many = "\n".join(f"<{n}@example.com>" for n in range(MOST + 1))

    assert len(lost(plain(many))) == MOST


def test_only_a_bounce_says_whom_mail_does_not_reach() -> None:
    said = read_mail(b"From: a@b.example\nSubject: Hi\n\nana@example.com", Envelope(), Ours())

    assert said.undeliverable == ()


def test_a_bounce_answers_the_letter_whose_head_it_brings_back() -> None:
    ours = "<k7q2m9xd4rt.0123456789abcdef.0123456789ab@acme.example>"
    theirs = "<12@theirs.example>"
    head = f"To: ana@example.com\nMessage-ID: {ours}\nReferences: {theirs}"
    whole = report(FAILED).replace("\n--b--", f"\n--b\nContent-Type: HEAD\n\n{head}\n\n--b--")

    for kind in ("text/rfc822-headers", "message/rfc822"):
        returned = answers(whole.replace("HEAD", kind))
        assert returned == (ours,)
    assert answers(plain(f"<ana@example.com>: no such user\n\n{head}")) == (ours,)
    assert answers(report(FAILED)) == ()


def answers(mail: str) -> tuple[str, ...]:
    return read_mail(mail.replace("\n", "\r\n").encode(), Envelope(sender=""), Ours()).references
