"""When a calendar opens: what must not disturb anybody at night waits until then. Pure."""

from datetime import datetime
from typing import Final

from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.hours import Calendar, number, open_day

_FARTHEST: Final = 400
"""Days that are looked through; a calendar that is closed for longer opens to nobody."""


def next_opening(calendar: Calendar, at: UnixSeconds) -> UnixSeconds:
    """Return the first moment from `at` on at which it is open: `at` itself while it is, and where it never will be."""
    today = number(datetime.fromtimestamp(at, calendar.zone).date())
    for day in range(today, today + _FARTHEST):
        for since, until in open_day(calendar, day).open:
            if at < until:
                return max(at, since)
    return at
