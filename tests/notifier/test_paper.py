"""A letter on paper can be read at the other end, and has no more sheets than a fax should."""

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifier.paper import MOST_PAGES, TooManyPages, paper


def pages(document: bytes) -> int:
    return len(pypdfium2.PdfDocument(document))


def ink(document: bytes) -> int:
    """Return how many points of the first sheet are black."""
    page = pypdfium2.PdfDocument(document)[0]
    return sum(page.render(scale=1, grayscale=True).to_pil().histogram()[:128])


def test_a_letter_fills_sheets_of_a4() -> None:
    document = paper("Dear Ana,\n\nyour pump is on its way.\n", "K7Q2-M9XD")
    sheet = pypdfium2.PdfDocument(document)[0]

    assert document.startswith(b"%PDF-")
    assert (round(sheet.get_width()), round(sheet.get_height())) == (595, 842)
    assert ink(document) > ink(paper("", "K7Q2-M9XD")) > ink(paper("", ""))


def test_a_long_letter_goes_on_overleaf() -> None:
    assert pages(paper("line\n" * 45, "")) == 1
    assert pages(paper("line\n" * 60, "")) == 2


def test_a_letter_that_would_run_out_of_paper_is_refused() -> None:
    per_page = next(n for n in range(40, 60) if pages(paper("x\n" * (n + 1), "")) == 2)

    assert pages(paper("x\n" * per_page * MOST_PAGES, "")) == MOST_PAGES
    with pytest.raises(TooManyPages, match="too long for a fax"):
        paper("x\n" * (per_page * MOST_PAGES + 1), "")


def test_a_line_without_end_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(TooManyPages):
        paper("x" * 2_000_000, "")


@settings(max_examples=30)
@given(st.text(max_size=2_000))
def test_whatever_stands_in_it_it_is_paper(text: str) -> None:
    assert paper(text, "K7Q2-M9XD").startswith(b"%PDF-")
