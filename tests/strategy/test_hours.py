"""Business time: against the clock on the wall, minute by minute, over every change of clocks."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.hours import (
    MAX_LEDGER,
    Calendar,
    add,
    between,
    folded,
    number,
    open_day,
)
from switchboard.strategy.moments import parse_moment, show_moment
from switchboard.strategy.notation import DAY, Duration, Range, parse_duration, parse_range

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE_HOURS = (Range(8 * 3600, 12 * 3600), Range(13 * 3600, 17 * 3600))
OFFICE = Calendar(BERLIN, (*(OFFICE_HOURS,) * 5, (), ()))
ALWAYS = Calendar(BERLIN, ((Range(0, DAY),),) * 7)


def at(text: str, zone: str = "Europe/Berlin") -> UnixSeconds:
    return parse_moment(text, zone)


def end(calendar: Calendar, start: str, duration: str) -> str:
    span = add(calendar, at(start, calendar.zone.key), parse_duration(duration))
    return show_moment(span.end_at, calendar.zone.key)


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ("2026-11-23T09:00", "1h", "2026-11-23T10:00:00+01:00"),
        ("2026-11-23T11:30", "1h", "2026-11-23T13:30:00+01:00"),
        ("2026-11-23T11:00", "1h", "2026-11-23T12:00:00+01:00"),
        ("2026-11-23T16:00", "8h", "2026-11-24T16:00:00+01:00"),
        ("2026-11-27T16:30", "1h", "2026-11-30T08:30:00+01:00"),
        ("2026-11-28T12:00", "30m", "2026-11-30T08:30:00+01:00"),
        ("2026-11-23T09:00", "1d", "2026-11-24T09:00:00+01:00"),
        ("2026-11-27T09:00", "1d", "2026-11-30T09:00:00+01:00"),
        ("2026-11-23T09:00", "1d4h", "2026-11-24T14:00:00+01:00"),
        ("2026-11-23T09:00", "5d", "2026-11-30T09:00:00+01:00"),
        ("2026-03-27T16:30", "1h", "2026-03-30T08:30:00+02:00"),
        ("2026-10-23T09:00", "1d", "2026-10-26T09:00:00+01:00"),
    ],
)
def test_a_deadline_falls_into_working_hours(start: str, duration: str, due: str) -> None:
    assert end(OFFICE, start, duration) == due


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ("2026-03-29T00:30", "3h", "2026-03-29T04:30:00+02:00"),
        ("2026-10-25T00:30", "3h", "2026-10-25T02:30:00+01:00"),
        ("2026-03-28T12:00", "1d", "2026-03-29T13:00:00+02:00"),
        ("2026-12-31T23:00", "2h", "2027-01-01T01:00:00+01:00"),
    ],
)
def test_who_never_closes_counts_real_hours(start: str, duration: str, due: str) -> None:
    assert end(ALWAYS, start, duration) == due


@pytest.mark.parametrize("duration", ["30m", "2h", "1d", "1d1h"])
def test_a_deadline_is_told_in_thousandths_of_a_second(duration: str) -> None:
    start = UnixSeconds(at("2026-11-23T11:15") + 0.1236)

    span = add(OFFICE, start, parse_duration(duration))

    assert span.end_at == round(span.end_at, 3)
    assert f"{span.end_at:.4f}".endswith(".1240")
    assert [round(one.counted, 3) for one in span.ledger] == [one.counted for one in span.ledger]


def test_a_closure_of_twenty_six_days_is_fine() -> None:
    closed = {number(date(2026, 12, 1) + timedelta(days=day)): () for day in range(26)}
    calendar = Calendar(BERLIN, OFFICE.weekly, closed)

    assert end(calendar, "2026-11-30T16:30", "1h") == "2026-12-28T08:30:00+01:00"


def test_the_ledger_says_what_counted_and_why_the_rest_did_not() -> None:
    christmas = {number(date(2026, 12, 25)): "Christmas"}
    calendar = Calendar(BERLIN, OFFICE.weekly, {number(date(2026, 12, 24)): ()}, christmas)

    span = add(calendar, at("2026-12-23T16:00"), parse_duration("2h"))

    told = [
        (show_moment(entry.end_at, "Europe/Berlin")[:16], entry.counted, entry.why)
        for entry in span.ledger
    ]
    assert told == [
        ("2026-12-24T00:00", 3600.0, "counted"),
        ("2026-12-25T00:00", 0.0, "closed"),
        ("2026-12-26T00:00", 0.0, "Christmas"),
        ("2026-12-28T00:00", 0.0, "weekend"),
        ("2026-12-28T09:00", 3600.0, "counted"),
    ]


def test_working_days_are_told_apart_from_counted_hours() -> None:
    span = add(OFFICE, at("2026-11-23T09:00"), parse_duration("1d4h"))

    assert [entry.why for entry in span.ledger] == ["working day", "working day", "counted"]
    assert span.counted == 12 * 3600.0


def test_a_shift_over_midnight_belongs_to_the_day_on_which_it_starts() -> None:
    nights = (parse_range("22:00-06:00"),)
    calendar = Calendar(
        BERLIN, ((), (), (), (), nights, (), ()), {}, {number(date(2026, 11, 28)): "Feast"}
    )

    assert end(calendar, "2026-11-27T12:00", "8h") == "2026-11-28T06:00:00+01:00"
    assert between(calendar, at("2026-11-28T00:00"), at("2026-11-29T00:00")).counted == 6 * 3600.0
    # Saturday only ends a shift: it is no working day of its own.
    assert end(calendar, "2026-11-27T23:00", "1d") == "2026-12-04T23:00:00+01:00"


def test_a_shift_through_the_change_of_clocks_is_an_hour_shorter_or_longer() -> None:
    nights = Calendar(BERLIN, ((parse_range("22:00-06:00"),),) * 7)

    spring = between(nights, at("2026-03-28T20:00"), at("2026-03-29T20:00"))
    autumn = between(nights, at("2026-10-24T20:00"), at("2026-10-25T20:00"))

    assert (spring.counted, autumn.counted) == (7 * 3600.0, 9 * 3600.0)


def test_a_day_that_a_country_leaped_over_does_not_exist() -> None:
    samoa = Calendar(ZoneInfo("Pacific/Apia"), ((Range(0, DAY),),) * 7)
    skipped = open_day(samoa, number(date(2011, 12, 30)))

    assert skipped.open == ()
    assert (
        between(
            samoa, at("2011-12-29T00:00", "Pacific/Apia"), at("2012-01-01T00:00", "Pacific/Apia")
        ).counted
        == 2.0 * DAY
    )


def test_backwards_counts_less_than_nothing() -> None:
    back = between(OFFICE, at("2026-11-24T09:00"), at("2026-11-23T09:00"))

    assert (back.counted, len(back.ledger)) == (-8 * 3600.0, 2)
    assert between(OFFICE, at("2026-11-24T09:00"), at("2026-11-24T09:00")).counted == 0.0


def test_a_long_ledger_is_summed_up_without_losing_a_second() -> None:
    span = add(OFFICE, at("2026-01-05T08:00"), parse_duration("1000h"))

    assert len(span.ledger) == MAX_LEDGER
    assert sum(entry.counted for entry in span.ledger) == 1000 * 3600
    short = folded(span.ledger, 10)
    assert (len(short), sum(entry.counted for entry in short)) == (10, 1000 * 3600)
    assert all(a.end_at == b.start_at for a, b in pairwise(short))


ZONES = (
    "Europe/Berlin",
    "Asia/Jakarta",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Havana",
)
CHANGES = (
    "2026-03-29",
    "2026-10-25",
    "2026-12-31",
    "2026-03-08",
    "2026-11-01",
    "2026-04-05",
    "2026-10-04",
    "2027-01-01",
)
quarters = st.integers(0, 95).map(lambda quarter: quarter * 900)


@st.composite
def ranges(draw: st.DrawFn) -> tuple[Range, ...]:
    """Draw up to three ranges of a day, the last perhaps over midnight."""
    cuts = sorted(draw(st.lists(quarters, max_size=6, unique=True)))
    day = [Range(start, until) for start, until in zip(cuts[::2], cuts[1::2], strict=False)]
    if len(cuts) % 2:
        day.append(Range(cuts[-1], DAY + draw(st.integers(0, cuts[0] // 900)) * 900))
    return tuple(day)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Draw a calendar that opens at least once a week, with exceptions around a change of clocks."""
    weekly = draw(st.tuples(*[ranges()] * 7).filter(any))
    changes = draw(st.lists(st.sampled_from(CHANGES), max_size=2, unique=True))
    exceptions = {number(date.fromisoformat(day)): draw(ranges()) for day in changes}
    return Calendar(ZoneInfo(draw(st.sampled_from(ZONES))), weekly, exceptions)


