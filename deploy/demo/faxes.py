"""Who sends faxes in the demo: rendered here as a machine would send them, specks of the line included. Pure.

`run` is a fresh word, as for those who write: each run has senders of its own.
"""

import random
from io import BytesIO
from typing import Final, NamedTuple
from urllib.parse import urlencode

from PIL import Image, ImageDraw, ImageFont

from deploy.demo.calls import OURS, number

TIFF: Final = "image/tiff"
_WIDTH, _HEIGHT = 1728, 1100
_RESOLUTION: Final = (204, 196)
_MARGIN: Final = 120
_SPECKS: Final = 0.003


class Fax(NamedTuple):
    """One fax of one page."""

    who: str
    subject: str
    """What the table calls it."""
    lines: tuple[str, ...]
    upside_down: bool = False

    def query(self, run: str) -> str:
        """Return what stands beside its pages."""
        told = {"from": number(self.who, run), "to": OURS, "fax_id": f"{self.who}-{run}"}
        return urlencode(told)

    def pages(self, run: str) -> bytes:
        """Return it as its machine sends it: black dots on white, and some that the line turned."""
        drawn = Image.new("L", (_WIDTH, _HEIGHT), 255)
        pen = ImageDraw.Draw(drawn)
        if self.lines:
            top = f"22-NOV-2026 10:31  FROM: {self.who.upper()}  {number(self.who, run)}  P.01/01"
            pen.text((_MARGIN, 12), top, font=ImageFont.load_default(28), fill=0)
            text = "\n".join(self.lines)
            pen.multiline_text(
                (_MARGIN, 120), text, font=ImageFont.load_default(42), fill=0, spacing=22
            )
        bare = _speckled(drawn.point([0] * 128 + [255] * 128), self.who)
        out = BytesIO()
        turned = bare.rotate(180) if self.upside_down else bare
        turned.convert("1").save(out, "TIFF", compression="group4", dpi=_RESOLUTION)
        return out.getvalue()


def _speckled(page: Image.Image, seed: str) -> Image.Image:
    chance = random.Random(seed)  # noqa: S311 - the same noise every time, and no secret
    for _ in range(int(_WIDTH * _HEIGHT * _SPECKS)):
        page.putpixel((chance.randrange(_WIDTH), chance.randrange(_HEIGHT)), 0)
    return page


FAXES: Final = (
    Fax(
        "gerda",
        "Rechnung RE-88125",
        (
            "An: Acme Pumpen GmbH",
            "Von: Stadtwerke Nord, Gerda Lange",
            "Betreff: Rechnung RE-88125",
            "Seiten: 1",
            "",
            "Guten Tag,",
            "",
            "die Rechnung RE-88125 ist doppelt gekommen.",
            "Bitte korrigieren Sie den Betrag und senden",
            "Sie uns eine Gutschrift.",
        ),
    ),
    Fax(
        "harold",
        "Order of seals",
        (
            "Dear Acme Pumps,",
            "",
            "we would like to order twelve seals for the",
            "pump P-200, to be delivered to gate 3.",
            "",
            "Kind regards, Harold",
        ),
        upside_down=True,
    ),
    Fax("ivo", "Empty page", ()),
)
