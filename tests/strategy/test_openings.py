"""When a department opens: at once, tomorrow, after a holiday, or never."""

from datetime import datetime

import pytest

from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.hours import Calendar, number
from switchboard.strategy.notation import parse_range, zone
from switchboard.strategy.openings import next_opening

BERLIN = zone("Europe/Berlin")
DAY = (parse_range("08:00-12:00"), parse_range("13:00-17:00"))
CHRISTMAS = number(datetime(2026, 12, 25, tzinfo=BERLIN).date())
OFFICE = Calendar(BERLIN, (DAY,) * 5 + ((), ()), holidays={CHRISTMAS: "Christmas"})


def moment(text: str) -> UnixSeconds:
    return UnixSeconds(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp())


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-23 09:00", "2026-11-23 09:00"),
        ("2026-11-23 08:00", "2026-11-23 08:00"),
        ("2026-11-23 12:00", "2026-11-23 13:00"),
        ("2026-11-23 17:00", "2026-11-24 08:00"),
        ("2026-11-23 03:00", "2026-11-23 08:00"),
        ("2026-11-22 12:00", "2026-11-23 08:00"),
        ("2026-12-24 17:00", "2026-12-28 08:00"),
        ("2026-10-24 23:00", "2026-10-26 08:00"),
    ],
)
def test_it_is_the_next_moment_at_which_somebody_works(at: str, opens: str) -> None:
    assert next_opening(OFFICE, moment(at)) == moment(opens)


def test_a_calendar_that_never_opens_holds_nothing_back() -> None:
    never = Calendar(BERLIN, ((),) * 7)

    assert next_opening(never, moment("2026-11-23 09:00")) == moment("2026-11-23 09:00")
