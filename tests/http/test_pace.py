"""A pace: so many at once, then evenly; each for himself, and in bounded memory."""

from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.http.pace import Pace, Rate, neighborhood
from tests.harness.clock import SUNDAY_NOON

THREE_THEN_ONE_A_MINUTE = Rate(at_once=3, every=Seconds(60.0))


def later(seconds: float) -> UnixSeconds:
    return UnixSeconds(SUNDAY_NOON + seconds)


def wait(pace: Pace, who: str, at: UnixSeconds) -> float:
    return pace.wait(who, at)


def test_as_many_as_said_come_in_at_once_and_the_next_is_told_how_long_to_wait() -> None:
    pace = Pace(THREE_THEN_ONE_A_MINUTE)

    assert [wait(pace, "ana", later(0)) for _ in range(5)] == [0, 0, 0, 60, 60]


def test_whoever_waits_as_long_as_told_comes_in_and_not_a_moment_sooner() -> None:
    pace = Pace(THREE_THEN_ONE_A_MINUTE)
    for _ in range(3):
        pace.wait("ana", later(0))

    assert wait(pace, "ana", later(59.5)) == 0.5
    assert wait(pace, "ana", later(60)) == 0
    assert wait(pace, "ana", later(60)) == 60


def test_who_stays_away_has_no_more_than_a_full_bucket() -> None:
    pace = Pace(THREE_THEN_ONE_A_MINUTE)
    pace.wait("ana", later(0))

    assert [wait(pace, "ana", later(86_400)) for _ in range(4)] == [0, 0, 0, 60]


def test_one_who_hurries_keeps_nobody_else_waiting() -> None:
    pace = Pace(THREE_THEN_ONE_A_MINUTE)
    for _ in range(9):
        pace.wait("ana", later(0))

    assert wait(pace, "jan", later(0)) == 0


def test_a_clock_that_is_set_back_a_day_locks_nobody_out_for_a_day() -> None:
    pace = Pace(THREE_THEN_ONE_A_MINUTE)
    for _ in range(3):
        pace.wait("ana", later(0))

    assert wait(pace, "ana", later(-86_400)) == 60


def test_it_remembers_no_more_than_it_may_and_forgets_who_came_longest_ago() -> None:
    pace = Pace(Rate(at_once=1, every=Seconds(60.0)), most=2)
    for who in ("ana", "jan", "ana", "eva"):
        pace.wait(who, later(0))

    assert len(pace) == 2
    assert wait(pace, "ana", later(0)) == 60
    assert wait(pace, "jan", later(0)) == 0


@given(st.lists(st.floats(0, 600), max_size=60), st.integers(1, 5), st.integers(1, 50))
def test_in_no_stretch_of_time_do_more_come_in_than_the_rate_says(
    pauses: list[float], at_once: int, every: int
) -> None:
    pace = Pace(Rate(at_once, Seconds(float(every))))
    now, entered = 0.0, []
    for pause in pauses:
        now += pause
        if wait(pace, "ana", later(now)) == 0:
            entered.append(now)

    for first, begin in enumerate(entered):
        for last in range(first, len(entered)):
            assert last - first + 1 <= at_once + (entered[last] - begin) / every + 0.001


def test_all_addresses_of_one_household_are_one_visitor() -> None:
    one = neighborhood("2001:db8:1:2:aaaa::1")

    assert one == neighborhood("2001:db8:1:2:bbbb:cccc:dddd:eeee") == "2001:db8:1:2::/64"
    assert one != neighborhood("2001:db8:1:3::1")
    assert neighborhood("fe80::1%eth0") == "fe80::/64"


def test_an_old_address_stands_for_itself_however_it_is_written() -> None:
    assert neighborhood("192.0.2.7") == neighborhood("::ffff:192.0.2.7") == "192.0.2.7"
    assert neighborhood("a path of a socket") == "a path of a socket"
