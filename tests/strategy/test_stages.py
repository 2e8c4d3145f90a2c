"""The moments of a promise: each once, in order, named as they are written, at times that a calendar gives."""

from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.strategy.hours import Calendar, add
from switchboard.strategy.notation import (
    Duration,
    Moment,
    parse_duration,
    parse_moment_of_promise,
    parse_range,
    spelled,
)
from switchboard.strategy.stages import comes_at, moments, named, order, told_of
from tests.strategy.small import MONDAY_NINE, program

OFFICE = Calendar(ZoneInfo("Europe/Berlin"), (*((parse_range("08:00-17:00"),),) * 5, (), ()))
LADDERS = (
    "fast: {first_response: 1h}",
    (
        "fast: {first_response: 8h, resolve: 2d, warn_at: [80%, 50%], ladder: duty}\n"
        "ladders:\n"
        "  duty:\n"
        "    - {at: warn 50%, notify: assignee, else: lead}\n"
        "    - {at: breach, notify: lead}\n"
        "    - {at: breach, notify: department}\n"
        "    - {at: breach + 2h, notify: control_centre}"
    ),
)
DUTY = program(LADDERS).strategy
SLA, LADDER = DUTY.sla["fast"], DUTY.ladders["duty"]


def test_each_moment_comes_once_in_its_order_under_the_name_that_the_file_gives_it() -> None:
    assert [named(one) for one in moments(SLA, LADDER)] == [
        "warn 50%",
        "warn 80%",
        "breach",
        "breach + 2h",
    ]


def test_without_a_ladder_there_are_the_warnings_and_the_breach() -> None:
    assert [named(one) for one in moments(SLA, ())] == ["warn 50%", "warn 80%", "breach"]


def test_several_steps_may_stand_at_one_moment() -> None:
    told = [[who.value for who in step.notify] for step in told_of(Moment(1.0), LADDER)]

    assert told == [["lead"], ["department"]]


def test_a_warning_comes_when_its_share_is_counted_and_what_follows_the_breach_waits_for_morning() -> (
    None
):
    span = add(OFFICE, MONDAY_NINE, Duration(0, 8 * 3600))

    hours = [
        (comes_at(one, OFFICE, MONDAY_NINE, span.counted, span.end_at) - MONDAY_NINE) / 3600
        for one in moments(SLA, LADDER)
    ]

    assert hours == [4.0, 6.4, 8.0, 24 + 1.0]


@given(st.integers(1, 99), st.integers(60, 86_400 * 5))
def test_a_warning_lies_between_the_beginning_and_the_breach(share: int, within: int) -> None:
    span = add(OFFICE, MONDAY_NINE, Duration(0, within))

    at = comes_at(Moment(share / 100), OFFICE, MONDAY_NINE, span.counted, span.end_at)

    assert MONDAY_NINE < at < span.end_at


@given(st.builds(Duration, st.integers(0, 9999), st.integers(1, 99_999).map(lambda m: m * 60)))
def test_a_length_of_time_is_read_back_as_it_was_spelled(length: Duration) -> None:
    assert parse_duration(spelled(length)) == length


@given(
    st.one_of(
        st.integers(1, 100).map(lambda share: f"warn {share}%"),
        st.just("breach"),
        st.integers(1, 23).map(lambda hours: f"breach + {hours}h"),
    )
)
def test_a_moment_is_read_back_as_it_was_named(written: str) -> None:
    moment = parse_moment_of_promise(written)

    assert order(parse_moment_of_promise(named(moment))) == order(moment)


def test_moments_are_in_order_whatever_the_file_says_first() -> None:
    found = moments(SLA, reversed(LADDER))

    assert all(order(one) < order(other) for one, other in pairwise(found))
    assert comes_at(
        found[-1], OFFICE, UnixSeconds(0.0), Seconds(1.0), MONDAY_NINE
    ) == MONDAY_NINE + Seconds(7200.0)
