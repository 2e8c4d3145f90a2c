"""PDF as it comes: with text, as pictures, locked, broken, or endless."""

import pytest

from services.channels.fax.document import Page, Unseen
from services.channels.fax.pdf import opened
from services.channels.fax.picture import Picture
from services.channels.fax.sheet import Sheet
from services.channels.limits import LIMITS
from services.channels.mime import UnreadableInput
from tests.channels.fax.paper import blank, pdf, scanned_pdf, written_pdf

WORDS = ("Dear all,", "the pump stops.")


def pages(data: bytes) -> list[Page]:
    return list(opened(data).pages)


def page_of(size: str, contents: str = "") -> bytes:
    return pdf(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{size}] /Contents 4 0 R >>",
            f"<< /Length {len(contents)} >>\nstream\n{contents}\nendstream",
        ]
    )


def test_text_that_it_carries_is_taken_as_it_is() -> None:
    [page] = pages(written_pdf(WORDS))

    assert isinstance(page, Sheet)
    assert page.text.splitlines() == list(WORDS)
    assert page.confidence == 1.0


def test_a_scanned_page_is_a_picture() -> None:
    [page] = pages(scanned_pdf(blank()))

    assert isinstance(page, Picture)
    assert page.across == page.down


def test_a_line_printed_over_a_picture_does_not_stand_for_the_page() -> None:
    image = "ff" * 400
    page = "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R"
    drawing = "/Type /XObject /Subtype /Image /Width 20 /Height 20 /ColorSpace /DeviceGray"
    packed = "/BitsPerComponent 8 /Filter /ASCIIHexDecode"
    show = "q 595 0 0 842 0 0 cm /I1 Do Q BT /F1 11 Tf 60 780 Td (FROM: ACME +49 30 1 P.1) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< {page} /Resources << /Font << /F1 4 0 R >> /XObject << /I1 5 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< {drawing} {packed} /Length 800 >>\nstream\n{image}\nendstream",
        f"<< /Length {len(show)} >>\nstream\n{show}\nendstream",
    ]

    assert isinstance(pages(pdf(objects))[0], Picture)


def test_a_page_of_gibberish_is_looked_at_instead() -> None:
    [page] = pages(written_pdf(["\\001\\002\\003\\004 abc"]))

    assert isinstance(page, Picture)


def test_a_locked_one_says_so() -> None:
    with pytest.raises(UnreadableInput, match="locked with a password"):
        opened(LOCKED)


@pytest.mark.parametrize("data", [b"%PDF-", b"%PDF-1.4\n%%EOF", b"%PDF-1.7" + bytes(999)])
def test_one_that_is_broken_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableInput):
        opened(data)


def test_one_without_pages_is_refused() -> None:
    empty = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"]
    with pytest.raises(UnreadableInput):
        opened(pdf(empty))


def test_a_page_that_is_missing_is_told_beside_those_that_are_there() -> None:
    body = written_pdf(WORDS, WORDS).replace(b"6 0 R] /Count 2", b"9 0 R] /Count 2")
    first, second = pages(body)

    assert isinstance(first, Sheet)
    assert isinstance(second, Unseen)


def test_a_page_that_contains_itself_ends() -> None:
    body = written_pdf(WORDS).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    try:
        found = pages(body)
    except UnreadableInput:
        return
    assert all(isinstance(page, Unseen) for page in found)


def test_a_count_that_lies_is_bounded() -> None:
    body = written_pdf(WORDS).replace(b"/Count 1", b"/Count 99999999")
    found = opened(body)

    assert found.length <= LIMITS.fax_pages_counted
    assert len(list(found.pages)) <= LIMITS.fax_pages


def test_pages_up_to_the_limit_are_looked_at_and_those_beyond_counted() -> None:
    most = LIMITS.fax_pages
    at_most, beyond = (opened(written_pdf(*[WORDS] * n)) for n in (most, most + 1))

    assert (at_most.length, len(list(at_most.pages))) == (most, most)
    assert (beyond.length, len(list(beyond.pages))) == (most + 1, most)


@pytest.mark.parametrize("size", ["0 0 14400 14400", "0 0 3 3", "0 0 14400 1", "0 0 1e9 1e9"])
def test_a_page_of_any_size_becomes_a_picture_that_can_be_read(size: str) -> None:
    [page] = pages(page_of(size))

    assert isinstance(page, Picture | Unseen)
    if isinstance(page, Picture):
        assert page.image.width * page.image.height <= LIMITS.fax_read_pixels * 1.01


def test_text_beyond_the_limit_is_left_out() -> None:
    line = "word " * 200
    [page] = pages(written_pdf([line] * (LIMITS.fax_page_letters // len(line) + 10)))

    assert isinstance(page, Sheet)
    assert LIMITS.fax_page_letters * 0.9 < len(page.text) <= LIMITS.fax_page_letters


LOCKED = pdf(
    [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
        f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>",
    ]
).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 4 0 R /ID [<4142> <4142>]")
