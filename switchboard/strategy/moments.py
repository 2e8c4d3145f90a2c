"""Moments as people write them, and back: RFC 3339 at the edge, seconds within."""

from datetime import UTC, datetime
from typing import Final

from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.notation import zone

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2999


def parse_moment(text: str, zone_name: str) -> UnixSeconds:
    """Read RFC 3339; without an offset it is wall time of the zone. Raises ValueError with what to write."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no moment; write it as 2026-12-24T19:00:00+01:00") from None
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        raise ValueError(f"{text!r} is too far away; years are {_FIRST_YEAR} to {_LAST_YEAR}")
    aware = read if read.tzinfo else read.replace(tzinfo=zone(zone_name))
    return UnixSeconds(round(aware.timestamp(), 3))


def show_moment(at: UnixSeconds, zone_name: str) -> str:
    """Write RFC 3339 with the offset of the zone."""
    return datetime.fromtimestamp(at, UTC).astimezone(zone(zone_name)).isoformat()
