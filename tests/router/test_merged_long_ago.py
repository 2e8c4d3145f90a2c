"""A case that was merged long ago: what reaches it is a letter to the case that it is a part of, no more and no less."""

from switchboard.contracts.case import Case, Link, LinkKind
from switchboard.contracts.course import CaseClosed
from switchboard.contracts.notices import Acknowledge
from switchboard.contracts.values import Status, UnixSeconds
from tests.router.company import BEN, BILL, by_hand, days, inquiry, later, merge, report
from tests.router.partition import Partition
from tests.router.test_arriving_undecided import sent_on

FIRST, OTHER = inquiry(), inquiry("other", sender=BEN, text=BILL)


def merged_and_closed(there: Partition) -> tuple[Case, Case]:
    loser, winner = there.hears(FIRST, later(0)), there.hears(OTHER, later(1))
    assert loser is not None
    assert winner is not None
    loser = there.hears(merge(loser, winner.reference), later(20))
    assert loser is not None
    there.hears(sent_on(loser, FIRST), later(30))
    closed = there.hears(by_hand(winner, CaseClosed), later(100))
    assert closed is not None
    return loser, closed


def reaches(there: Partition, loser: Case, name: str, at: UnixSeconds) -> Case:
    """Have a letter with the token of the merged case arrive where it goes."""
    said = inquiry(name, verified_case=loser.reference, received_at=at)
    noted = there.hears(said, at)
    assert noted is not None
    arrived = there.hears(sent_on(noted, said), UnixSeconds(at + 10))
    assert arrived is not None
    there.hears(report(noted, noted.owed[-1]), UnixSeconds(at + 20))
    return arrived


def test_a_letter_to_a_part_of_a_case_closed_for_long_begins_a_linked_one_and_is_acknowledged() -> (
    None
):
    there = Partition()
    loser, closed = merged_and_closed(there)

    new = reaches(there, loser, "late", days(400))

    assert new.reference not in {loser.reference, closed.reference}
    assert Link(kind=LinkKind.FOLLOWS_CLOSED, reference=closed.reference) in new.links
    assert [type(one) for one in new.owed] == [Acknowledge]
    again = reaches(there, loser, "later still", days(401))
    assert (again.reference, len(again.inquiries)) == (new.reference, 2)


def test_a_letter_soon_after_opens_the_case_that_it_is_a_part_of() -> None:
    there = Partition()
    loser, closed = merged_and_closed(there)

    opened = reaches(there, loser, "soon", days(2))

    assert (opened.reference, opened.status) == (closed.reference, Status.OPEN)


def test_what_staff_merge_into_a_case_closed_for_long_goes_there_all_the_same() -> None:
    there = Partition()
    _, closed = merged_and_closed(there)
    third = inquiry("third", new_case=True, received_at=days(400))
    case = there.hears(third, days(400))
    assert case is not None
    gone = there.hears(merge(case, closed.reference, "merge-2"), days(400))
    assert gone is not None

    arrived = there.hears(sent_on(gone, third), days(400))

    assert arrived is not None
    assert (arrived.reference, arrived.status) == (closed.reference, Status.OPEN)
