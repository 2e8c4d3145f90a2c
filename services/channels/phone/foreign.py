"""Looking into somebody else's JSON: what isn't there, or isn't what it should be, is simply not told. Pure."""

import math
import re
from datetime import UTC, datetime
from typing import Final

from switchboard.contracts.values import Seconds, UnixSeconds

_LONGEST_NUMBER: Final = 40
_LONGEST_TIME: Final = 40
_LONGEST_CALL: Final = 1_000_000.0
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
_NAMED: Final = {
    "arabic": "ar",
    "chinese": "zh",
    "dutch": "nl",
    "english": "en",
    "french": "fr",
    "german": "de",
    "indonesian": "id",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "malay": "ms",
    "polish": "pl",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "turkish": "tr",
    "vietnamese": "vi",
}
"""Some recognizers write the language out."""


def member(value: object, *path: str) -> object:
    """Return what stands under `path`; None where nothing does."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def rows(value: object) -> list[object]:
    """Return a list's elements; none where it is no list."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """Return a text, or a number as one; anything else is empty."""
    match value:
        case bool():
            return ""
        case str():
            return value
        case int() | float():
            return str(value)
        case _:
            return ""


def first(value: object, *names: str) -> str:
    """Return the first of these members that is a text with something in it."""
    return next((found for name in names if (found := text(member(value, name)).strip())), "")


def number(value: object) -> float | None:
    """Return a finite number, also one that is written as text."""
    match value:
        case bool():
            return None
        case int() | float():
            found = float(value)
        case str() if len(value) <= _LONGEST_NUMBER:
            try:
                found = float(value)
            except ValueError:
                return None
        case _:
            return None
    return found if math.isfinite(found) else None


def share(value: object) -> float | None:
    """Return a share of one, within its bounds."""
    found = number(value)
    return None if found is None else min(1.0, max(0.0, found))


def offset(value: object, per_second: float = 1.0) -> Seconds | None:
    """Return a time within a call; None for one that no call can have."""
    found = number(value)
    if found is None or not 0 <= found / per_second <= _LONGEST_CALL:
        return None
    return Seconds(round(found / per_second, 3))


def moment(value: object) -> UnixSeconds | None:
    """Return a moment written as RFC 3339; one without offset could be anywhere, and is not told."""
    written = text(value).strip()
    if not 0 < len(written) <= _LONGEST_TIME:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return of_datetime(found)


def of_datetime(found: datetime) -> UnixSeconds | None:
    """Return a moment after 1970 with an offset; None for any other."""
    if found.tzinfo is None:
        return None
    try:
        at = (found - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
    except OverflowError:
        return None
    return UnixSeconds(round(at, 3)) if at > 0 else None


def language(value: object) -> str:
    """Return a language tag, as `en` or `pt-BR`; empty where there is none."""
    written = text(value).strip()
    tag = _NAMED.get(written.lower(), written)
    return tag.replace("_", "-") if _TAG.fullmatch(tag) else ""
