"""The mail in what a provider posted."""

import base64
import json

import orjson
import pytest

from services.channels.email import read_mail
from services.channels.inbound.letter import LETTERS, Letter
from services.channels.inbound.posted import JSON, posted
from services.channels.originals import Envelope, Ours
from services.channels.said import File, Said
from switchboard.contracts.values import Nature
from switchboard.http.problems import Problem
from tests.channels.inbound.posts import RAW, encoded, postmark

PDF = ("invoice.pdf", b"%PDF-1.4", "application/pdf")
HEADERS = (
    "Received: from mail.example.com by mx.sendgrid.example\nFrom: Ana <ana@example.com>\n"
    "To: support@acme.example\nSubject: The pump\n stops\nMessage-ID: <1@example.com>\n"
    'Content-Type: multipart/mixed; boundary="94eb"\n'
)


def letter(provider: str, body: bytes, kind: str) -> Letter:
    return LETTERS[provider](posted(kind, body))


def said(one: Letter) -> Said:
    return read_mail(one.mail, one.envelope, Ours())


def of_json(value: object) -> Letter:
    return letter("postmark", orjson.dumps(value), JSON)


RAWS = {
    "sendgrid": encoded(
        {"email": RAW, "envelope": '{"to":["support@acme.example"],"from":"b@example.com"}'}
    ),
    "mailgun": encoded(
        {"body-mime": RAW, "sender": "b@example.com", "recipient": "support@acme.example"}
    ),
    "postmark": (
        orjson.dumps(
            postmark(
                RawEmail=RAW,
                OriginalRecipient="support@acme.example",
                Headers=[{"Name": "Return-Path", "Value": "<b@example.com>"}],
            )
        ),
        JSON,
    ),
}


@pytest.mark.parametrize("provider", RAWS)
def test_the_mail_as_it_was_received_is_taken_as_it_is(provider: str) -> None:
    made = letter(provider, *RAWS[provider])

    assert made.mail == RAW.encode()
    assert made.envelope == Envelope(sender="b@example.com", recipients=("support@acme.example",))


PARSED = {
    "sendgrid": encoded(
        {
            "headers": HEADERS,
            "text": "It stops.",
            "html": "<p>It stops.",
            "envelope": '{"to":["support@acme.example"],"from":"ana@example.com"}',
            "attachment-info": '{"attachment1":{"filename":"invoice.pdf","type":"application/pdf"}}',
        },
        {"attachment1": PDF},
    ),
    "mailgun": encoded(
        {
            "message-headers": json.dumps(
                [
                    ["From", "Ana <ana@example.com>"],
                    ["To", "support@acme.example"],
                    ["Subject", "The pump stops"],
                    ["Message-Id", "<1@example.com>"],
                    ["Content-Type", 'multipart/mixed; boundary="94eb"'],
                ]
            ),
            "body-plain": "It stops.",
            "body-html": "<p>It stops.",
            "sender": "ana@example.com",
            "recipient": "support@acme.example",
        },
        {"attachment-1": PDF},
    ),
    "postmark": (
        orjson.dumps(
            postmark(
                FromFull={"Email": "ana@example.com", "Name": "Ana"},
                TextBody="It stops.",
                HtmlBody="<p>It stops.",
                Headers=[{"Name": "Message-ID", "Value": "<1@example.com>"}],
                Attachments=[
                    {
                        "Name": "invoice.pdf",
                        "Content": base64.b64encode(b"%PDF-1.4").decode(),
                        "ContentType": "application/pdf",
                    }
                ],
            )
        ),
        JSON,
    ),
}


@pytest.mark.parametrize("provider", PARSED)
def test_a_mail_taken_apart_is_put_together_again(provider: str) -> None:
    mail = said(letter(provider, *PARSED[provider]))

    assert (mail.name, mail.sender) == ("Ana", ("mailto:ana@example.com",))
    assert (mail.subject, mail.text, mail.message_id) == (
        "The pump stops",
        "It stops.",
        "<1@example.com>",
    )
    assert mail.to[0] == "support@acme.example"
    assert mail.files == (File("invoice.pdf", "application/pdf", b"%PDF-1.4"),)
    assert mail.warnings == ()


