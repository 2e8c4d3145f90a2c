"""Which mails are faxes is told at the door, by their head."""

import pytest

from services.channels.door import Door
from services.channels.fax.gateway import gateways_in, is_mail, knocking, number_in
from services.channels.mail_door import take_mail
from services.channels.originals import Envelope
from switchboard.contracts.values import Channel
from tests.channels.fax.counter import originals

DOCUMENT = "Content-Type: image/tiff\r\nContent-Transfer-Encoding: base64\r\n\r\nSUkqAA==\r\n"
GATEWAYS = ("fax@gateway.example", "@faxes.example")


def mail(*fields: str, body: str = DOCUMENT) -> bytes:
    head = ("MIME-Version: 1.0", *fields, 'Content-Type: multipart/mixed; boundary="x"')
    return ("\r\n".join(head) + f"\r\n\r\n--x\r\n{body}--x--\r\n").encode()


def told(data: bytes, envelope: Envelope | None = None) -> Envelope | None:
    return knocking(data, envelope or Envelope(), GATEWAYS)


def test_a_tiff_that_says_it_is_a_fax_is_one() -> None:
    data = b"From: a@b.example\nContent-Type: image/tiff; application=faxbw\n\nII*"

    assert told(data) == Envelope(sender="")


def test_a_number_as_an_address_makes_a_fax() -> None:
    from_ = "From: <FAX=+4930901820@gateway.example>"
    to = "To: FAX=+4930555010/T33S=1@acme.example"

    assert told(mail(from_, to)) == Envelope(sender="+4930901820", recipients=("+4930555010",))


def test_the_envelope_may_tell_the_numbers() -> None:
    envelope = Envelope(
        sender="FAX=+4930901820@g.example", recipients=("fax=+4930555010@a.example",)
    )

    assert told(mail("From: a@b.example"), envelope) == Envelope(
        sender="+4930901820", recipients=("+4930555010",)
    )


@pytest.mark.parametrize("author", ["fax@gateway.example", "Fax <no-reply@FAXES.example>"])
def test_the_mails_of_a_gateway_are_faxes_whose_number_stands_in_the_subject(author: str) -> None:
    envelope = Envelope(sender="x@faxes.example", recipients=("support@acme.example",))
    found = told(mail(f"From: {author}", "Subject: Neues Fax von +49 30 901820"), envelope)

    assert found == Envelope(sender="+49 30 901820", recipients=("support@acme.example",))


@pytest.mark.parametrize(
    "data",
    [
        mail("From: ana@customer.example"),
        mail("From: ana@customer.example", "Subject: image/tiff; application=faxbw"),
        mail("From: fax@gateway.example", body="Content-Type: text/plain\r\n\r\nYour bill\r\n"),
        mail("From: FAX=+4930901820@gateway.example", body="\r\nno document\r\n"),
        b"From: fax@gateway.example\nContent-Type: multipart/report\n\nContent-Type: image/tiff\n",
        mail("From: fax@gateway.example.evil.example"),
        b"",
        b"\x00\xff" * 1_000,
    ],
)
def test_other_mails_are_mails(data: bytes) -> None:
    assert told(data) is None


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("FAX=+4930901820@g.example", "+4930901820"),
        ('"x" <fax=030901820@g.example>', "030901820"),
        ("FAX=abc@g.example", ""),
        ("ana@customer.example", ""),
        ("FAX=" + "1" * 1_000, ""),
    ],
)
def test_numbers_in_addresses(address: str, number: str) -> None:
    assert number_in(address) == number


def test_mails_are_told_from_documents() -> None:
    assert is_mail(mail("From: a@b.example"))
    assert not is_mail(b"%PDF-1.4\n")
    assert not is_mail(b"II*\x00")


def test_gateways_are_a_list() -> None:
    assert gateways_in(" a@b.example, @c.example ,") == ("a@b.example", "@c.example")


async def test_a_fax_that_comes_as_mail_is_a_fax_from_the_door_on(door: Door) -> None:
    fax = mail("From: FAX=+4930901820@gateway.example", "Message-ID: <1@g.example>")
    await take_mail(door, fax, "fresh")
    await take_mail(door, mail("From: ana@customer.example", "Message-ID: <2@c.example>"), "fresh")

    found = {one.channel: one for one in await originals(door)}

    assert set(found) == {Channel.FAX, Channel.EMAIL}
    assert found[Channel.FAX].envelope.sender == "+4930901820"
    assert found[Channel.FAX].media_type == "message/rfc822"
