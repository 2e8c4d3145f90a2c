"""Business time where clocks do odd things: at midnight, by half an hour, over the date line, over a year of closures.

Each expectation is reckoned by hand. The oracle looks at the clock on the wall, second by second, and shares no code
with what it checks.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.strategy.hours import Calendar, TooFar, add, between, number, worked
from switchboard.strategy.moments import parse_moment, show_moment
from switchboard.strategy.notation import Duration, Range, parse_length, parse_range

NINE_TO_FIVE: Final = ("09:00-17:00",)


def calendar(zone: str, *hours: str, closed: tuple[str, ...] = (), days: int = 5) -> Calendar:
    """Return a calendar that opens at these hours on the first days of the week, but for some dates."""
    ranges = tuple(parse_range(one) for one in hours)
    weekly = (*(ranges,) * days, *((),) * (7 - days))
    return Calendar(ZoneInfo(zone), weekly, {number(date.fromisoformat(day)): () for day in closed})


def due(known: Calendar, start: str, length: str) -> str:
    zone = known.zone.key
    end = add(known, parse_moment(start, zone), parse_length(length)).end_at
    return re.sub(r"(T..:..):00(?=[+-])", r"\1", show_moment(end, zone))


def seconds(known: Calendar, start: str, end: str) -> float:
    zone = known.zone.key
    return between(known, parse_moment(start, zone), parse_moment(end, zone)).counted


@pytest.mark.parametrize(
    ("zone", "hours", "start", "length", "end"),
    [
        # Brazil set clocks forward at midnight: 4 November 2018 began at 01:00.
        ("America/Sao_Paulo", ["00:00-24:00"], "2018-11-03T22:00", "3h", "2018-11-04T02:00-02:00"),
        ("America/Sao_Paulo", ["00:00-02:00"], "2018-11-04T00:00", "1h", "2018-11-04T02:00-02:00"),
        # And back at midnight: 17 February 2018 had its last hour twice.
        ("America/Sao_Paulo", ["00:00-24:00"], "2018-02-17T22:00", "3h", "2018-02-18T00:00-03:00"),
        ("America/Sao_Paulo", ["20:00-24:00"], "2018-02-17T20:00", "5h", "2018-02-18T00:00-03:00"),
        # Egypt: the last Friday of April begins at 01:00.
        ("Africa/Cairo", ["00:00-24:00"], "2024-04-25T23:00", "2h", "2024-04-26T02:00+03:00"),
        ("Africa/Cairo", ["00:00-00:30"], "2024-04-25T12:00", "15m", "2024-04-27T00:15+03:00"),
        # Lebanon: 31 March 2024 begins at 01:00.
        ("Asia/Beirut", ["22:00-06:00"], "2024-03-30T22:00", "6h", "2024-03-31T05:00+03:00"),
        # Lord Howe moves by half an hour: 02:00 is 02:30, and in April 02:00 is 01:30 again.
        ("Australia/Lord_Howe", ["00:00-24:00"], "2026-10-04T01:30", "1h", "2026-10-04T03:00+11:00"),
        ("Australia/Lord_Howe", ["01:00-04:00"], "2026-04-05T01:00", "3h", "2026-04-05T03:30+10:30"),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", ["00:00-24:00"], "2011-12-29T23:00", "2h", "2011-12-31T01:00+14:00"),
        ("Pacific/Apia", ["09:00-17:00"], "2011-12-29T16:00", "2h", "2011-12-31T10:00+14:00"),
        # Nepal's quarter and India's half hour are no trouble.
        ("Asia/Kathmandu", ["09:00-17:00"], "2026-11-23T16:45", "30m", "2026-11-24T09:15+05:45"),
        # A leap day is a day.
        ("Europe/Berlin", ["09:00-17:00"], "2028-02-28T16:00", "2h", "2028-02-29T10:00+01:00"),
        ("Europe/Berlin", ["09:00-17:00"], "2028-02-28T16:00", "2d", "2028-03-01T16:00+01:00"),
        # 2100 has none.
        ("Europe/Berlin", ["09:00-17:00"], "2100-02-28T16:00", "2h", "2100-03-01T10:00+01:00"),
    ],
)  # fmt: skip
def test_a_deadline_abroad(zone: str, hours: list[str], start: str, length: str, end: str) -> None:
    assert due(calendar(zone, *hours, days=7), start, length) == end


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2026-11-23T12:30", "1h", "2026-11-23T14:00+01:00"),
        ("2026-11-23T12:00", "1h", "2026-11-23T14:00+01:00"),
        ("2026-11-23T13:00", "1h", "2026-11-23T14:00+01:00"),
        ("2026-11-23T11:00", "1h", "2026-11-23T12:00+01:00"),
        ("2026-11-23T16:00", "1h", "2026-11-23T17:00+01:00"),
        ("2026-11-23T17:00", "1h", "2026-11-24T10:00+01:00"),
        ("2026-11-23T09:00", "7h", "2026-11-23T17:00+01:00"),
        ("2026-11-23T09:00", "14h", "2026-11-24T17:00+01:00"),
        ("2026-11-23T09:00", "14h1m", "2026-11-25T09:01+01:00"),
        ("2026-11-23T16:59:59", "2s", "2026-11-24T09:00:01+01:00"),
        ("2026-11-23T16:59:59.500", "1s", "2026-11-24T09:00:00.500000+01:00"),
        ("2026-11-28T03:00", "0h", "2026-11-28T03:00+01:00"),
        ("2026-11-28T03:00", "1d", "2026-11-30T03:00+01:00"),
        ("2026-11-27T18:00", "1d1h", "2026-12-01T10:00+01:00"),
        ("2026-11-22T24:00", "9h", "2026-11-24T11:00+01:00"),
        ("2026-11-23T08:00Z", "1h", "2026-11-23T10:00+01:00"),
        ("2026-11-23T15:00+07:00", "1h", "2026-11-23T10:00+01:00"),
    ],
)
def test_a_deadline_with_a_lunch_break(start: str, length: str, end: str) -> None:
    office = calendar("Europe/Berlin", "09:00-12:00", "13:00-17:00")

    assert due(office, start, length) == end


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [
        ("2026-11-23T17:00", "2026-11-24T09:00", 0),
        ("2026-11-24T09:00", "2026-11-23T16:00", -3600),
        ("2026-11-23T10:00", "2026-11-23T10:00", 0),
        ("2026-11-27T16:00", "2026-11-30T10:00", 7200),
        ("2026-11-28T00:00", "2026-11-29T24:00", 0),
        ("2026-11-23T09:00:00.250", "2026-11-23T09:00:01", 0.75),
        ("2026-01-01T00:00", "2027-01-01T00:00", 261 * 8 * 3600),
    ],
)
def test_time_between(start: str, end: str, counted: float) -> None:
    assert seconds(calendar("Europe/Berlin", *NINE_TO_FIVE), start, end) == counted


def test_the_night_in_which_clocks_change_is_as_long_as_it_is() -> None:
    nights = calendar("Europe/Berlin", "22:00-06:00", days=7)

    assert seconds(nights, "2026-03-28T22:00", "2026-03-29T06:00") == 7 * 3600
    assert seconds(nights, "2026-10-24T22:00", "2026-10-25T06:00") == 9 * 3600


def test_wall_time_that_comes_twice_is_the_first_and_what_never_comes_is_as_before() -> None:
    always = calendar("Europe/Berlin", "00:00-24:00", days=7)

    assert due(always, "2026-10-25T02:30", "30m") == "2026-10-25T02:00+01:00"
    assert due(always, "2026-10-25T02:30+01:00", "30m") == "2026-10-25T03:00+01:00"
    assert due(always, "2026-03-29T02:30", "0m") == "2026-03-29T03:30+02:00"


def test_a_closure_of_more_than_a_year_is_waited_for() -> None:
    first = date(2026, 11, 24)
    closed = tuple((first + timedelta(days)).isoformat() for days in range(800))
    office = calendar("Europe/Berlin", *NINE_TO_FIVE, closed=closed)

    assert due(office, "2026-11-23T16:00", "2h") == "2029-02-01T10:00+01:00"
    assert due(office, "2026-11-23T16:00", "1d") == "2029-02-01T16:00+01:00"


def test_who_never_opens_is_not_waited_for_without_end() -> None:
    never = calendar("Europe/Berlin", days=0)

    for length in (Duration(0, 1), Duration(1, 0), Duration(1, 1)):
        with pytest.raises(TooFar, match="within 200 years"):
            add(never, UnixSeconds(0.0), length)
    assert add(never, UnixSeconds(0.0), Duration(0, 0)).end_at == 0.0
    assert worked(never, UnixSeconds(0.0), Seconds(0.0)).end_at == 0.0
    assert between(never, UnixSeconds(0.0), UnixSeconds(1e9)).counted == 0.0


ZONES: Final = (
    ("America/Sao_Paulo", "2018-11-04"), ("America/Sao_Paulo", "2018-02-18"),
    ("Africa/Cairo", "2024-04-26"), ("Africa/Cairo", "2024-11-01"),
    ("Asia/Beirut", "2024-03-31"), ("Asia/Beirut", "2024-10-27"),
    ("Australia/Lord_Howe", "2026-10-04"), ("Australia/Lord_Howe", "2026-04-05"),
    ("Pacific/Apia", "2011-12-30"), ("Antarctica/Troll", "2026-03-29"),
    ("America/Caracas", "2016-05-01"), ("Asia/Pyongyang", "2018-05-05"),
    ("Africa/Casablanca", "2026-02-15"), ("Atlantic/Azores", "2026-10-25"),
    ("America/Scoresbysund", "2024-03-31"), ("Europe/Dublin", "2026-03-29"),
)  # fmt: skip
STEP: Final = 300


def ticks(known: Calendar, start: float) -> Iterator[bool]:
    """Yield of each five minutes whether the clock on the wall stands within the hours."""
    at = start
    while True:
        wall = datetime.fromtimestamp(at, UTC).astimezone(known.zone)
        passed = (wall - wall.replace(hour=0, minute=0, second=0)).seconds
        yesterday, today = (
            known.weekly[(wall.date() - timedelta(days)).weekday()] for days in (1, 0)
        )
        yield any(one.start <= passed < one.end for one in today) or any(
            passed + 86_400 < one.end for one in yesterday
        )
        at += STEP


steps = st.integers(0, 288)
hours_of_a_day = st.lists(steps, max_size=4, unique=True).map(
    lambda cuts: tuple(
        Range(start * STEP, end * STEP)
        for start, end in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False)
    )
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.tuples(*[hours_of_a_day] * 7).filter(any),
    st.integers(-2 * 288, 288),
    st.integers(1, 400),
)
@example(ZONES[8], ((Range(0, 86_400),),) * 7, -12, 24)
@example(ZONES[0], ((Range(79_200, 86_400 + 21_600),),) * 7, -48, 100)
def test_counting_is_looking_at_the_clock(
    place: tuple[str, str], weekly: tuple[tuple[Range, ...], ...], offset: int, length: int
) -> None:
    zone, day = place
    known = Calendar(ZoneInfo(zone), weekly)
    start = parse_moment(f"{day}T00:00Z", "UTC") + offset * STEP

    span = between(known, UnixSeconds(start), UnixSeconds(start + length * STEP))
    clock = ticks(known, start)
    naive = sum(next(clock) for _ in range(length)) * float(STEP)
    added = add(known, UnixSeconds(start), Duration(0, 2 * STEP))

    assert span.counted == naive
    assert naive_end(known, start, 2) == added.end_at


def naive_end(known: Calendar, start: float, count: int) -> float:
    """Return when so many open ticks have passed."""
    for number_of, is_open in enumerate(ticks(known, start), 1):
        count -= is_open
        if not count:
            return start + number_of * STEP
    raise AssertionError
