"""Mails as customers, their colleagues and their servers write them, for the stories."""

from email.message import EmailMessage

ANA = "Ana Prado <ana@example.org>"
OURS = "support@acme.example"
WORDS = "Where can I find the manual of the P-200 pump? We would like to read it before the visit."


def mail(
    text: str = WORDS,
    *,
    name: str = "one",
    sender: str = ANA,
    to: str = OURS,
    subject: str = "Manual",
    **headers: str,
) -> bytes:
    """Return a mail; `name` tells two apart, `in_reply_to` and the like become header fields."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Message-ID"] = f"<{name}@example.org>"
    for header, value in headers.items():
        letter[header.replace("_", "-")] = value
    letter.set_content(text)
    return letter.as_bytes()


def answer(letter: EmailMessage, text: str, *, name: str = "answer", **more: str) -> bytes:
    """Return what somebody answers to a letter of ours, as their program addresses it."""
    given = {
        "to": str(letter["Reply-To"]),
        "subject": f"Re: {letter['Subject']}",
        "In_Reply_To": str(letter["Message-ID"]),
    }
    return mail(text, name=name, **(given | more))


def bounce(
    letter: EmailMessage, address: str, *, name: str = "bounce", returned: bool = True
) -> bytes:
    """Return how a server tells that it can't deliver a letter of ours (RFC 3464), with its head or without."""
    head = f"""
Content-Type: text/rfc822-headers

From: {letter["From"]}
To: {letter["To"]}
Subject: {letter["Subject"]}
Message-ID: {letter["Message-ID"]}

--b"""
    lines = f"""\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@relay.example>
To: {letter["Reply-To"]}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{name}@relay.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I am sorry to have to tell you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1

--b{head if returned else ""}--
"""
    return lines.replace("\n", "\r\n").encode()
