"""A message that could not be decided opens its resolved case: with all its promises, as soon as it can be."""

from services.router.assigning import came_here
from services.router.park import faulted
from switchboard.contracts.case import Case, ClockState, Flag
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Occasion, Status
from tests.router.company import inquiry
from tests.router.matter import FIRST, NEXT, RESOLVE, Matter, states


def faulty() -> tuple[Matter, InquiryReceived]:
    """Return a matter, resolved an hour ago and opened by what could not be decided, with that message."""
    matter = Matter()
    matter.waits(hours=1)
    matter.replies()
    matter.resolves()
    matter.waits(hours=1)
    said = inquiry("again", received_at=matter.at)
    matter.case = faulted(matter.case, said, matter.at, "ValueError: no", Flag.FAULT)
    return matter, said


def promising(case: Case) -> bool:
    return states(case)[RESOLVE] is ClockState.RUNNING


def test_once_it_is_decided_its_promises_run_and_its_department_hears_of_it() -> None:
    matter, said = faulty()
    assert (matter.case.status, promising(matter.case)) == (Status.OPEN, False)
    before = matter.case

    after = matter.does(said)

    assert states(after) | {RESOLVE: ClockState.RUNNING, NEXT: ClockState.RUNNING} == states(after)
    assert came_here(before, after) is Occasion.REOPENED


def test_where_it_never_is_the_next_message_brings_the_promises_back() -> None:
    matter, _ = faulty()
    matter.waits(minutes=30)

    assert promising(matter.writes("once more"))


def test_a_message_to_an_open_case_moves_no_promise_and_calls_nobody() -> None:
    matter = Matter()
    matter.waits(hours=1)
    before = matter.case

    after = matter.writes()

    assert matter.run(FIRST).due_at == before.clocks[1].due_at
    assert came_here(before, after) is None
