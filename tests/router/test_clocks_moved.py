"""What a lost reply, another department, another matter and spam do to the promises of a case."""

from services.router.unanswered import UNHEARD
from switchboard.contracts.case import ClockState
from switchboard.contracts.course import (
    CaseClearedOfSpam,
    CaseMarkedSpam,
)
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.handling import CaseReclassified, Words
from switchboard.contracts.values import Kind
from tests.router.company import BILL, FAULT, inquiry, later
from tests.router.matter import (
    ACK,
    FIRST,
    HOUR,
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


# A reply that is lost


def test_a_lost_reply_leaves_open_what_it_had_answered_and_nothing_else() -> None:
    matter = unsent()
    matter.settles(matter.receipt())
    matter.waits(hours=1)
    matter.replies()
    matter.waits(hours=2)
    matter.settles(matter.reply(), Outcome.FAILED)

    assert states(matter.case) == {ACK: MET, FIRST: RUNNING, RESOLVE: RUNNING}
    assert matter.hours_left(FIRST) == 7.0
    assert UNHEARD in [one.why for one in matter.run(FIRST).ledger]


def test_a_lost_reply_to_a_follow_up_leaves_that_one_unanswered() -> None:
    matter = answered()
    matter.sends_nothing_more()
    matter.writes("second")
    matter.waits(hours=1)
    matter.replies()
    matter.waits(hours=6)
    matter.settles(matter.reply(), Outcome.FAILED)

    assert states(matter.case) == {ACK: MET, FIRST: MET, RESOLVE: RUNNING, NEXT: RUNNING}
    assert (matter.run(NEXT).starts_at, matter.hours_left(NEXT)) == (later(HOUR), 3.0)


def test_a_lost_reply_goes_before_what_was_written_since() -> None:
    matter = answered()
    matter.sends_nothing_more()
    matter.writes("second")
    matter.waits(hours=3)
    matter.replies()
    matter.waits(minutes=30)
    matter.writes("third")
    matter.waits(minutes=30)
    matter.settles(matter.reply(), Outcome.FAILED)

    (run,) = [one for one in matter.case.clocks if one.clock is NEXT]
    assert (run.state, run.starts_at, matter.hours_left(NEXT)) == (RUNNING, later(HOUR), 1.0)


def test_a_lost_reply_takes_back_no_solution_of_the_same_moment() -> None:
    matter = unsent()
    matter.replies()
    matter.resolves()
    matter.settles(matter.reply(), Outcome.FAILED)

    assert states(matter.case)[RESOLVE] is MET


# Other promises


def test_another_department_goes_by_its_own_hours_with_what_had_counted() -> None:
    matter = Matter(at=later(22 * HOUR))  # Monday, 11:00 in Berlin.
    matter.waits(hours=1)
    matter.replies()
    matter.transfers("accounts")

    # 39 hours are left: four today, eight on each other day of the week, three on Monday.
    run = matter.run(RESOLVE)
    assert run.within == 40 * HOUR
    assert sum(one.counted for one in run.ledger) == run.within
    assert matter.hours_left(RESOLVE) == 7 * 24 - 1
    assert "weekend" in [one.why for one in run.ledger]


def test_a_promise_that_waits_is_matched_anew_and_goes_on_waiting() -> None:
    program = program_of(
        ("to: {department: accounts}, priority: low", "to: {department: accounts}, sla: quick"),
        ("sla:\n", "sla:\n  quick: {first_response: 1h, resolve: 10h, clock: always}\n"),
    )
    matter = Matter(program=program)
    matter.replies()
    matter.waits(hours=4)
    matter.pauses()
    matter.waits(hours=30)
    contact = matter.case.inquiries[0]
    words = Words(inquiry_id=contact.inquiry_id, subject="Bill", text=BILL)
    matter.acts(CaseReclassified, kind=Kind.INVOICE_QUERY, words=words)
    assert matter.run(RESOLVE).state is PAUSED
    matter.resumes()

    assert (matter.run(RESOLVE).within, matter.hours_left(RESOLVE)) == (10 * HOUR, 6.0)


def test_what_is_promised_only_now_gets_its_clock() -> None:
    program = program_of(
        ("to: {department: accounts}, priority: low", "to: {department: accounts}, sla: quick"),
        ("sla:\n", "sla:\n  quick: {first_response: 1h, clock: always}\n"),
    )
    matter = Matter(inquiry(text=BILL), program=program)
    assert states(matter.case) == {FIRST: RUNNING}
    contact = matter.case.inquiries[0]
    words = Words(inquiry_id=contact.inquiry_id, subject="Pump", text=FAULT)
    matter.acts(CaseReclassified, kind=Kind.INCIDENT, words=words)

    assert states(matter.case) == {FIRST: RUNNING, ACK: MET, RESOLVE: RUNNING}


def test_spam_promises_nothing_and_what_was_none_promises_from_then_on() -> None:
    matter = answered()
    matter.acts(CaseMarkedSpam)
    assert states(matter.case) == {ACK: MET, FIRST: MET, RESOLVE: VOID}
    matter.waits(hours=100)
    matter.acts(CaseClearedOfSpam)

    assert (matter.run(RESOLVE).starts_at, matter.hours_left(RESOLVE)) == (matter.at, 40.0)
