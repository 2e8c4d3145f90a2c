"""Promises and time: kept until the very deadline, broken a millisecond later, and never judged by when we read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.router.clocks import dropped, met, revived, settled, started
from switchboard.contracts.case import Case, ClockRun, ClockState
from switchboard.contracts.events import Event
from switchboard.contracts.values import Clock, Seconds, UnixSeconds
from tests.router.company import (
    EIGHT_HOURS,
    PROGRAM,
    after,
    claim,
    inquiry,
    later,
    opened,
    passed,
    reopen,
    reply,
    resolve,
)

DUE = later(EIGHT_HOURS)
TOO_LATE = later(EIGHT_HOURS + 0.001)
FIRST = (Clock.FIRST_RESPONSE,)


def state(case: Case) -> ClockState:
    return case.clocks[0].state


def test_equal_to_the_deadline_is_met() -> None:
    assert state(after(opened(), reply(opened()), DUE)) is ClockState.MET


def test_a_millisecond_later_is_broken_and_says_when_it_was_done_after_all() -> None:
    case = after(opened(), reply(opened()), TOO_LATE)

    assert (state(case), case.clocks[0].ended_at) == (ClockState.BREACHED, TOO_LATE)


def test_a_deadline_that_passed_breaks_the_promise() -> None:
    case = after(opened(), passed(opened()), later(EIGHT_HOURS + 5))

    assert (state(case), case.clocks[0].ended_at) == (ClockState.BREACHED, None)


def test_an_alarm_that_comes_too_early_changes_nothing() -> None:
    assert state(after(opened(), passed(opened()), DUE)) is ClockState.RUNNING


@pytest.mark.parametrize("event", [claim(opened()), inquiry("more"), passed(opened())])
def test_whatever_happens_late_finds_the_promise_broken_first(event: Event) -> None:
    assert state(after(opened(), event, TOO_LATE)) is ClockState.BREACHED


def test_an_alarm_behind_the_reply_breaks_nothing() -> None:
    """The reply was taken in time and read a day late; the alarm stands behind it in the log."""
    answered = after(opened(), reply(opened()), DUE)

    assert state(after(answered, passed(opened()), later(2 * EIGHT_HOURS))) is ClockState.MET


def test_an_alarm_given_twice_breaks_once() -> None:
    once = after(opened(), passed(opened()), TOO_LATE)
    twice = after(once, passed(opened()), later(EIGHT_HOURS + 60))

    assert twice.clocks == once.clocks


def test_once_met_it_stays_met() -> None:
    answered = after(opened(), reply(opened()), later(10))
    again = after(answered, reply(opened(), "second"), later(20))

    assert again.clocks == answered.clocks


def test_resolving_ends_what_still_runs_and_reopening_goes_on_with_what_was_left_of_it() -> None:
    resolved = after(opened(), resolve(opened()), later(10))
    reopened = after(resolved, reopen(opened()), later(20 * 86_400))

    assert (state(resolved), resolved.clocks[0].ended_at) == (ClockState.NOT_APPLICABLE, later(10))
    (run,) = reopened.clocks
    assert (run.state, run.ended_at) == (ClockState.RUNNING, None)
    assert run.due_at == later(20 * 86_400 + EIGHT_HOURS - 10)


def test_the_ledger_of_a_reopened_case_shows_the_time_for_which_it_was_resolved() -> None:
    resolved = after(opened(), resolve(opened()), later(10))
    (run,) = after(resolved, reopen(opened()), later(500)).clocks

    assert [entry.why for entry in run.ledger] == ["counted", "paused: resolved", "counted"]
    assert (run.ledger[1].start_at, run.ledger[1].end_at) == (later(10), later(500))
    assert sum(entry.counted for entry in run.ledger) == run.within


def test_a_broken_promise_stays_broken_through_resolving_and_reopening() -> None:
    late = after(opened(), resolve(opened()), TOO_LATE)

    assert state(late) is ClockState.BREACHED
    assert state(after(late, reopen(opened()), later(2 * EIGHT_HOURS))) is ClockState.BREACHED


def test_a_deadline_that_passes_while_the_case_is_resolved_breaks_nothing() -> None:
    resolved = after(opened(), resolve(opened()), later(10))

    assert state(after(resolved, passed(opened()), TOO_LATE)) is ClockState.NOT_APPLICABLE


def test_every_promise_of_a_judgement_gets_a_clock() -> None:
    promise = opened().decisions[0].judgement.promises[0]

    assert [run.clock for run in started((promise, replace(promise, clock=Clock.RESOLVE)))] == [
        Clock.FIRST_RESPONSE,
        Clock.RESOLVE,
    ]


RUNS = st.builds(
    ClockRun,
    clock=st.sampled_from(Clock),
    state=st.sampled_from(ClockState),
    within=st.just(Seconds(60)),
    starts_at=st.just(later(0)),
    due_at=st.floats(0, 1e4).map(later),
    ended_at=st.none() | st.floats(0, 1e4).map(later),
)
CASES = st.lists(RUNS, max_size=4).map(lambda runs: replace(opened(), clocks=tuple(runs)))
MOMENTS = st.floats(0, 1e4).map(later)


@given(CASES, MOMENTS, MOMENTS)
def test_settling_in_two_steps_is_settling_at_once(
    case: Case, one: UnixSeconds, other: UnixSeconds
) -> None:
    earlier, moment = sorted((one, other))

    assert settled(settled(case, earlier), moment) == settled(case, moment)


@given(CASES, MOMENTS)
def test_no_broken_promise_is_ever_mended(case: Case, at: UnixSeconds) -> None:
    for changed in (
        settled(case, at),
        met(case, FIRST, at),
        dropped(case, at),
        revived(PROGRAM, case, at),
    ):
        for before, now in zip(case.clocks, changed.clocks, strict=True):
            assert now.state is ClockState.BREACHED or before.state is not ClockState.BREACHED


@given(CASES, MOMENTS)
def test_dropping_leaves_nothing_running(case: Case, at: UnixSeconds) -> None:
    assert not [run for run in dropped(case, at).clocks if run.state is ClockState.RUNNING]
    assert [run.due_at for run in dropped(case, at).clocks] == [run.due_at for run in case.clocks]