@pytest.mark.parametrize("provider", PARSED)
def test_the_same_request_makes_the_same_mail(provider: str) -> None:
    assert letter(provider, *PARSED[provider]) == letter(provider, *PARSED[provider])


def test_a_field_is_read_in_the_charset_that_it_came_in() -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nGr\xfcn?\r\n'
        b'--x\r\nContent-Disposition: form-data; name="from"\r\n\r\nRen\xe9 <rene@example.com>\r\n'
        b'--x\r\nContent-Disposition: form-data; name="charsets"\r\n\r\n{"text":"iso-8859-1","from":"iso-8859-1"}\r\n'
        b"--x--\r\n"
    )
    mail = said(letter("sendgrid", body, "multipart/form-data; boundary=x"))

    assert (mail.text, mail.name) == ("Grün?", "René")


def test_what_the_provider_found_out_of_the_origin_comes_along() -> None:
    fields = {"email": RAW, "SPF": "pass", "dkim": "{@a.example : fail, @example.com : pass}"}

    assert said(letter("sendgrid", *encoded(fields))).authentication == {
        "spf": "pass",
        "dkim": "pass",
    }


def test_what_mailgun_found_out_of_the_origin_comes_along() -> None:
    headers = [["X-Mailgun-Spf", "Fail"], ["From", "a@example.com"], ["X-Mailgun-Sflag", "Yes"]]
    mail = said(letter("mailgun", *encoded({"message-headers": json.dumps(headers)})))

    assert (mail.authentication, mail.nature) == ({"spf": "fail"}, Nature.SPAM)


def test_what_postmark_found_out_of_spam_comes_along() -> None:
    headers = [{"Name": "X-Spam-Status", "Value": "Yes"}]

    assert said(of_json(postmark(Headers=headers))).nature is Nature.SPAM
    assert said(of_json(postmark(Headers=headers, RawEmail=RAW))).nature is Nature.SPAM


def test_a_sender_may_call_himself_what_he_likes() -> None:
    mail = said(of_json(postmark()))

    assert (mail.name, mail.sender) == ('Ana "A." Torres', ("mailto:ana@example.com",))
    assert mail.message_id == "<22c74902-a0c1-4511-804f2-341342852c90@postmarkapp.com>"


def test_an_enclosed_mail_is_enclosed_again() -> None:
    content = base64.b64encode(RAW.encode()).decode()
    file = {"Name": "old.eml", "Content": content, "ContentType": "message/rfc822"}
    mail = said(of_json(postmark(Attachments=[file])))

    assert [one.declared for one in mail.files] == ["message/rfc822"]
    assert b"It stops after a minute." in mail.files[0].data


@pytest.mark.parametrize(
    ("provider", "fields"),
    [
        ("sendgrid", {"spam_score": "1"}),
        ("mailgun", {"event-data": "{}"}),
        ("mailgun", {"event": "opened", "message-headers": "[]"}),
        ("mailgun", {"body-plain": "x"}),
        ("postmark", {"RecordType": "Delivery"}),
    ],
)
def test_what_brings_no_mail_is_refused_with_what_to_do(
    provider: str, fields: dict[str, str]
) -> None:
    with pytest.raises(Problem, match=r"^This brings no mail of ") as refused:
        LETTERS[provider](posted(JSON, orjson.dumps(fields)))

    assert refused.value.kind.status == 422


STRANGE: list[object] = [
    {"FromFull": None, "ToFull": [None, 1], "Headers": {"a": 1}, "Attachments": "x"},
    {"From": "a@b.example", "FromFull": {"Email": 5, "Name": []}, "TextBody": {}, "Subject": 7},
    {"FromFull": {}, "Headers": [{"Name": "X: y\r\nBcc", "Value": "z"}, {"Value": "a\r\nBcc: b"}]},
    {"FromFull": {}, "Attachments": [{"Content": "%%%"}, {"Data": "é"}, 5]},
]


@pytest.mark.parametrize("value", STRANGE)
def test_fields_of_any_shape_make_a_mail(value: object) -> None:
    assert said(of_json(value)).warnings is not None


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b"\xff", b'"x"'])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(Problem) as refused:
        posted(JSON, body)

    assert refused.value.kind.status == 400
