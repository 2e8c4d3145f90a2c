"""Exercises: climbed within a minute, by the same ladder, at any hour, and on the real customers' time never."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.router.stages import wakes
from switchboard.contracts.case import ClockState, Flag
from switchboard.contracts.values import Clock, Nature
from tests.router.company import BILL, FAULT, inquiry, later
from tests.router.matter import Matter
from tests.router.partition import Partition

FIRST = Clock.FIRST_RESPONSE
EXERCISE = inquiry("drill", drill="d1", new_case=True)


def drill(text: str = FAULT) -> Matter:
    return Matter(inquiry(drill="d1", text=text))


def test_an_exercise_is_one_and_promises_seconds() -> None:
    matter = drill()

    assert matter.case.flags == (Flag.DRILL,)
    assert {run.clock: run.due_at for run in matter.case.clocks} == {
        Clock.ACKNOWLEDGE: later(10),
        FIRST: later(20),
        Clock.RESOLVE: later(40),
    }


def test_all_of_its_ladder_is_told_within_a_minute_and_it_comes_to_rest() -> None:
    matter = drill()
    matter.waits(seconds=70)

    lead_or_above = {"staff:a.meier", "mailto:centre@acme.example"}
    told = [one for one in matter.alerts if one.clock is FIRST and not one.again]
    assert [
        (one.stage, one.stage_at - matter.began) for one in told if one.to in lead_or_above
    ] == [("warn 50%", 10.0), ("warn 80%", 16.0), ("breach", 20.0), ("breach + 2h", 40.0)]
    matter.waits(seconds=30)
    assert wakes(matter.case) == {}


def test_it_is_told_no_more_than_twice_again() -> None:
    matter = drill()
    matter.waits(hours=1)

    assert {one.again for one in matter.alerts if one.clock is FIRST} == {0, 1, 2}


def test_it_does_not_wait_until_the_department_opens() -> None:
    matter = drill(BILL)  # Accounts are closed on Sunday, and of low priority.
    matter.waits(seconds=30)

    assert matter.run(FIRST).state is ClockState.BREACHED
    assert {one.not_before for one in matter.alerts} == {None}
    assert all(one.matter.drill for one in matter.alerts)


def test_it_stays_an_exercise_wherever_it_is_sent() -> None:
    matter = drill()
    matter.transfers("accounts")

    assert matter.run(FIRST).due_at == later(20)


def test_whoever_writes_into_a_case_makes_no_exercise_of_it() -> None:
    matter = Matter()
    matter.writes("more", drill="d1")

    assert Flag.DRILL not in matter.case.flags


@pytest.mark.parametrize(
    "ties",
    [
        {},
        {"text": BILL},
        {"verified_case": EXERCISE.reference},
        {"named_case": EXERCISE.reference},
        {"references": ("<drill@example.com>",)},
    ],
)
def test_a_matter_in_earnest_never_falls_into_an_exercise(ties: dict[str, Any]) -> None:
    there = Partition()
    exercise = there.hears(EXERCISE, later(0))

    real = there.hears(inquiry("real", received_at=later(60), **ties), later(60))

    assert exercise is not None
    assert real is not None
    assert (real.flags, len(real.inquiries)) == ((), 1)
    assert real.reference != exercise.reference


def test_an_exercise_never_falls_into_a_matter_in_earnest() -> None:
    there = Partition()
    real = there.hears(inquiry(), later(0))
    assert real is not None

    tied = replace(EXERCISE, new_case=False, verified_case=real.reference)
    exercise = there.hears(tied, later(60))

    assert exercise is not None
    assert exercise.reference != real.reference


def test_what_machines_answer_to_an_exercise_stays_with_it() -> None:
    there = Partition()
    there.hears(EXERCISE, later(0))

    bounce = inquiry("bounce", nature=Nature.BOUNCE, verified_case=EXERCISE.reference)
    heard = there.hears(bounce, later(60))

    assert heard is not None
    assert [one.nature for one in heard.inquiries] == [Nature.INQUIRY, Nature.BOUNCE]
