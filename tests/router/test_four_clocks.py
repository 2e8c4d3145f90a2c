"""The four promises of a case: from when each counts, what keeps it, what pauses it, and what makes it run again."""

import pytest

from services.router.clocks import CUSTOMERS_TURN, SETTLED_THEN
from switchboard.contracts.case import ClockState
from switchboard.contracts.course import (
    CaseClosed,
)
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Channel, Nature
from tests.router.company import inquiry, later
from tests.router.matter import (
    ACK,
    FIRST,
    HOUR,
    MINUTE,
    NEXT,
    RESOLVE,
    Matter,
    answered,
    program_of,
    states,
    unsent,
)

MET, RUNNING, BREACHED, PAUSED, VOID = (
    ClockState.MET,
    ClockState.RUNNING,
    ClockState.BREACHED,
    ClockState.PAUSED,
    ClockState.NOT_APPLICABLE,
)


# What begins with the inquiry


def test_three_promises_run_from_when_the_customer_reached_us() -> None:
    matter = Matter(inquiry(received_at=later(-600)), sends=False)

    assert states(matter.case) == {ACK: RUNNING, FIRST: RUNNING, RESOLVE: RUNNING}
    assert {run.starts_at for run in matter.case.clocks} == {later(-600)}


# The receipt


def test_a_receipt_that_went_out_keeps_its_promise_when_it_was_sent() -> None:
    matter = unsent()
    matter.waits(minutes=3)
    matter.settles(matter.receipt())

    run = matter.run(ACK)
    assert (run.state, run.ended_at) == (MET, later(3 * MINUTE))


def test_one_that_may_have_gone_out_keeps_it_too() -> None:
    matter = unsent()

    assert states(matter.settles(matter.receipt(), Outcome.UNKNOWN))[ACK] is MET


def test_a_report_that_comes_late_of_a_receipt_that_was_sent_in_time_breaks_nothing() -> None:
    matter = unsent()
    receipt = matter.receipt()
    matter.at = later(20 * MINUTE)
    matter.settles(receipt, at=later(15 * MINUTE))

    run = matter.run(ACK)
    assert (run.state, run.ended_at) == (MET, later(15 * MINUTE))


def test_one_sent_too_late_has_broken_it_and_says_when_it_was_sent() -> None:
    matter = unsent()
    receipt = matter.receipt()
    matter.at = later(20 * MINUTE)
    matter.settles(receipt)

    run = matter.run(ACK)
    assert (run.state, run.ended_at) == (BREACHED, later(20 * MINUTE))


def test_one_that_failed_leaves_the_promise_running_until_it_is_broken() -> None:
    matter = unsent()
    assert states(matter.settles(matter.receipt(), Outcome.FAILED))[ACK] is RUNNING

    assert states(matter.waits(minutes=16))[ACK] is BREACHED


def test_one_that_is_suppressed_ends_it_and_says_why() -> None:
    matter = unsent()
    matter.settles(matter.receipt(), Outcome.SUPPRESSED)

    run = matter.run(ACK)
    assert (run.state, run.why) == (VOID, "so it is")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (inquiry(channel=Channel.IN_PERSON), "met_in_person"),
        (inquiry(attributes={"quiet": "yes"}), "strategy_says_no"),
    ],
)
def test_where_none_is_owed_the_promise_never_counts_and_says_why(
    said: InquiryReceived, why: str
) -> None:
    run = Matter(said).run(ACK)

    assert (run.state, run.why) == (VOID, why)


def test_reopening_a_case_promises_no_receipt_that_was_never_owed() -> None:
    matter = Matter(inquiry(attributes={"quiet": "yes"}))
    matter.resolves()

    assert states(matter.reopens()) == {ACK: VOID, FIRST: RUNNING, RESOLVE: RUNNING}


def test_whoever_is_answered_knows_that_we_have_it() -> None:
    matter = unsent()
    matter.waits(minutes=5)

    assert states(matter.replies()) == {ACK: MET, FIRST: MET, RESOLVE: RUNNING}


# The first answer


def test_a_pause_before_the_first_answer_does_not_stop_its_promise() -> None:
    matter = Matter()
    matter.pauses()

    assert states(matter.waits(hours=9)) == {ACK: MET, FIRST: BREACHED, RESOLVE: PAUSED}


