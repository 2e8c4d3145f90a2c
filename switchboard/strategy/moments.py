"""Moments as people write them, and back: RFC 3339 at the edge, seconds within."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.notation import zone

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2999


_MIDNIGHT: Final = re.compile(r"(?<=[T ])24(?=:?00(?::?00(?:[.,]0+)?)?(?:Z|[+-]|$))")
"""The end of a day, as ISO 8601 writes it."""
_LEAP: Final = re.compile(r"(?<=:59:)60")
"""A leap second, which no clock of ours counts: the next minute begins with it."""


def parse_moment(text: str, zone_name: str) -> UnixSeconds:
    """Read RFC 3339; without an offset it is wall time of the zone. Raises ValueError with what to write.

    Wall time that comes twice, as clocks are set back, is the first; what clocks leap over is reckoned by the offset
    before: 02:30 is 03:30.
    """
    plain, days = _MIDNIGHT.subn("00", text.strip().upper())
    plain, seconds = _LEAP.subn("59", plain)
    try:
        read = datetime.fromisoformat(plain) + timedelta(days=days, seconds=seconds)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is no moment; write it as 2026-12-24T19:00:00+01:00") from None
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        raise ValueError(f"{text!r} is too far away; years are {_FIRST_YEAR} to {_LAST_YEAR}")
    aware = read if read.tzinfo else read.replace(tzinfo=zone(zone_name))
    return UnixSeconds(round(aware.timestamp(), 3))


def show_moment(at: UnixSeconds, zone_name: str) -> str:
    """Write RFC 3339 with the offset of the zone."""
    return wall_clock(at, zone_name).isoformat()


def wall_clock(at: UnixSeconds, zone_name: str) -> datetime:
    """Return what the clock on the wall of the zone shows."""
    return datetime.fromtimestamp(at, UTC).astimezone(zone(zone_name))
