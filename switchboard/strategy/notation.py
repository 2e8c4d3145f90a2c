"""The small languages inside the file: ranges of hours, days of the week, lengths of time, zones, dates.

Each parser takes what stands in the file and raises ValueError with what to write instead.
"""

import re
from datetime import date
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from switchboard.contracts.values import Seconds

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY: Final = 86_400
_MINUTES: Final = 60
_RANGE: Final = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
_DURATION: Final = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?")
_LENGTH: Final = re.compile(
    r"(?:(?P<d>\d{1,4}) ?d)? ?(?:(?P<h>\d{1,5}) ?h)? ?(?:(?P<m>\d{1,6}) ?m)? ?(?:(?P<s>\d{1,8}) ?s)?"
)
_SHARE: Final = re.compile(r"(\d{1,3})\s?%")
_LEVEL: Final = re.compile(r"(?:>=\s?)?(\d{1,3})")
_SCALE: Final = re.compile(r"(\d{1,3})-(\d{1,3})")
_PROMISED: Final = re.compile(r"(?:warn (?P<share>\d{1,3}\s?%)|breach(?: ?\+ ?(?P<later>\w+))?)")
_WHOLE: Final = 100
_HOLIDAYS: Final = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?(?:\+[a-z_]+)*")


class Duration(msgspec.Struct, frozen=True):
    """A length of business time: working days first, then counted seconds."""

    days: int
    seconds: int


class Range(msgspec.Struct, frozen=True):
    """Hours of one day in seconds after its midnight; an end past 24 h lies in the next day."""

    start: int
    end: int


class Scale(msgspec.Struct, frozen=True):
    """The levels of a skill, the lowest and the highest."""

    lowest: int
    highest: int


class Moment(msgspec.Struct, frozen=True):
    """A moment in the life of a promise: when a share of it has gone, or so long after its breach."""

    share: float
    later: Duration | None = None


def parse_range(text: object) -> Range:
    """Read `08:00-12:00`; an end at or before the start is on the next day."""
    found = _RANGE.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        raise ValueError(f"{text!r} is no range of hours; write it as 08:00-12:00")
    hours, minutes, until_hours, until_minutes = map(int, found.groups())
    start, end = hours * 3600 + minutes * 60, until_hours * 3600 + until_minutes * 60
    if max(minutes, until_minutes) >= _MINUTES or start >= DAY or end > DAY:
        raise ValueError(f"{text!r} has no such time of day; the day is 00:00-24:00")
    if start == end:
        raise ValueError(f"{text!r} is empty; a whole day is 00:00-24:00")
    return Range(start, end if end > start else end + DAY)


def parse_days(text: str) -> tuple[int, ...]:
    """Read `mon-thu` or `sat,sun`; Monday is 0. A span may pass the weekend, as `fri-mon`."""
    days: list[int] = []
    for part in text.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise ValueError(f"{text!r} is no day of the week; write mon-fri, sat or sat,sun")
        start = DAYS.index(first)
        span = (DAYS.index(last or first) - start) % 7
        days += [(start + offset) % 7 for offset in range(span + 1)]
    return tuple(days)


def parse_duration(text: object) -> Duration:
    """Read `90m`, `8h`, `5d` or `1d4h`: d are working days, h and m are counted."""
    found = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    if not (days or hours or minutes):
        raise ValueError(f"{text!r} is no length of time; write 90m, 8h, 5d or 1d4h")
    return Duration(days, hours * 3600 + minutes * 60)


def parse_length(text: str) -> Duration:
    """Read a length of time that somebody types: as in the file, and `30s`, `1h 30m`, or none at all, `0h`."""
    found = _LENGTH.fullmatch(text.strip())
    if not found or not any(found.groups()):
        told = f"{text!r} is no length of time; write 90m, 8h, 5d, 1d4h or 30s"
        raise ValueError(f"{told} (d are working days, so there are no weeks)")
    days, hours, minutes, seconds = (int(found[unit] or 0) for unit in "dhms")
    return Duration(days, hours * 3600 + minutes * 60 + seconds)


def spelled(length: Duration) -> str:
    """Return how a file may write it, in the largest units that hold it: `8h`, `1d4h`, `1h30m`."""
    hours, minutes = divmod(length.seconds // _MINUTES, _MINUTES)
    parts = ((length.days, "d"), (hours, "h"), (minutes, "m"))
    return "".join(f"{count}{unit}" for count, unit in parts if count)


def parse_span(text: object) -> Seconds:
    """Read `2m` or `30d` as plain time."""
    length = parse_duration(text)
    return Seconds(float(length.days * DAY + length.seconds))


def parse_share(text: object) -> float:
    """Read `80%`."""
    found = _SHARE.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found or not 0 < int(found[1]) <= _WHOLE:
        raise ValueError(f"{text!r} is no share; write it as 80%")
    return int(found[1]) / _WHOLE


def parse_level(text: object) -> int:
    """Read `>=4`; `4` means the same."""
    found = _LEVEL.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        raise ValueError(f'{text!r} is no level; write it as ">=4"')
    return int(found[1])


def parse_scale(text: object) -> Scale:
    """Read `1-5`."""
    found = _SCALE.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found or int(found[1]) >= int(found[2]):
        raise ValueError(f"{text!r} is no range of levels; write it as 1-5")
    return Scale(int(found[1]), int(found[2]))


def parse_moment_of_promise(text: object) -> Moment:
    """Read `warn 80%`, `breach` or `breach + 2h`."""
    found = _PROMISED.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        raise ValueError(
            f"{text!r} is no moment of a promise; write warn 80%, breach or breach + 2h"
        )
    if found["share"]:
        return Moment(parse_share(found["share"]))
    return Moment(1.0, parse_duration(found["later"]) if found["later"] else None)


def parse_day(text: object) -> str:
    """Read a date as `2026-12-24`."""
    try:
        return date.fromisoformat(text if isinstance(text, str) else "").isoformat()
    except ValueError:
        raise ValueError(f"{text!r} is no date; write it as 2026-12-24") from None


def parse_holidays(text: object) -> str:
    """Read `DE`, `DE-BY` or `DE-BY+catholic`: country, region, and categories beyond the public holidays."""
    if not isinstance(text, str) or not _HOLIDAYS.fullmatch(text):
        raise ValueError(f"{text!r} names no holidays; write DE, DE-BY or DE-BY+catholic")
    return text


@cache
def zone(name: str) -> ZoneInfo:
    """Return the time zone of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; write it as Europe/Berlin") from None


def parse_zone(text: object) -> str:
    """Read the name of a time zone."""
    return zone(text if isinstance(text, str) else "").key
