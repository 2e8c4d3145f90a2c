"""What staff say of a case: what it is about, how urgent it is, whose turn it is, and whether it is anything at all."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.router.clocks import CUSTOMERS_TURN, paused, resumed
from services.router.decide import decide
from switchboard.contracts.case import Case, ClockRun, ClockState, Flag
from switchboard.contracts.course import (
    CaseClearedOfSpam,
    CaseClosed,
    CaseMarkedSpam,
    CasePaused,
)
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.handling import CasePrioritized, NoteWritten
from switchboard.contracts.judgement import Reason, Say
from switchboard.contracts.values import (
    Clock,
    Kind,
    Nature,
    Priority,
    Seconds,
    Stage,
    Status,
)
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.program import Program
from tests.router.company import (
    BILL,
    BUNDLE,
    EIGHT_HOURS,
    PROGRAM,
    YAML,
    after,
    by_hand,
    claim,
    inquiry,
    later,
    letters,
    opened,
    reclassify,
    reply,
    report,
    resolve,
    transfer,
)

HOURS = """\
calendars:
  always: {weekly: {"mon-sun": ["00:00-24:00"]}}
  days: {weekly: {"mon-sun": ["00:00-12:00"]}}
"""


def other() -> Program:
    """Return the company's strategy with accounts that work until noon, and a slower promise there."""
    text = YAML.replace('calendars: {always: {weekly: {"mon-sun": ["00:00-24:00"]}}}\n', HOURS)
    text = text.replace("{name: Accounts, calendar: always}", "{name: Accounts, calendar: days}")
    text = text.replace("to: {department: accounts}}", "to: {department: accounts}, sla: slow}")
    text = text.replace("sla: {standard: ", "sla: {slow: {first_response: 10h}, standard: ")
    return compile_bundle(replace(BUNDLE, files={**BUNDLE.files, "strategy.yaml": text}))


def refusal(case: Case, event: object) -> str:
    return after(case, event, later(100)).actions[-1].refused_because


def test_what_a_person_says_it_is_about_decides_where_it_goes_and_stands_in_the_decision() -> None:
    case = after(opened(), claim(opened()), later(10))

    said = after(case, reclassify(case, Kind.INVOICE_QUERY), later(60))

    made = said.decisions[-1]
    assert (said.department, said.assignee, said.priority) == ("accounts", None, Priority.NORMAL)
    assert (made.by, made.at, made.inquiry_id) == ("k.vogel", later(60), inquiry().inquiry_id)
    assert (made.judgement.reason, made.judgement.kind_confidence) == (Reason.STAFF, 1.0)
    staff = made.judgement.evidence[0]
    assert (staff.source, staff.fact) == ("staff", "kind=invoice_query")
    assert made.judgement.acknowledge is case.decisions[0].judgement.acknowledge
    assert len(said.owed) == len(case.owed)


def test_stage_and_language_are_said_along_with_it() -> None:
    said = after(
        opened(), reclassify(opened(), Kind.QUESTION, stage=Stage.PRE_DEAL, language="en"), later(9)
    )

    judged = said.decisions[-1].judgement
    assert (judged.stage, judged.language, said.language) == (Stage.PRE_DEAL, "en", "en")


def test_whoever_has_it_keeps_it_within_their_department_and_staff_outrank_a_rules_priority() -> (
    None
):
    case = after(opened(), claim(opened()), later(10))
    case = after(case, by_hand(case, CasePrioritized, priority=Priority.LOW), later(20))

    said = after(case, reclassify(case, Kind.INCIDENT), later(60))

    assert (said.assignee, said.priority, said.department) == ("k.vogel", Priority.LOW, "service")
    assert said.clocks == case.clocks


def test_a_new_rule_promises_anew_and_what_has_counted_stays_counted() -> None:
    program = other()
    case = decide(program, None, inquiry(), later(0))
    assert case is not None

    said = decide(program, case, reclassify(case, Kind.INVOICE_QUERY), later(3_600))

    assert said is not None
    (run,) = said.clocks
    assert (run.starts_at, run.within) == (later(0), Seconds(36_000.0))
    # 13:00 in Berlin: an hour is used up; nine more from midnight of the next day on.
    assert run.due_at == later(3_600 + 10 * 3_600 + 9 * 3_600)
    assert run.ledger[0].counted == Seconds(3_600.0)
    assert sum(one.counted for one in run.ledger) == run.within
    assert {one.why for one in run.ledger} == {"counted", "weekend"}


def test_a_promise_that_is_used_up_by_then_is_due_at_once_and_not_broken_by_that() -> None:
    program = other()
    bill = inquiry(text=BILL)
    case = decide(program, None, bill, later(-11 * 3_600))
    assert case is not None

    said = decide(
        program, case, reclassify(case, Kind.INCIDENT, text=BILL), later(-11 * 3_600 + 9 * 3_600)
    )

    assert said is not None
    (run,) = said.clocks
    assert (run.state, run.due_at) == (ClockState.RUNNING, later(-2 * 3_600))


def test_a_broken_promise_stays_broken_whatever_it_is_about() -> None:
    late = after(opened(), claim(opened()), later(EIGHT_HOURS + 1))

    said = after(late, reclassify(late, Kind.INVOICE_QUERY), later(EIGHT_HOURS + 2))

    assert said.clocks == late.clocks


