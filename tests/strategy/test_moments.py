"""Moments in and out: RFC 3339 at the edge, whole milliseconds within."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.moments import parse_moment, show_moment


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1970-01-01T00:00:00Z", 0.0),
        ("1970-01-01T01:00:00+01:00", 0.0),
        ("1970-01-01T01:00:00", 0.0),
        ("1970-01-01T01:00", 0.0),
        ("1970-01-01 01:00:00.250", 0.25),
        ("1970-01-02", 82_800.0),
        ("1970-01-01T24:00", 82_800.0),
        ("1970-01-01t00:00:00z", 0.0),
        ("1971-12-31T23:59:60Z", 63_072_000.0),
    ],
)
def test_a_moment_without_offset_is_on_the_wall_of_the_zone(text: str, at: float) -> None:
    assert parse_moment(text, "Europe/Berlin") == at


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-13-01T00:00:00Z",
        "2026-02-30",
        "12:00",
        "2026-11-23T24:01",
        "2026-11-23T25:00",
        "2026-11-23T12:00:60",
        "1795348800.5x",
    ],
)
def test_what_is_no_moment_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="write it as 2026-12-24"):
        parse_moment(text, "UTC")


def test_the_ends_of_time_are_too_far_away() -> None:
    for text in ("0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00"):
        with pytest.raises(ValueError, match="too far away"):
            parse_moment(text, "Asia/Tokyo")


@given(
    st.integers(-(10**9), 4 * 10**9),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Jakarta", "America/New_York"]),
)
def test_what_is_shown_is_read_back_the_same(at: int, zone: str) -> None:
    assert parse_moment(show_moment(UnixSeconds(float(at)), zone), "UTC") == float(at)
