"""How much of a fax is read rightly, by language, resolution and noise. One of each language; all of them if long."""

import os
import re

import pytest

from services.channels.fax.read import read_fax
from services.channels.originals import Envelope
from tests.channels.fax.paper import FINE, STANDARD, sheet, tiff

TEXTS = {
    "en": "The pump in hall 3 does not start since\nthis morning. Please send somebody soon.",
    "de": "Die Pumpe läuft seit heute früh nicht mehr.\nBitte schicken Sie möglichst bald jemanden.",
    "id": "Pompa di aula tiga tidak menyala sejak pagi.\nMohon segera kirimkan seorang teknisi.",
}
LONG = bool(os.environ.get("SWITCHBOARD_LONG"))
CASES = [
    (language, resolution, specks, size)
    for language in TEXTS
    for resolution in ((FINE, STANDARD) if LONG else (STANDARD,))
    for specks in ((0.0, 0.003, 0.01, 0.02) if LONG else (0.005,))
    for size in ((28, 36, 44) if LONG else (40,))
]
_MOST_WRONG = 0.05


def _errors(wanted: str, found: str) -> float:
    """Return the share of letters that must be changed to have what was written."""
    row = list(range(len(found) + 1))
    for at, letter in enumerate(wanted, 1):
        before, row[0] = row[0], at
        for to, other in enumerate(found, 1):
            before, row[to] = (
                row[to],
                min(row[to] + 1, row[to - 1] + 1, before + (letter != other)),
            )
    return row[-1] / len(wanted)


@pytest.mark.usefixtures("eyes")
@pytest.mark.parametrize(("language", "resolution", "specks", "size"), CASES)
def test_few_letters_are_wrong(
    language: str, resolution: tuple[int, int], specks: float, size: int
) -> None:
    page = sheet(TEXTS[language], resolution=resolution, specks=specks, size=size, height=500)
    fax = tiff(page, resolution=resolution)
    languages = (language, *(other for other in TEXTS if other != language))

    said = read_fax(fax, "", Envelope(), "DE", languages, lambda: 60.0)

    wanted, found = (re.sub(r"\s+", " ", text) for text in (TEXTS[language], said.text))
    assert _errors(wanted, found) <= _MOST_WRONG, said.text
    assert said.quality > 0.7
