"""When what can wait is told together: at round times of the organization's day. Pure."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from switchboard.contracts.values import Seconds, UnixSeconds

_DAY: Final = 86_400


def round_time(at: UnixSeconds, every: Seconds, zone: ZoneInfo) -> UnixSeconds:
    """Return the first multiple of `every` after `at`, counted from midnight; of days, counted from an agreed one.

    By the clock on the wall: a digest at nine stays at nine when clocks change.
    """
    now = datetime.fromtimestamp(at, zone)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    days, tomorrow = int(every // _DAY), midnight + timedelta(days=1)
    if days:
        ahead = days - midnight.toordinal() % days
        return _moment(midnight + timedelta(days=ahead))
    passed = (now.replace(tzinfo=None) - midnight.replace(tzinfo=None)).total_seconds()
    for number in range(int(passed // every) + 1, int(_DAY // every) + 1):
        found = _moment(midnight + timedelta(seconds=number * every))
        if at < found < _moment(tomorrow):
            return found
    return _moment(tomorrow)


def _moment(wall: datetime) -> UnixSeconds:
    return UnixSeconds(wall.timestamp())
