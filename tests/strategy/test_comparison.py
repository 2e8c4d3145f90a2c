"""Two judgements on one inquiry: what is told to differ, and which answers would be late."""

import pytest
from msgspec.structs import replace

from switchboard.contracts.judgement import Judgement, Promise, Say
from switchboard.contracts.values import Clock, Priority, Seconds, Signal, UnixSeconds
from switchboard.strategy.comparison import (
    COMPARED,
    Change,
    Comparison,
    Shift,
    Turn,
    breaks,
    compare,
    mends,
)
from switchboard.strategy.judge import judge
from tests.strategy.small import MONDAY_NINE, inquiry, program

HOUR = 3_600.0


def judged(text: str = "It is broken", *changes: tuple[str, str]) -> Judgement:
    return judge(program(*changes), inquiry(text), MONDAY_NINE)


def due(hours: float) -> UnixSeconds:
    return UnixSeconds(MONDAY_NINE + hours * HOUR)


def promise(clock: Clock, hours: float) -> Promise:
    return Promise(
        clock=clock, within=Seconds(hours * HOUR), starts_at=MONDAY_NINE, due_at=due(hours)
    )


def test_equal_judgements_do_not_differ_whatever_their_strategies_are_called() -> None:
    renamed = judged("It is broken", ("name: Acme", "name: Apex"))

    assert renamed.strategy_id != judged().strategy_id
    assert compare(judged(), renamed) == Comparison()


def test_another_department_is_told_as_from_and_to() -> None:
    after = judged("It is broken", ("to: {department: service}, sla: fast", "to: {department: desk}"))  # fmt: skip

    told = compare(judged(), after)

    assert told.changes == (
        Change("department", "service", "desk"),
        Change("sla", "fast", "standard"),
    )
    assert [(shift.clock, shift.turn) for shift in told.shifts] == [
        (Clock.ACKNOWLEDGE, Turn.NEW),
        (Clock.FIRST_RESPONSE, Turn.LATER),
    ]


@pytest.mark.parametrize(
    ("what", "value", "said"),
    [
        ("assignee", "k.vogel", ("none", "k.vogel")),
        ("priority", Priority.URGENT, ("normal", "urgent")),
        ("triage", True, ("no", "yes")),
        ("signals", (Signal.SAFETY, Signal.CHURN_RISK), ("none", "churn_risk, safety")),
        ("acknowledge", Say.STRATEGY_SAYS_NO, ("due", "strategy_says_no")),
    ],
)
def test_each_thing_is_told_in_words(what: str, value: object, said: tuple[str, str]) -> None:
    after = replace(judged(), **{what: value})

    assert compare(judged(), after).changes == (Change(what, *said),)


def test_evidence_and_explanation_are_no_difference() -> None:
    after = replace(judged(), evidence=(), matched=(), nearest_misses=(), kind_confidence=0.1)

    assert compare(judged(), after) == Comparison()


def test_what_is_compared_is_part_of_every_judgement() -> None:
    assert set(COMPARED) <= set(Judgement.__struct_fields__)


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    [(8, 4, Turn.EARLIER), (4, 8, Turn.LATER), (None, 4, Turn.NEW), (4, None, Turn.GONE)],
)
def test_a_promise_is_told_by_what_becomes_of_it(
    before: float | None, after: float | None, turn: Turn
) -> None:
    promises = [(promise(Clock.RESOLVE, one),) if one else () for one in (before, after)]

    (shift,) = compare(
        replace(judged(), promises=promises[0]), replace(judged(), promises=promises[1])
    ).shifts

    assert (shift.clock, shift.turn) == (Clock.RESOLVE, turn)


@pytest.mark.parametrize(
    ("before", "after", "answered", "broken", "mended"),
    [
        (8, 4, 5, True, False),
        (8, 4, 4, False, False),
        (8, 4, 9, False, False),
        (4, 8, 5, False, True),
        (4, 8, 8, False, True),
        (None, 4, 5, True, False),
        (4, None, 5, False, True),
    ],
)
def test_an_answer_is_late_after_the_deadline_not_at_it(
    before: float | None, after: float | None, answered: float, broken: bool, mended: bool  # noqa: FBT001 - what is expected
) -> None:  # fmt: skip
    shift = Shift(
        Clock.FIRST_RESPONSE,
        None if before is None else due(before),
        None if after is None else due(after),
    )

    assert (breaks(shift, due(answered)), mends(shift, due(answered))) == (broken, mended)