def is_open(calendar: Calendar, moment: float) -> bool:
    """Look at the clock on the wall: the naive way to know whether a minute counts."""
    wall = datetime.fromtimestamp(moment, UTC).astimezone(calendar.zone)
    second = wall.hour * 3600 + wall.minute * 60 + wall.second
    today = number(wall.date())
    return any(span.start <= second < span.end for span in hours_of(calendar, today)) or any(
        second < span.end - DAY for span in hours_of(calendar, today - 1)
    )


def hours_of(calendar: Calendar, day: int) -> tuple[Range, ...]:
    return (
        calendar.exceptions[day] if day in calendar.exceptions else calendar.weekly[(day + 3) % 7]
    )


@given(
    calendars(), st.sampled_from(CHANGES), st.integers(-2 * 1440, 1440), st.integers(0, 3 * 1440)
)
def test_measuring_is_counting_the_minutes(
    calendar: Calendar, day: str, offset: int, length: int
) -> None:
    start = UnixSeconds(at(f"{day}T00:00", "UTC") + offset * 60)
    stop = UnixSeconds(start + length * 60)

    span = between(calendar, start, stop)

    minutes = sum(is_open(calendar, start + minute * 60) for minute in range(length))
    assert span.counted == minutes * 60.0
    assert sum(entry.counted for entry in span.ledger) == span.counted


