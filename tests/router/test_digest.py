"""Round times of an organization's day, by the clock on its wall."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.router.digest import round_time
from switchboard.contracts.values import Seconds, UnixSeconds

BERLIN = ZoneInfo("Europe/Berlin")
HOUR, DAY = Seconds(3_600.0), Seconds(86_400.0)


def moment(text: str, zone: ZoneInfo = BERLIN) -> UnixSeconds:
    return UnixSeconds(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


@pytest.mark.parametrize(
    ("at", "every", "told"),
    [
        ("2026-11-22T13:01", HOUR, "2026-11-22T14:00"),
        ("2026-11-22T13:00", HOUR, "2026-11-22T14:00"),
        ("2026-11-22T12:59:59.999", HOUR, "2026-11-22T13:00"),
        ("2026-11-22T23:30", HOUR, "2026-11-23T00:00"),
        ("2026-11-22T00:00", Seconds(5 * HOUR), "2026-11-22T05:00"),
        ("2026-11-22T20:30", Seconds(5 * HOUR), "2026-11-23T00:00"),
        ("2026-11-22T13:01", Seconds(900.0), "2026-11-22T13:15"),
        ("2026-11-22T13:01", DAY, "2026-11-23T00:00"),
        ("2026-03-29T01:30", HOUR, "2026-03-29T03:00"),
        ("2026-03-28T23:00", Seconds(9 * HOUR), "2026-03-29T00:00"),
        ("2026-03-29T00:30", Seconds(9 * HOUR), "2026-03-29T09:00"),
    ],
)
def test_a_digest_comes_at_the_next_round_time(at: str, every: Seconds, told: str) -> None:
    assert round_time(moment(at), every, BERLIN) == moment(told)


def test_a_digest_of_days_counts_from_an_agreed_day() -> None:
    week = Seconds(7 * DAY)
    first = round_time(moment("2026-11-22T13:00"), week, BERLIN)

    assert round_time(first, week, BERLIN) == first + week
    assert round_time(UnixSeconds(first - 1), week, BERLIN) == first


@given(
    st.integers(1_700_000_000, 1_900_000_000),
    st.sampled_from([60, 700, 900, 3_600, 7_200, 18_000, 86_400, 3 * 86_400, 100_000]),
    st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Beirut"]),
)
def test_a_round_time_lies_ahead_and_not_too_far(at: int, every: int, zone: str) -> None:
    found = round_time(UnixSeconds(float(at)), Seconds(float(every)), ZoneInfo(zone))

    assert at < found <= at + max(every, 86_400) + 2 * 3_600
