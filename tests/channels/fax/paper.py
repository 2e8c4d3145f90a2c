"""Faxes as machines send them: rendered, thinned out to their resolution, speckled, packed into TIFF or PDF."""

import os
import random
import shutil
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from PIL import Image, ImageDraw, ImageFont

FONTS: Final = Path("/usr/share/fonts/truetype/dejavu")
WIDTH: Final = 1728
FINE: Final = (204, 196)
STANDARD: Final = (204, 98)
HEADLINE: Final = (
    "22-NOV-2026 10:31  FROM: Stadtwerke Nord  +49 30 901820   TO: +49 30 555010   P.01/01"
)
GERMAN: Final = """An: ACME Pumpen GmbH, Kundendienst
Von: Jan Petersen, Stadtwerke Nord
Betreff: Rechnung RE-88120
Seiten: 1

Sehr geehrte Damen und Herren,

die Rechnung RE-88120 vom 3. November ist doppelt
gekommen. Bitte prüfen Sie den Betrag und schicken
Sie uns eine Gutschrift über die zweite Rechnung.

Mit freundlichen Grüßen
Jan Petersen"""
ENGLISH: Final = """Dear customer service,

the pump in hall 3 does not start since this morning.
Please send somebody as soon as you can.

With kind regards
Ana Prado"""


def sheet(
    text: str = GERMAN,
    headline: str = HEADLINE,
    *,
    resolution: tuple[int, int] = FINE,
    specks: float = 0.002,
    size: int = 40,
    height: int = 1400,
) -> Image.Image:
    """Return a page as the wire brings it; `specks` is the share of dots that noise has turned."""
    drawn = Image.new("L", (WIDTH, height), 255)
    pen = ImageDraw.Draw(drawn)
    pen.text((40, 10), headline, font=_font("DejaVuSansMono.ttf", 26), fill=0)
    pen.multiline_text((150, 160), text, font=_font("DejaVuSans.ttf", size), fill=0, spacing=16)
    if resolution == STANDARD:
        drawn = drawn.resize((WIDTH, height // 2), Image.Resampling.BILINEAR)
    bare = drawn.point([0] * 141 + [255] * 115)
    chance = random.Random(1)
    for _ in range(int(bare.width * bare.height * specks)):
        dot = (chance.randrange(bare.width), chance.randrange(bare.height))
        bare.putpixel(dot, chance.choice((0, 0, 255)))
    return bare.convert("1")


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / name), size)


def blank(size: tuple[int, int] = (WIDTH, 1100)) -> Image.Image:
    """Return a page on which nothing stands."""
    return Image.new("1", size, 1)


def tiff(
    *pages: Image.Image,
    resolution: tuple[int, int] | None = FINE,
    compression: str | None = "group4",
) -> bytes:
    """Return pages as a TIFF."""
    out = BytesIO()
    told = {} if resolution is None else {"dpi": resolution}
    first, *rest = pages
    first.save(out, "TIFF", save_all=True, append_images=rest, compression=compression, **told)
    return out.getvalue()


def scanned_pdf(*pages: Image.Image) -> bytes:
    """Return pages as the pictures of a PDF."""
    out = BytesIO()
    first, *rest = pages
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=204.0)
    return out.getvalue()


def written_pdf(*pages: Sequence[str]) -> bytes:
    """Return a PDF that carries its text, a page for each list of lines."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 60 780 Td {shown} ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return pdf(objects)


def pdf(objects: Sequence[str]) -> bytes:
    """Return a PDF of these objects; the first is its catalog."""
    body, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    ).encode("latin-1")


def require_eyes() -> None:
    """Let a test run only where there is something to read with; in CI there must be."""
    lacking = [] if shutil.which("tesseract") else ["tesseract"]
    lacking += [] if FONTS.is_dir() else ["fonts-dejavu-core"]
    if not lacking:
        return
    why = f"NOTHING TO READ FAXES WITH HERE: install {', '.join(lacking)}"
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
