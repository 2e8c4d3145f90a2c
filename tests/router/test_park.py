"""What can't be decided still has a case: flagged, with the fault, and decided once what was wrong is mended."""

from typing import Any

import pytest
from msgspec.structs import replace

from switchboard.contracts.case import MAX_FLAGS, Case, ClockState, Flag, LinkKind
from switchboard.contracts.codec import encode_case
from switchboard.contracts.events import Event, Sender
from switchboard.contracts.judgement import Say
from switchboard.contracts.topics import MAX_CASE_BYTES
from switchboard.contracts.values import How, Identity, Nature, Status
from tests.router.company import (
    ANA,
    BEN,
    EIGHT_HOURS,
    PROGRAM,
    STRATEGY,
    claim,
    inquiry,
    later,
    reply,
    resolve,
    transfer,
)
from tests.router.partition import Partition


class Broken:
    """A shelf whose programs can't judge until they are mended: the fault is ours, and no test double's."""

    def __init__(self) -> None:
        self.mended = False

    def get(self, strategy: str, /) -> Any:
        # A program without its index raises in the midst of judging, as a faulty release would.
        return PROGRAM if self.mended else replace(PROGRAM, index=None)


def heard(there: Partition, event: Event, at: float) -> Case:
    case = there.hears(event, later(at))
    assert case is not None
    return case


def test_an_inquiry_that_cannot_be_judged_has_a_case_at_the_front_desk_and_a_dead_letter() -> None:
    there = Partition(Broken())

    case = heard(there, inquiry(), 0)

    assert (case.status, case.department) == (Status.OPEN, "front_desk")
    assert (case.flags, case.cause.how) == ((Flag.FAULT,), How.PARKED)
    assert case.faults[0].startswith("AttributeError: ")
    assert (case.decisions, case.clocks, case.owed) == ((), (), ())
    assert [settled.reason for settled in case.deliveries] == [Say.PARKED]
    assert case.inquiries[0].inquiry_id == inquiry().inquiry_id
    assert there.dead == ["step_failed"]


def test_an_event_that_fails_leaves_its_case_as_it_was_but_for_the_fault() -> None:
    shelf = Broken()
    shelf.mended = True
    there = Partition(shelf)
    before = heard(there, inquiry(), 0)
    shelf.mended = False

    case = heard(there, inquiry("second"), 60)

    assert (case.version, case.flags) == (2, (Flag.FAULT,))
    assert [one.inquiry_id for one in case.inquiries][1:] == [inquiry("second").inquiry_id]
    assert [one.parked for one in case.inquiries] == [False, True]
    assert (case.department, case.owed, case.clocks) == (
        before.department,
        before.owed,
        before.clocks,
    )


def test_an_answer_that_fails_opens_its_resolved_case_so_that_somebody_looks() -> None:
    shelf = Broken()
    shelf.mended = True
    there = Partition(shelf)
    case = heard(there, inquiry(), 0)
    heard(there, resolve(case), 10)
    shelf.mended = False

    token: dict[str, Any] = {"verified_case": case.reference}
    assert heard(there, inquiry("bot", nature=Nature.BOUNCE, **token), 20).status is Status.RESOLVED
    assert heard(there, inquiry("answer", **token), 30).status is Status.OPEN


def test_a_parked_inquiry_that_comes_again_gets_the_decision_that_it_lacked() -> None:
    shelf = Broken()
    there = Partition(shelf)
    parked = heard(there, inquiry(), 0)
    shelf.mended = True

    case = heard(there, inquiry(), 600)

    assert (case.reference, case.version, case.cause.how) == (parked.reference, 2, How.REPEATED)
    assert (case.department, case.strategy_id) == ("service", STRATEGY)
    assert (len(case.decisions), len(case.owed)) == (1, 1)
    assert case.clocks[0].due_at == later(EIGHT_HOURS)
    assert (case.flags, case.faults) == ((), parked.faults)
    assert (case.opened_at, case.inquiries) == (
        later(0),
        (replace(parked.inquiries[0], parked=False),),
    )


def test_what_happened_to_a_parked_case_in_between_is_kept_when_it_is_decided() -> None:
    shelf = Broken()
    there = Partition(shelf)
    parked = heard(there, inquiry(), 0)
    shelf.mended = True
    heard(there, inquiry("ben", sender=BEN, verified_case=parked.reference), 10)
    heard(there, transfer(parked, "accounts"), 20)
    heard(there, claim(parked), 30)
    heard(there, reply(parked), 40)

    case = heard(there, inquiry(), 600)

    assert (case.department, case.assignee) == ("accounts", "k.vogel")
    assert case.participants == (ANA, BEN)
    assert [type(notice).__name__ for notice in case.owed] == ["Reply", "Acknowledge"]
    assert len(case.actions) == 3
    assert case.decisions[0].judgement.rule == "faults"


def test_a_parked_case_that_staff_have_resolved_is_not_opened_by_a_retry() -> None:
    shelf = Broken()
    there = Partition(shelf)
    parked = heard(there, inquiry(), 0)
    heard(there, resolve(parked), 20)
    shelf.mended = True

    case = heard(there, inquiry(), 600)

    assert (case.status, case.resolved_at) == (Status.RESOLVED, later(20))
    assert not [run for run in case.clocks if run.state is ClockState.RUNNING]