# The next answers


def test_the_next_answer_is_promised_from_the_first_message_that_nobody_answered() -> None:
    matter = answered()
    matter.waits(hours=1)
    matter.writes("second")
    matter.waits(hours=1)
    matter.writes("third")

    run = matter.run(NEXT)
    assert (run.state, run.starts_at, run.due_at) == (RUNNING, later(2 * HOUR), later(6 * HOUR))
    assert [one.clock for one in matter.case.clocks].count(NEXT) == 1


def test_a_message_before_the_first_answer_starts_nothing() -> None:
    matter = Matter()
    matter.writes("second")

    assert NEXT not in states(matter.case)


@pytest.mark.parametrize("nature", [one for one in Nature if one is not Nature.INQUIRY])
def test_what_machines_send_is_no_message_that_waits_for_an_answer(nature: Nature) -> None:
    matter = answered()
    matter.writes("echo", nature=nature)

    assert NEXT not in states(matter.case)


def test_a_reply_keeps_it_and_the_next_message_begins_a_new_one() -> None:
    matter = answered()
    matter.writes("second")
    matter.waits(hours=4)
    matter.replies()
    assert (matter.run(NEXT).state, matter.run(NEXT).ended_at) == (MET, later(5 * HOUR))
    matter.writes("third")

    assert [one.starts_at for one in matter.case.clocks if one.clock is NEXT] == [later(5 * HOUR)]


def test_a_message_that_opens_a_resolved_case_waits_for_an_answer() -> None:
    matter = answered()
    matter.resolves()
    matter.waits(hours=10)
    matter.writes("still broken")

    assert states(matter.case) == {ACK: MET, FIRST: MET, RESOLVE: RUNNING, NEXT: RUNNING}


def test_what_waits_for_an_answer_is_broken_like_any_promise() -> None:
    matter = answered()
    matter.writes("second")

    assert states(matter.waits(hours=4, seconds=5))[NEXT] is BREACHED


def test_a_strategy_that_promises_no_next_answer_starts_none() -> None:
    matter = Matter(program=program_of(("    next_response: 4h\n", "")))
    matter.replies()
    matter.writes("second")

    assert NEXT not in states(matter.case)


# The solution


def test_it_waits_with_us_while_the_customer_has_the_turn() -> None:
    matter = answered()
    matter.pauses()
    matter.waits(hours=100)
    matter.resumes()

    run = matter.run(RESOLVE)
    assert (run.state, matter.hours_left(RESOLVE)) == (RUNNING, 39.0)
    assert CUSTOMERS_TURN in [one.why for one in run.ledger]
    assert sum(one.counted for one in run.ledger) == run.within


def test_resolving_keeps_it_then() -> None:
    matter = answered()
    matter.waits(hours=39)

    run = next(one for one in matter.resolves().clocks if one.clock is RESOLVE)
    assert (run.state, run.ended_at) == (MET, later(40 * HOUR))


def test_resolving_too_late_has_broken_it() -> None:
    matter = answered()
    matter.waits(hours=39, seconds=1)

    assert states(matter.resolves())[RESOLVE] is BREACHED


def test_resolving_while_the_customer_has_the_turn_keeps_it_and_the_pause_stays_a_pause() -> None:
    matter = answered()
    matter.pauses()
    matter.waits(hours=50)
    matter.resolves()
    assert matter.run(RESOLVE).state is MET
    matter.waits(hours=50)
    matter.reopens()

    assert (matter.run(RESOLVE).state, matter.hours_left(RESOLVE)) == (RUNNING, 39.0)


def test_reopening_counts_the_time_for_which_it_was_resolved_as_a_pause() -> None:
    matter = answered()
    matter.resolves()
    matter.waits(hours=72)
    matter.reopens()

    assert matter.hours_left(RESOLVE) == 39.0
    assert SETTLED_THEN in [one.why for one in matter.run(RESOLVE).ledger]
    assert states(matter.waits(hours=39, seconds=5))[RESOLVE] is BREACHED


def test_closing_without_a_solution_keeps_nothing_and_breaks_nothing() -> None:
    matter = answered()

    assert states(matter.acts(CaseClosed))[RESOLVE] is VOID
