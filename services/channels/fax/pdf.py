"""The pages of a PDF: as text where it carries a sane one, else as the pictures that a fax is. Pure.

Not safe for threads: wrong text comes out silently. So it runs in the reading process, one at a time.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

import pypdfium2
from pypdfium2 import raw

from services.channels.fax.document import BROKEN, Document, Page, Unseen
from services.channels.fax.picture import Picture
from services.channels.fax.sheet import Line, Sheet
from services.channels.limits import LIMITS
from services.channels.mime import UnreadableInput

_POINTS: Final = 72
_DPI: Final = 200
_PASSWORD: Final = re.compile("password|security", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_ODD: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_FEW_WORDS: Final = 30
"""So few over a picture are the header line that the gateway printed on it."""
_MOST_ODD: Final = 0.05
_MOST_OBJECTS: Final = 200
_MOST_OF_IT: Final = 0.5


def opened(data: bytes) -> Document:
    """Return the pages of a PDF. Raises UnreadableInput."""
    try:
        pdf = pypdfium2.PdfDocument(data)
        count = min(len(pdf), LIMITS.fax_pages_counted)
    except pypdfium2.PdfiumError as fault:
        if _PASSWORD.search(str(fault)):
            raise UnreadableInput("the PDF is locked with a password") from None
        raise UnreadableInput("it is not a PDF that can be opened") from None
    except BROKEN as fault:
        raise UnreadableInput(f"the PDF can't be opened ({type(fault).__name__})") from None
    if count <= 0:
        raise UnreadableInput("the PDF has no pages")
    return Document(count, _pages(pdf, min(count, LIMITS.fax_pages)))


def _pages(pdf: pypdfium2.PdfDocument, count: int) -> Iterator[Page]:
    for number in range(count):
        try:
            page = pdf[number]
            try:
                yield _page(page)
            finally:
                page.close()
        except BROKEN as fault:
            yield Unseen(f"it is damaged ({type(fault).__name__})")


def _page(page: pypdfium2.PdfPage) -> Page:
    width, height = page.get_size()
    if min(width, height) <= 0:
        return Unseen("it has no size")
    text = _text(page)
    many = len(_WORD.findall(text)) > _FEW_WORDS
    if text.strip() and _is_sane(text) and (many or not _is_picture(page, width * height)):
        return Sheet(tuple(Line(line.rstrip()) for line in text.splitlines()))
    scale = min(_DPI / _POINTS, (LIMITS.fax_read_pixels / (width * height)) ** 0.5)
    image = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
    return Picture(image, _DPI, _DPI)


def _text(page: pypdfium2.PdfPage) -> str:
    layer = page.get_textpage()
    try:
        count = min(layer.count_chars(), LIMITS.fax_page_letters)
        text: str = layer.get_text_range(0, count) if count > 0 else ""
    finally:
        layer.close()
    return text


def _is_sane(text: str) -> bool:
    """Tell whether it is words: with a broken font table a layer is gibberish, though the page looks well."""
    return len(_ODD.findall(text)) <= _MOST_ODD * len(text)


def _is_picture(page: pypdfium2.PdfPage, area: float) -> bool:
    """Tell whether a picture covers most of the page."""
    images = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2)
    for image in islice(images, _MOST_OBJECTS):
        left, bottom, right, top = image.get_bounds()
        if abs((right - left) * (top - bottom)) > _MOST_OF_IT * area:
            return True
    return False
