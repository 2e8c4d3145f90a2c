"""Whether the calendars of a strategy can be worked by: days, ranges, holidays, and that they open at all."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from switchboard.strategy import hours
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.model import Calendar, Strategy
from switchboard.strategy.notation import DAYS, Range, parse_days, zone
from switchboard.strategy.public_holidays import YEARS, holidays_file, holidays_of
from switchboard.strategy.sheet import Sheet


def check(strategy: Strategy, sheet: Sheet, bundle: Bundle) -> None:
    """Note what is wrong with each calendar."""
    for name, calendar in strategy.calendars.items():
        _weekly(calendar, sheet, name)
        _exceptions(calendar, sheet, name)
        _holidays(calendar, sheet, bundle, name)


def _weekly(calendar: Calendar, sheet: Sheet, name: str) -> None:
    seen: set[int] = set()
    for days, ranges in calendar.weekly.items():
        at = ("calendars", name, "weekly", days)
        try:
            numbers = parse_days(days)
        except ValueError as fault:
            sheet.say_of_key("E401", str(fault), *at)
            continue
        again = sorted(seen.intersection(numbers))
        if again:
            sheet.say_of_key(
                "E402",
                f"{', '.join(DAYS[day] for day in again)} stands in an earlier line too",
                *at,
            )
        seen.update(numbers)
        _overlap(ranges, sheet, *at)
    if not any(calendar.weekly.values()):
        sheet.say(
            "E403",
            "this calendar never opens: no promise on it could come due",
            "calendars",
            name,
            "weekly",
        )


def _overlap(ranges: Sequence[Range], sheet: Sheet, *at: str) -> None:
    order = sorted(range(len(ranges)), key=lambda number: ranges[number].start)
    for earlier, later in pairwise(order):
        if ranges[later].start < ranges[earlier].end:
            sheet.say("E404", "these hours overlap those before", *at, later)


def _exceptions(calendar: Calendar, sheet: Sheet, name: str) -> None:
    for day, ranges in calendar.except_.items():
        _overlap(ranges, sheet, "calendars", name, "except", day)


def _holidays(calendar: Calendar, sheet: Sheet, bundle: Bundle, name: str) -> None:
    code = calendar.holidays
    if code is not None and holidays_file(code) not in bundle.files:
        years = f"{YEARS[0]}-{YEARS[-1]}"
        told = f"no holidays are known for {code} ({years}); write a country and region, as DE-BY or ID"
        sheet.say("E405", told, "calendars", name, "holidays")


def calendar_of(strategy: Strategy, name: str, bundle: Bundle) -> hours.Calendar:
    """Return a calendar, ready for arithmetic."""
    said = strategy.calendars[name]
    weekly: list[tuple[Range, ...]] = [()] * 7
    for days, ranges in said.weekly.items():
        for day in parse_days(days):
            weekly[day] = tuple(sorted(ranges, key=lambda span: span.start))
    exceptions = {
        hours.number(date.fromisoformat(day)): tuple(ranges) for day, ranges in said.except_.items()
    }
    holidays = (holidays_of(bundle, said.holidays) or {}) if said.holidays else {}
    own = zone(said.timezone or strategy.organization.timezone)
    return hours.Calendar(own, tuple(weekly), exceptions, holidays)
