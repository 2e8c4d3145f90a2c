"""Public holidays, resolved when a bundle is gathered and kept in it: the same strategy knows the same ones for ever.

They come from the `holidays` library for 2020 to 2040; other years have none. Moon-dependent ones are estimates.
"""

from datetime import date
from typing import Final

import msgspec

from switchboard.strategy import source
from switchboard.strategy.bundle import STRATEGY_FILE, Bundle
from switchboard.strategy.hours import number

YEARS: Final = range(2020, 2041)


def holidays_file(code: str) -> str:
    """Return where a bundle keeps the holidays of a country or region, as `DE-BY+catholic`."""
    return f"holidays/{code}.json"


def resolved(bundle: Bundle) -> Bundle:
    """Return the bundle with the holidays that its calendars name. An unknown code is left for the check to tell."""
    found = {holidays_file(code): _resolve(code) for code in sorted(_codes(bundle))}
    kept = {path: text for path, text in bundle.files.items() if not path.startswith("holidays/")}
    return Bundle({**kept, **{path: text for path, text in found.items() if text}})


def holidays_of(bundle: Bundle, code: str) -> dict[int, str] | None:
    """Return the holidays by the number of their day; None where the bundle doesn't hold them."""
    text = bundle.files.get(holidays_file(code))
    if text is None:
        return None
    days = msgspec.json.decode(text, type=dict[date, str])
    return {number(day): name for day, name in days.items()}


def _codes(bundle: Bundle) -> set[str]:
    node = source.parse(bundle.files.get(STRATEGY_FILE, ""), STRATEGY_FILE, [])
    whole = source.plain(node) if node else None
    calendars = whole.get("calendars") if isinstance(whole, dict) else None
    each = calendars.values() if isinstance(calendars, dict) else ()
    codes = (calendar.get("holidays") for calendar in each if isinstance(calendar, dict))
    return {code for code in codes if isinstance(code, str)}


def _resolve(code: str) -> str:
    import holidays  # noqa: PLC0415 - slow to import, and needed only where a bundle is gathered

    place, *more = code.split("+")
    country, _, region = place.partition("-")
    try:
        # The country's own language: left to itself, the library asks the environment.
        language = holidays.country_holidays(country).default_language
        days = holidays.country_holidays(
            country,
            subdiv=region or None,
            years=YEARS,
            categories=("public", *more),
            language=language,
        )
    except (NotImplementedError, ValueError):
        return ""
    return msgspec.json.encode({day: days[day] for day in sorted(days)}).decode()