def test_another_departments_hours_count_once_a_case_lies_there() -> None:
    program = other()
    case = decide(program, None, inquiry(), later(0))
    assert case is not None

    there = decide(program, case, transfer(case, "accounts"), later(3_600))

    assert there is not None
    assert there.clocks[0].within == case.clocks[0].within
    assert there.clocks[0].due_at > case.clocks[0].due_at


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"words": None}, "the words that it was judged by are not kept any more"),
        ({"language": "xx"}, "the strategy of this case doesn't speak 'xx'"),
    ],
)
def test_what_cannot_be_judged_anew_says_why(more: dict[str, Any], why: str) -> None:
    assert refusal(opened(), reclassify(opened(), Kind.QUESTION, **more)) == why


def test_spam_ends_what_was_promised_and_withholds_what_was_not_yet_said() -> None:
    spam = after(opened(), by_hand(opened(), CaseMarkedSpam), later(60))

    assert (spam.flags, spam.owed) == ((Flag.SPAM,), ())
    assert spam.clocks[0].state is ClockState.NOT_APPLICABLE
    assert [(one.outcome, one.reason) for one in spam.deliveries] == [
        (Outcome.SUPPRESSED, Say.SPAM)
    ]


def test_what_comes_to_spam_later_changes_nothing_and_is_not_answered() -> None:
    spam = after(opened(), by_hand(opened(), CaseMarkedSpam), later(60))
    over = after(spam, by_hand(spam, CaseClosed, "close"), later(70))

    more = after(over, inquiry("more"), later(80))

    assert (more.status, more.owed, more.clocks) == (Status.CLOSED, (), over.clocks)
    assert len(more.inquiries) == 2


def test_cleared_of_spam_a_case_is_open_and_its_promises_count_from_there() -> None:
    spam = after(opened(), by_hand(opened(), CaseMarkedSpam), later(60))
    over = after(spam, by_hand(spam, CaseClosed, "close"), later(70))

    clear = after(over, by_hand(over, CaseClearedOfSpam, "clear"), later(3_600))

    (run,) = clear.clocks
    assert (clear.status, clear.resolved_at, clear.flags) == (Status.OPEN, None, ())
    assert (run.state, run.starts_at, run.due_at) == (
        ClockState.RUNNING,
        later(3_600),
        later(3_600 + EIGHT_HOURS),
    )
    assert [one.to for one in letters(clear)] == [inquiry().sender.identities[0]]
    assert clear.deliveries == ()


def test_what_was_answered_before_it_was_held_for_spam_stays_answered() -> None:
    case = after(opened(), reply(opened()), later(10))
    spam = after(case, by_hand(case, CaseMarkedSpam), later(60))

    clear = after(spam, by_hand(spam, CaseClearedOfSpam, "clear"), later(3_600))

    assert clear.clocks == case.clocks


def test_spam_that_the_filter_found_becomes_an_inquiry() -> None:
    spam = opened(inquiry(nature=Nature.SPAM))

    clear = after(spam, by_hand(spam, CaseClearedOfSpam), later(60))

    assert (spam.flags, spam.clocks) == ((Flag.SPAM,), ())
    assert [one.nature for one in clear.inquiries] == [Nature.INQUIRY]
    assert [run.state for run in clear.clocks] == [ClockState.RUNNING]


def test_a_receipt_that_was_on_its_way_already_is_told_as_it_went() -> None:
    case = opened()
    spam = after(case, by_hand(case, CaseMarkedSpam), later(60))

    told = after(spam, report(case, case.owed[0], Outcome.SENT), later(61))

    assert [one.outcome for one in told.deliveries] == [Outcome.SENT]


def test_a_person_who_writes_into_what_the_filter_held_for_spam_is_heard() -> None:
    spam = opened(inquiry(nature=Nature.SPAM))

    heard = after(spam, inquiry("genuine"), later(60))

    assert (heard.flags, [run.state for run in heard.clocks]) == ((), [ClockState.RUNNING])


def test_closing_keeps_since_when_it_was_settled() -> None:
    case = after(opened(), resolve(opened()), later(60))

    assert after(case, by_hand(case, CaseClosed), later(600)).resolved_at == later(60)


def test_a_note_changes_nothing_but_that_it_was_taken() -> None:
    case = after(opened(), by_hand(opened(), NoteWritten, body="blob"), later(60))

    assert replace(case, actions=(), version=1, cause=opened().cause, changed_at=later(0)) == (
        opened()
    )


def test_the_customers_turn_ends_when_they_write_and_never_stops_the_first_answer() -> None:
    waiting = after(opened(), by_hand(opened(), CasePaused), later(60))

    heard = after(waiting, inquiry("answer"), later(600))

    assert (waiting.status, heard.status) == (Status.WAITING, Status.OPEN)
    assert waiting.clocks == heard.clocks == opened().clocks


def running(clock: Clock) -> Case:
    run = ClockRun(
        clock=clock,
        state=ClockState.RUNNING,
        within=Seconds(EIGHT_HOURS),
        starts_at=later(0),
        due_at=later(EIGHT_HOURS),
        ledger=opened().clocks[0].ledger,
    )
    return replace(opened(), clocks=(run,))


def test_a_promise_to_resolve_waits_along_and_goes_on_with_what_was_left() -> None:
    waiting = paused(PROGRAM, running(Clock.RESOLVE), later(3_600))

    on = resumed(PROGRAM, waiting, later(4 * 3_600))

    assert (waiting.clocks[0].state, waiting.clocks[0].ended_at) == (
        ClockState.PAUSED,
        later(3_600),
    )
    (run,) = on.clocks
    assert (run.state, run.ended_at) == (ClockState.RUNNING, None)
    assert run.due_at == later(4 * 3_600 + EIGHT_HOURS - 3_600)
    assert [one.why for one in run.ledger] == ["counted", CUSTOMERS_TURN, "counted"]
    assert sum(one.counted for one in run.ledger) == run.within
