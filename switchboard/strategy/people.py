"""Moments and names in the words of people. For letters and pages; programs read RFC 3339."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.notation import zone as zone_named

_PATTERNS: Final = {
    "en": "EEEE, d MMMM, HH:mm",
    "de": "EEEE, d. MMMM, HH:mm 'Uhr'",
    "id": "EEEE, d MMMM, 'pukul' HH.mm",
}


def moment(at: UnixSeconds, zone: str, language: str) -> str:
    """Return the moment as people say it, as `Monday, 23 November, 10:00`; in English where we lack the language."""
    local = datetime.fromtimestamp(at, UTC).astimezone(zone_named(zone))
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    pattern = _PATTERNS.get(locale.language, "EEEE, d MMMM, HH:mm")
    return format_datetime(local, pattern, locale=locale)


def name_in(names: Mapping[str, str], language: str, fallback: str) -> str:
    """Return a name in the language, else in the fallback, else in any."""
    return (
        names.get(language) or names.get(fallback) or names.get("*") or next(iter(names.values()))
    )
