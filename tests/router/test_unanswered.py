"""A reply that reached nobody answers nothing, and the case says so."""

import pytest

from services.router.unanswered import UNHEARD
from switchboard.contracts.case import Case, ClockState, Flag
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.notices import Reply
from switchboard.contracts.values import Channel, Identity, Status
from tests.router.company import (
    EIGHT_HOURS,
    after,
    inquiry,
    later,
    letters,
    opened,
    reopen,
    reply,
    report,
    resolve,
)

LOST = pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.SUPPRESSED])
HOUR = 3_600.0


def settled(case: Case, outcome: Outcome, at: float, nth: int = 0) -> Case:
    """Return the case after the notifier has told of one of its replies."""
    written = [one for one in letters(case) if isinstance(one, Reply)][nth]
    return after(case, report(case, written, outcome, later(at)), later(at))


def answered(at: float = HOUR) -> Case:
    return after(opened(), reply(opened()), later(at))


@LOST
def test_a_reply_that_is_lost_leaves_the_promise_open_with_what_had_counted(
    outcome: Outcome,
) -> None:
    case = settled(answered(), outcome, 3 * HOUR)

    (run,) = case.clocks
    assert (run.state, run.ended_at) == (ClockState.RUNNING, None)
    assert run.due_at == later(EIGHT_HOURS + 2 * HOUR)
    assert [(one.counted, one.why) for one in run.ledger] == [
        (HOUR, "counted"),
        (0.0, UNHEARD),
        (EIGHT_HOURS - HOUR, "counted"),
    ]
    assert case.flags == (Flag.UNDELIVERABLE,)


@pytest.mark.parametrize(
    ("outcome", "flags"), [(Outcome.SENT, ()), (Outcome.UNKNOWN, (Flag.DELIVERY_UNKNOWN,))]
)
def test_a_reply_that_may_have_arrived_answers_and_doubt_is_shown(
    outcome: Outcome, flags: tuple[Flag, ...]
) -> None:
    case = settled(answered(), outcome, 3 * HOUR)

    assert (case.clocks, case.flags) == (answered().clocks, flags)


def test_a_broken_promise_stays_broken_and_waits_to_be_kept_after_all() -> None:
    case = settled(answered(EIGHT_HOURS + HOUR), Outcome.FAILED, EIGHT_HOURS + 2 * HOUR)

    (run,) = case.clocks
    assert (run.state, run.ended_at) == (ClockState.BREACHED, None)


def test_another_reply_that_waits_answers_in_its_place_unless_it_is_lost_too() -> None:
    both = after(answered(), reply(answered(), "second"), later(2 * HOUR))

    one = settled(both, Outcome.FAILED, 3 * HOUR)
    none = settled(one, Outcome.FAILED, 4 * HOUR)
    other = settled(one, Outcome.SENT, 4 * HOUR)

    assert [(run.state, run.ended_at) for run in one.clocks] == [(ClockState.MET, later(2 * HOUR))]
    assert [run.due_at for run in none.clocks] == [later(EIGHT_HOURS + 2 * HOUR)]
    assert other.clocks == one.clocks


def test_another_reply_that_went_out_answers_in_its_place() -> None:
    both = after(answered(), reply(answered(), "second"), later(2 * HOUR))

    case = settled(settled(both, Outcome.SENT, 3 * HOUR, nth=1), Outcome.FAILED, 4 * HOUR)

    assert [run.state for run in case.clocks] == [ClockState.MET]


def test_what_is_settled_by_then_runs_again_only_once_it_is_taken_up() -> None:
    over = after(answered(), resolve(opened()), later(2 * HOUR))

    told = settled(over, Outcome.FAILED, 3 * HOUR)
    again = after(told, reopen(told), later(4 * HOUR))

    assert (told.status, told.clocks[0].state) == (Status.RESOLVED, ClockState.NOT_APPLICABLE)
    assert [run.due_at for run in again.clocks] == [later(EIGHT_HOURS + 3 * HOUR)]


def test_where_nobody_can_be_written_to_a_reply_answers_nothing() -> None:
    caller = opened(inquiry(sender=Identity("tel:+4930901820"), channel=Channel.PHONE))

    case = after(caller, reply(caller), later(HOUR))

    assert (case.owed, case.clocks) == ((), caller.clocks)
    assert Flag.UNDELIVERABLE in case.flags
