"""A letter on paper: text on sheets of A4, as a fax carries them. Pure.

Drawn at the resolution of a fine fax and in black and white, so that nothing is rounded on the way.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from typing import Final

from PIL import Image, ImageDraw, ImageFont

DPI: Final = 200
WIDTH, HEIGHT = 1_654, 2_339
_MARGIN: Final = 160
_SIZE: Final = 28
_LINE: Final = 42
_FOOT: Final = 90
MOST_PAGES: Final = 10
_PER_PAGE: Final = (HEIGHT - 2 * _MARGIN - _FOOT) // _LINE
_FONTS: Final = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf")
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class TooManyPages(ValueError):
    """A text fills more sheets than a fax of ours may have."""


def paper(text: str, reference: str) -> bytes:
    """Return a PDF of the text; each sheet carries the reference and its number. Raises TooManyPages."""
    font = _font()
    wrapped = (line for one in text.expandtabs(4).splitlines() for line in _wrapped(one, font))
    lines = list(islice(wrapped, MOST_PAGES * _PER_PAGE + 1))
    sheets = [lines[start : start + _PER_PAGE] for start in range(0, len(lines), _PER_PAGE)] or [[]]
    if len(sheets) > MOST_PAGES:
        raise TooManyPages(f"too long for a fax: it fills more than {MOST_PAGES} pages")
    pages = [
        _sheet(sheet, f"{reference}   {number}/{len(sheets)}", font)
        for number, sheet in enumerate(sheets, 1)
    ]
    made = BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=DPI)
    return made.getvalue()


def _font() -> _Font:
    """Return a font with the letters of many languages; where the system has none, Pillow's own, of fewer."""
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, _SIZE)
        except OSError:
            continue
    return ImageFont.load_default(_SIZE)


def _sheet(lines: Sequence[str], foot: str, font: _Font) -> Image.Image:
    page = Image.new("1", (WIDTH, HEIGHT), 1)
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        pen.text((_MARGIN, _MARGIN + number * _LINE), line, fill=0, font=font)
    pen.text((_MARGIN, HEIGHT - _MARGIN), foot, fill=0, font=font)
    return page


def _wrapped(line: str, font: _Font) -> Iterator[str]:
    """Give a line in pieces that fit between the margins, broken between words where there are any."""
    room = WIDTH - 2 * _MARGIN
    rest = "".join(sign if sign.isprintable() else " " for sign in line)
    while len(rest) > room or font.getlength(rest) > room:
        fits = _fitting(rest, font, room)
        at = rest.rfind(" ", 1, fits + 1)
        at = at if at > 0 else fits
        yield rest[:at].rstrip()
        rest = rest[at:].lstrip()
    yield rest


def _fitting(line: str, font: _Font, room: int) -> int:
    """Return how many signs of a line fit, at least one."""
    low, high = 1, min(len(line), room)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(line[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    return low
