"""In which language a visitor reads: as the address asks, else as the browser does, else the first. Pure."""

import re
from collections.abc import Collection
from typing import Final

FIRST: Final = "en"
_MOST: Final = 1_000
"""Characters of a header that are looked at."""
_WISH: Final = re.compile(
    r"\s*([A-Za-z]{2,3})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*"
)


def tongue(asked: str, accepted: str, spoken: Collection[str]) -> str:
    """Return one of `spoken`: `asked` by `?lang=`, or what comes first in `accepted` (Accept-Language)."""
    wishes = [(asked[:35], 2.0), *_wishes(accepted)]
    known = [(one, weight) for wish, weight in wishes if (one := _plain(wish)) in spoken]
    return max(known, key=lambda wish: wish[1], default=(FIRST, 0.0))[0]


def _plain(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _wishes(accepted: str) -> list[tuple[str, float]]:
    found = (_WISH.fullmatch(one) for one in accepted[:_MOST].split(","))
    weighed = ((match[1], float(match[2] or 1)) for match in found if match)
    return [(tag, weight) for tag, weight in weighed if weight > 0]
