"""What a case is about is said of an inquiry that rests there; who has the case keeps it."""

from msgspec.structs import replace

from services.cli.recorded import rests_of
from switchboard.contracts.case import Case, ClockState
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.handling import CaseAssigned, Words
from switchboard.contracts.values import Kind, Nature
from tests.router.company import (
    BILL,
    EIGHT_HOURS,
    after,
    by_hand,
    inquiry,
    later,
    opened,
    reclassify,
    reopen,
    split,
)

FIRST = inquiry()
SECOND = inquiry("second", text=BILL)


def parted() -> Case:
    """Return a case of two inquiries from which the second, another matter, has been sent away."""
    case = after(opened(FIRST), SECOND, later(60))
    return after(case, split(case, SECOND.inquiry_id), later(120))


def test_what_has_left_the_case_says_nothing_of_it() -> None:
    case = parted()
    words = Words(inquiry_id=SECOND.inquiry_id, text=BILL)

    after_all = after(case, reclassify(case, Kind.INVOICE_QUERY, words=words), later(180))

    (*_, outcome) = after_all.actions
    assert (outcome.accepted, outcome.refused_because) == (
        False,
        "the inquiry that it was judged by doesn't rest in this case",
    )
    assert after_all.decisions == case.decisions


def test_the_history_tells_it_of_the_inquiry_that_rests_there() -> None:
    case = parted()

    said = after(case, reclassify(case, Kind.INVOICE_QUERY), later(180))

    kinds = {inquiry_id: rest.staff_kind for inquiry_id, rest in rests_of(said).items()}
    assert kinds == {FIRST.inquiry_id: Kind.INVOICE_QUERY, SECOND.inquiry_id: None}


def test_nobody_loses_a_case_to_the_customers_own_person_within_the_department() -> None:
    gold = CustomerFacts(customer_id="C-1", relationship="dedicated", dedicated="d.person")
    case = opened(inquiry(customer=gold))
    assert case.assignee == "d.person"
    given = after(case, by_hand(case, CaseAssigned, assignee="k.vogel"), later(60))

    kept = after(given, reclassify(given, Kind.INCIDENT), later(120))
    moved = after(given, reclassify(given, Kind.INVOICE_QUERY, text=BILL), later(120))

    assert (kept.department, kept.assignee) == ("service", "k.vogel")
    assert (moved.department, moved.assignee) == ("accounts", "d.person")


def test_where_a_machine_asked_for_nothing_a_promise_begins_when_staff_say_what_it_is() -> None:
    closed = opened(replace(FIRST, nature=Nature.AUTO_REPLY))
    case = after(closed, reopen(closed), later(EIGHT_HOURS * 3))

    said = after(case, reclassify(case, Kind.INCIDENT), later(EIGHT_HOURS * 3 + 60))

    (run,) = said.clocks
    assert (run.state, run.starts_at) == (ClockState.RUNNING, later(EIGHT_HOURS * 3 + 60))
    assert run.due_at == later(EIGHT_HOURS * 4 + 60)
