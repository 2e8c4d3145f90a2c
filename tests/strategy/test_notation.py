"""The small languages of the file: what they read, and what they say of what they can't."""

from collections.abc import Callable

import pytest

from switchboard.strategy.notation import (
    Duration,
    Range,
    parse_day,
    parse_days,
    parse_duration,
    parse_holidays,
    parse_length,
    parse_range,
    parse_zone,
)

HOUR = 3600


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("08:00-12:00", Range(8 * HOUR, 12 * HOUR)),
        ("00:00-24:00", Range(0, 24 * HOUR)),
        ("22:00-06:00", Range(22 * HOUR, 30 * HOUR)),
        ("9:15-9:30", Range(9 * HOUR + 900, 9 * HOUR + 1800)),
        ("18:00-00:00", Range(18 * HOUR, 24 * HOUR)),
    ],
)
def test_hours_of_a_day(text: str, hours: Range) -> None:
    assert parse_range(text) == hours


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", (0,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat,sun", (5, 6)),
        ("fri-mon", (4, 5, 6, 0)),
        ("Mon-Tue, sat", (0, 1, 5)),
    ],
)
def test_days_of_the_week(text: str, days: tuple[int, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90m", Duration(0, 90 * 60)),
        ("8h", Duration(0, 8 * HOUR)),
        ("5d", Duration(5, 0)),
        ("1d4h", Duration(1, 4 * HOUR)),
        ("2h30m", Duration(0, 2 * HOUR + 1800)),
    ],
)
def test_lengths_of_time(text: str, duration: Duration) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("30s", Duration(0, 30)),
        ("1h 30m", Duration(0, 5400)),
        ("1d 4h", Duration(1, 4 * HOUR)),
        ("90 m", Duration(0, 5400)),
        ("0h", Duration(0, 0)),
        ("5d", Duration(5, 0)),
        ("1d4h30m15s", Duration(1, 4 * HOUR + 1815)),
    ],
)
def test_lengths_of_time_that_somebody_types(text: str, duration: Duration) -> None:
    assert parse_length(text) == duration


@pytest.mark.parametrize("text", ["", " ", "1w", "-2h", "8", "1.5h", "4h1d", "PT8H", "8 hours"])
def test_what_is_no_length_of_time_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="write 90m, 8h, 5d, 1d4h or 30s"):
        parse_length(text)


def test_holidays_name_country_region_and_what_else_counts() -> None:
    assert [parse_holidays(code) for code in ("DE", "DE-BY", "DE-BY+catholic")] == [
        "DE",
        "DE-BY",
        "DE-BY+catholic",
    ]


def test_zones_and_dates_are_checked() -> None:
    assert parse_zone("Asia/Jakarta") == "Asia/Jakarta"
    assert parse_day("2026-12-24") == "2026-12-24"


@pytest.mark.parametrize(
    ("parse", "text", "instead"),
    [
        (parse_range, "8-12", "write it as 08:00-12:00"),
        (parse_range, "08:00-08:00", "is empty"),
        (parse_range, "25:00-26:00", "no such time of day"),
        (parse_range, "08:60-09:00", "no such time of day"),
        (parse_range, None, "no range of hours"),
        (parse_days, "monday", "write mon-fri"),
        (parse_days, "", "write mon-fri"),
        (parse_days, "mon-fri-sun", "write mon-fri"),
        (parse_duration, "soon", "write 90m"),
        (parse_duration, "0h", "write 90m"),
        (parse_duration, "4h1d", "write 90m"),
        (parse_duration, 8, "write 90m"),
        (parse_day, "24.12.2026", "write it as 2026-12-24"),
        (parse_zone, "Berlin", "write it as Europe/Berlin"),
        (parse_zone, "../etc/passwd", "write it as Europe/Berlin"),
        (parse_zone, None, "no time zone"),
        (parse_holidays, "Bavaria", "write DE, DE-BY"),
        (parse_holidays, "../x", "write DE, DE-BY"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(
    parse: Callable[[object], object], text: object, instead: str
) -> None:
    with pytest.raises(ValueError, match=instead):
        parse(text)