@given(
    calendars(), st.sampled_from(CHANGES), st.integers(-2 * 1440, 1440), st.integers(1, 2 * 1440)
)
def test_adding_ends_with_the_last_minute_that_counts(
    calendar: Calendar, day: str, offset: int, minutes: int
) -> None:
    start = UnixSeconds(at(f"{day}T00:00", "UTC") + offset * 60)

    span = add(calendar, start, Duration(0, minutes * 60))

    assert span.counted == minutes * 60.0
    assert between(calendar, start, span.end_at).counted == minutes * 60.0
    assert is_open(calendar, span.end_at - 60)
    assert span.ledger[0].start_at == start
    assert span.ledger[-1].end_at == span.end_at


@given(calendars(), st.integers(-DAY * 40, DAY * 400), st.integers(1, 12))
def test_working_days_keep_the_time_on_the_wall(calendar: Calendar, offset: int, days: int) -> None:
    start = UnixSeconds(at("2026-11-22T12:00", "UTC") + offset)

    span = add(calendar, start, Duration(days, 0))

    if not calendar.always:
        here, there = (
            datetime.fromtimestamp(moment, UTC).astimezone(calendar.zone)
            for moment in (start, span.end_at)
        )
        moved = abs((here.replace(tzinfo=None) - there.replace(tzinfo=None)).seconds)
        assert min(moved, DAY - moved) in {0, 1800, 3600}  # clocks may skip the very minute
    worked = [
        day
        for day in range(number(date(2026, 1, 1)), number(date(2028, 12, 31)))
        if hours_of(calendar, day)
    ]
    first = number(datetime.fromtimestamp(start, UTC).astimezone(calendar.zone).date())
    assert sum(first < day <= number(_day(calendar, span.end_at)) for day in worked) in {
        days,
        days - 1,
    }


def _day(calendar: Calendar, moment: float) -> date:
    return datetime.fromtimestamp(moment, UTC).astimezone(calendar.zone).date()
