"""Faxes read from the picture: noisy, flat, upside down, in three languages; and in no more time than is left."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from PIL import Image

from services.channels.fax import tesseract
from services.channels.fax.read import ABSENT, LATE, read_fax
from services.channels.mime import UnreadableInput
from services.channels.originals import Envelope
from services.channels.said import Said
from switchboard.contracts.values import Identity
from tests.channels.fax.paper import (
    ENGLISH,
    STANDARD,
    blank,
    scanned_pdf,
    sheet,
    tiff,
    written_pdf,
)

LANGUAGES = ("en", "de", "id")
BODY = (
    "die Rechnung RE-88120 vom 3. November ist doppelt\n"
    "gekommen. Bitte prüfen Sie den Betrag und schicken\n"
    "Sie uns eine Gutschrift über die zweite Rechnung."
)


def plenty() -> float:
    return 60.0


def read(
    data: bytes,
    envelope: Envelope | None = None,
    left: Callable[[], float] = plenty,
    media_type: str = "",
) -> Said:
    return read_fax(data, media_type, envelope or Envelope(), "DE", LANGUAGES, left)


@pytest.mark.usefixtures("eyes")
def test_a_german_fax_is_read_with_its_umlauts() -> None:
    said = read(tiff(sheet()))

    assert BODY in said.text
    assert said.text.startswith("Sehr geehrte Damen und Herren,")
    assert (said.name, said.subject) == ("Jan Petersen, Stadtwerke Nord", "Rechnung RE-88120")
    assert said.sender == (Identity("fax:+4930901820"),)
    assert said.quality > 0.9
    assert (said.pages, said.warnings) == (1, ())
    assert [(file.name, file.declared) for file in said.files] == [("fax.tif", "image/tiff")]


@pytest.mark.usefixtures("eyes")
def test_half_resolution_and_noise_leave_it_legible() -> None:
    flat = sheet(resolution=STANDARD, specks=0.01)
    said = read(tiff(flat, resolution=STANDARD, compression="group3"))

    assert "Rechnung RE-88120" in said.subject
    assert "Bitte prüfen Sie den Betrag" in said.text
    assert said.quality > 0.8


@pytest.mark.usefixtures("eyes")
@pytest.mark.parametrize(
    "turn", [Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270]
)
def test_a_page_that_lies_wrong_is_turned(turn: Image.Transpose) -> None:
    said = read(tiff(sheet(ENGLISH).transpose(turn), resolution=(200, 200)))

    assert "the pump in hall 3 does not start" in said.text
    assert said.quality > 0.85


@pytest.mark.usefixtures("eyes")
def test_a_scanned_pdf_is_read_and_a_written_one_taken_at_its_word() -> None:
    scanned = read(scanned_pdf(sheet(ENGLISH)))
    written = read(written_pdf(["Dear all,", "the pump stops."]))

    assert "the pump in hall 3 does not start" in scanned.text
    assert (written.text, written.quality) == ("Dear all,\nthe pump stops.", 1.0)
    assert written.files[0].name == "fax.pdf"


@pytest.mark.usefixtures("eyes")
def test_an_empty_page_is_told_beside_one_that_is_not() -> None:
    said = read(tiff(sheet(ENGLISH), blank((1728, 1400))))

    assert said.pages == 2
    assert said.warnings == ("page 2: nothing stands on it",)


@pytest.mark.usefixtures("eyes")
def test_a_page_of_specks_is_empty_and_one_with_a_drawing_is_not() -> None:
    specks = sheet("", "", specks=0.002, height=600)
    said = read(tiff(specks, sheet_without_font()))

    assert said.text == ""
    assert said.warnings == (
        "page 1: nothing stands on it",
        "page 2: it can't be read: handwriting or a picture",
    )


def test_an_empty_fax_is_an_inquiry_that_nobody_can_route_by_its_words() -> None:
    said = read(tiff(blank()))

    assert (said.text, said.quality, said.quality_because) == ("", 0.0, "nothing stands on it")


def test_who_the_provider_says_it_was_counts_before_the_header_line() -> None:
    pages = written_pdf(["22-NOV-2026 10:31 FROM: ACME +49 30 901820 P.01/01", "Hello."])
    envelope = Envelope(sender="030 555010", recipients=("+49 (30) 123456", "switchboard"))

    said = read(pages, envelope)

    assert said.sender == (Identity("fax:+4930555010"),)
    assert said.to == ("+4930123456", "switchboard")


def test_who_withholds_the_number_is_known_by_the_header_line() -> None:
    pages = written_pdf(["22-NOV-2026 10:31 FROM: ACME +49 30 901820 P.01/01", "Hello."])

    assert read(pages, Envelope(sender="anonymous")).sender == (Identity("fax:+4930901820"),)


def test_numbers_and_addresses_on_the_page_prove_nothing() -> None:
    said = read(written_pdf(["Call +49 30 901820 or write to ana@customer.example.", "Ana"]))

    assert said.sender == ()
    assert said.reply_to is None


def test_without_time_a_picture_is_not_read() -> None:
    with pytest.raises(UnreadableInput, match=LATE):
        read(tiff(sheet_without_font()), left=lambda: 0.0)


def test_when_time_runs_out_what_was_read_stays() -> None:
    ticks = iter([9.0, 0.0])
    said = read(tiff(blank((400, 400)), sheet_without_font()), left=lambda: next(ticks))

    assert said.pages == 2
    assert said.warnings == ("page 1: nothing stands on it", f"page 2: {LATE}")


@pytest.mark.usefixtures("eyes")
def test_a_page_that_time_did_not_suffice_to_turn_is_told_as_it_was_seen() -> None:
    ticks = iter([60.0, 60.0])  # To begin with it, and to look at it once.
    said = read(tiff(sheet(ENGLISH, height=700).rotate(180)), left=lambda: next(ticks, 0.0))

    assert said.quality < 0.5
    assert said.warnings == ("page 1: it can't be read: handwriting or a picture",)


def sheet_without_font() -> Image.Image:
    page = blank((400, 400))
    for at in range(100, 300):
        page.paste(0, (at, 100, at + 1, 110))
    return page


def test_without_tesseract_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    tesseract.installed_languages.cache_clear()
    try:
        with pytest.raises(UnreadableInput, match=ABSENT):
            read(tiff(sheet_without_font()))
        assert read(written_pdf(["Hello."])).text == "Hello."
    finally:
        tesseract.installed_languages.cache_clear()


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"PK\x03\x04", bytes(1_000), b"\xff\xd8\xff"])
def test_what_is_no_fax_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableInput):
        read(data)


def gateway_mail(*documents: tuple[bytes, str, str], **fields: str) -> bytes:
    mail = EmailMessage()
    mail["Message-ID"] = "<fax-1@gateway.example>"
    for name, value in fields.items():
        mail[name] = value
    mail.set_content("You have a new fax.")
    for data, subtype, name in documents:
        kind = "image" if subtype == "tiff" else "application"
        mail.add_attachment(data, maintype=kind, subtype=subtype, filename=name)
    return mail.as_bytes()


def test_a_gateways_mail_is_opened_and_its_documents_read_one_after_the_other() -> None:
    one, two = written_pdf(["First page."]), written_pdf(["Second page."])
    mail = gateway_mail(
        (one, "pdf", "a.pdf"),
        (two, "pdf", "b.pdf"),
        From="FAX=+4930901820@gateway.example",
        To="FAX=+4930555010@acme.example",
    )

    said = read(mail, Envelope(), media_type="message/rfc822")

    assert said.text == "First page.\n\nSecond page."
    assert (said.pages, said.sender) == (2, (Identity("fax:+4930901820"),))
    assert said.to == ("+4930555010",)
    assert said.message_id == "<fax-1@gateway.example>"
    assert [file.name for file in said.files] == ["a.pdf", "b.pdf"]


def test_a_gateways_mail_without_a_document_says_so() -> None:
    with pytest.raises(UnreadableInput, match="no PDF or TIFF"):
        read(gateway_mail(From="fax@gateway.example"))
