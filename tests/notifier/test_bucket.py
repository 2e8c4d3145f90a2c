from hypothesis import given
from hypothesis import strategies as st

from services.notifier.bucket import Bucket, Rate
from switchboard.contracts.values import Seconds, UnixSeconds
from tests.harness.clock import SUNDAY_NOON

SIX_A_MINUTE = Rate(6, Seconds(60.0))


def later(seconds: float) -> UnixSeconds:
    return UnixSeconds(SUNDAY_NOON + seconds)


def drained() -> Bucket:
    bucket = Bucket(SIX_A_MINUTE)
    for _ in range(6):
        bucket.take(SUNDAY_NOON)
    return bucket


def test_after_a_pause_as_many_may_go_at_once_as_in_the_whole_span() -> None:
    bucket = Bucket(SIX_A_MINUTE)

    assert (bucket.left(SUNDAY_NOON), bucket.next_at(SUNDAY_NOON)) == (6, SUNDAY_NOON)
    bucket.take(SUNDAY_NOON)
    assert bucket.left(SUNDAY_NOON) == 5


def test_what_is_used_up_comes_back_evenly() -> None:
    bucket = drained()

    assert (bucket.left(SUNDAY_NOON), bucket.next_at(SUNDAY_NOON)) == (0, later(10))
    assert bucket.left(later(9.9)) == 0
    assert bucket.left(later(10)) == 1
    assert bucket.left(later(1_000)) == 6


def test_what_has_not_gone_after_all_is_given_back() -> None:
    bucket = drained()
    bucket.give_back()

    assert bucket.left(SUNDAY_NOON) == 1
    for _ in range(9):
        bucket.give_back()
    assert bucket.left(SUNDAY_NOON) == 6


def test_more_than_there_was_left_is_owed_before_the_next() -> None:
    bucket = drained()
    bucket.take(SUNDAY_NOON)

    assert bucket.next_at(SUNDAY_NOON) == later(20)


def test_a_clock_that_is_set_back_fills_nothing() -> None:
    bucket = drained()

    assert bucket.left(later(-500)) == 0


@given(st.lists(st.floats(0, 30), max_size=60))
def test_within_any_span_at_most_twice_as_many_go_as_are_allowed(pauses: list[float]) -> None:
    bucket, now, gone = Bucket(SIX_A_MINUTE), SUNDAY_NOON, list[UnixSeconds]()
    for pause in pauses:
        now = UnixSeconds(round(now + pause, 3))
        if bucket.left(now):
            bucket.take(now)
            gone.append(now)

    for at in gone:
        assert sum(at <= one < at + 60 for one in gone) <= 12


@given(st.integers(1, 50), st.floats(0.5, 5_000))
def test_who_waits_until_it_is_said_may_go_then(times: int, within: float) -> None:
    bucket = Bucket(Rate(times, Seconds(within)))
    for _ in range(times):
        bucket.take(SUNDAY_NOON)

    assert bucket.left(bucket.next_at(SUNDAY_NOON)) >= 1
