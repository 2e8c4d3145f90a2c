"""Moments and names in the words of people. For letters and pages; programs read RFC 3339."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.notation import zone as zone_named

_PATTERNS: Final = {
    "en": "EEEE, d MMMM{}, HH:mm",
    "de": "EEEE, d. MMMM{}, HH:mm 'Uhr'",
    "id": "EEEE, d MMMM{}, 'pukul' HH.mm",
}
_ANY: Final = "EEEE, d MMMM{}, HH:mm"
_FAR: Final = 300 * 86_400.0
"""A day that is further off than this is told with its year."""
_AT_HOME: Final[Mapping[str, Mapping[str, str]]] = {
    "de": dict.fromkeys(
        ("Europe/Berlin", "Europe/Busingen", "Europe/Vienna", "Europe/Zurich", "Europe/Vaduz"), ""
    ),
    "id": {
        "Asia/Jakarta": " WIB",
        "Asia/Pontianak": " WIB",
        "Asia/Makassar": " WITA",
        "Asia/Jayapura": " WIT",
    },
}
"""What readers of a language say of the time where most of them live."""
_ELSEWHERE: Final = {"en": " ({} time)", "de": " (Ortszeit {})", "id": " (waktu {})"}
_WORLD: Final = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu"})


def moment(at: UnixSeconds, zone: str, language: str) -> str:
    """Return the moment as people say it, as `Monday, 23 November, 10:00`; in English where we lack the language."""
    return _said(at, zone, _locale(language), "")


def appointment(at: UnixSeconds, zone: str, language: str, near: UnixSeconds) -> str:
    """Return the moment as we promise it to whoever may live elsewhere: `Monday, 23 November, 10:00 (Berlin time)`.

    The place is left out where readers of the language need none; the year stands there where it is far from `near`.
    """
    locale = _locale(language)
    year = " y" if abs(at - near) > _FAR else ""
    return _said(at, zone, locale, year) + _place(zone, locale)


def _said(at: UnixSeconds, zone: str, locale: Locale, year: str) -> str:
    local = datetime.fromtimestamp(at, UTC).astimezone(zone_named(zone))
    pattern = _PATTERNS.get(locale.language, _ANY).format(year)
    return format_datetime(local, pattern, locale=locale)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _place(zone: str, locale: Locale) -> str:
    if zone in _WORLD:
        return " UTC"
    known = _AT_HOME.get(locale.language, {}).get(zone)
    if known is not None:
        return known
    city = locale.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
    return _ELSEWHERE.get(locale.language, " ({})").format(city)


def name_in(names: Mapping[str, str], language: str, fallback: str) -> str:
    """Return a name in the language, else in the fallback, else in any."""
    return (
        names.get(language) or names.get(fallback) or names.get("*") or next(iter(names.values()))
    )