def test_an_inquiry_that_was_parked_in_a_decided_case_counts_once_it_comes_again() -> None:
    shelf = Broken()
    shelf.mended = True
    there = Partition(shelf)
    first = heard(there, inquiry(), 0)
    heard(there, resolve(first), 10)
    shelf.mended = False
    token: dict[str, Any] = {"verified_case": first.reference}
    more = inquiry("more", sender=BEN, **token)
    parked = heard(there, more, 20)
    shelf.mended = True
    heard(there, resolve(first, "again"), 30)

    case = heard(there, more, 600)
    again = heard(there, more, 700)

    assert [one.parked for one in parked.inquiries] == [False, True]
    assert [(one.inquiry_id, one.accepted_at) for one in case.inquiries] == [
        (one.inquiry_id, one.accepted_at) for one in parked.inquiries
    ]
    assert [one.parked for one in case.inquiries] == [False, False]
    assert (case.status, case.cause.how) == (Status.OPEN, How.REPEATED)
    assert Flag.FOREIGN_SENDER in case.flags
    assert (again.repeats, again.inquiries) == (2, case.inquiries)


def test_what_could_not_be_read_stays_parked_however_often_it_comes() -> None:
    there = Partition()
    first = heard(there, inquiry(), 0)
    black = inquiry("black", unreadable="page 1 is black", verified_case=first.reference)

    cases = [heard(there, black, at) for at in (10, 20)]

    assert [case.inquiries[1].parked for case in cases] == [True, True]
    assert [case.cause.how for case in cases] == [How.PARKED, How.REPEATED]


def test_a_second_retry_is_a_plain_repeat() -> None:
    shelf = Broken()
    there = Partition(shelf)
    heard(there, inquiry(), 0)
    shelf.mended = True
    decided = heard(there, inquiry(), 600)

    again = heard(there, inquiry(), 700)

    assert (again.owed, again.decisions, again.repeats) == (decided.owed, decided.decisions, 2)


HUGE = tuple(Identity(f"mailto:{'x' * 60_000}{number}@example.com") for number in range(8))


def test_a_case_that_would_be_too_large_is_parked_without_what_made_it_so() -> None:
    there = Partition()

    case = heard(there, replace(inquiry(), sender=Sender(identities=HUGE)), 0)

    assert (case.flags, case.department) == ((Flag.OUTPUT_TOO_LARGE,), "front_desk")
    assert case.participants == ()
    assert there.dead == ["output_too_large"]
    assert len(there.cases[0].value or b"") < 10_000


def test_an_inquiry_too_large_for_its_case_is_noted_there() -> None:
    there = Partition()
    first = heard(there, inquiry(), 0)

    case = heard(there, replace(inquiry("second"), message_id="<" + "x" * MAX_CASE_BYTES), 10)

    assert case.reference == first.reference
    assert (case.flags, len(case.inquiries)) == ((Flag.OUTPUT_TOO_LARGE,), 2)
    assert case.inquiries[1].message_id == ""


def test_no_row_of_oversized_inquiries_makes_a_record_that_the_log_refuses() -> None:
    there = Partition()
    crowd = tuple(Identity(f"mailto:{'x' * 900}{number}@example.com") for number in range(8))
    said = replace(inquiry(), sender=Sender(identities=crowd))
    first = heard(there, said, 0)
    cases = [
        heard(
            there,
            replace(inquiry(str(n), verified_case=first.reference), sender=said.sender),
            n,
        )
        for n in range(1, 150)
    ]

    assert max(len(record.value or b"") for record in there.cases) <= MAX_CASE_BYTES + 20_000
    linked = {(link.kind, link.reference) for case in cases for link in case.links}
    assert (LinkKind.CONTINUES, first.reference) in linked
    held = [
        one.inquiry_id
        for case in {c.reference: c for c in cases}.values()
        for one in case.inquiries
    ]
    assert len(held) == len(set(held)) == 150


def test_faults_are_bounded_and_name_the_newest() -> None:
    there = Partition(Broken())
    case = heard(there, inquiry("0"), 0)
    for number in range(1, 9):
        case = heard(there, inquiry(str(number), verified_case=case.reference), number)

    assert (len(case.faults), len(case.inquiries)) == (5, 9)
    assert len(case.flags) <= MAX_FLAGS
    assert len(encode_case(case)) < 10_000


def test_a_parked_case_acknowledges_the_next_inquiry_and_says_so_once() -> None:
    shelf = Broken()
    there = Partition(shelf)
    heard(there, inquiry(), 0)
    shelf.mended = True

    joined = heard(there, inquiry("second"), 10)
    decided = heard(there, inquiry(), 20)

    assert (len(joined.owed), len(decided.owed)) == (1, 1)
    assert not [one for one in decided.deliveries if one.reason == Say.NOT_AN_INQUIRY]


@pytest.mark.parametrize("offset", [0, 7])
def test_what_is_parked_says_where_it_came_from(offset: int) -> None:
    there = Partition(Broken())
    there.offset = offset
    heard(there, inquiry(), 0)

    assert dict(there.cases[0].headers)["src"] == b"switchboard.intake/0/%d" % offset


def test_what_cannot_even_be_looked_up_lies_in_a_case_of_its_own() -> None:
    there = Partition()
    heard(there, inquiry(), 0)
    there.book.cases_of_identity = None  # type: ignore[method-assign,assignment]  # a fault of ours

    case = heard(there, inquiry("second"), 10)
    other = heard(there, inquiry("third", sender=BEN), 20)

    assert (case.flags, case.cause.how) == ((Flag.FAULT,), How.PARKED)
    assert other.flags == (Flag.FAULT,)
    assert there.dead == ["step_failed"] * 2
