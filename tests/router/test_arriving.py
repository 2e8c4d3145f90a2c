"""What goes along with an inquiry from case to case: whose it is, what was answered, whether it was spam, and if its words are gone."""

import pytest
from msgspec.structs import replace

from services.router.remembered import remembered
from switchboard.contracts.case import Case, ClockState, Flag
from switchboard.contracts.course import CaseMarkedSpam, CaseResolved
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import Event, InquiryReceived
from switchboard.contracts.notices import Forward
from switchboard.contracts.values import Status
from tests.router.company import (
    ANA,
    BEN,
    BILL,
    EIGHT_HOURS,
    by_hand,
    inquiry,
    later,
    merge,
    reply,
    report,
    split,
)
from tests.router.partition import Partition
from tests.router.test_arriving_undecided import sent_on

FIRST = inquiry(customer=CustomerFacts(customer_id="ANA"))
SECOND = inquiry("second", sender=BEN, text=BILL, verified_case=FIRST.reference)
OTHER = inquiry("other", sender=BEN, text=BILL)
DAY = 86_400.0


class Town:
    """A partition whose inquiries go on by hand."""

    def __init__(self) -> None:
        self.partition = Partition()

    def hears(self, event: Event, at: float) -> Case:
        case = self.partition.hears(event, later(at))
        assert case is not None
        return case

    def newest(self, case: Case) -> Case:
        found = self.partition.book.own(case.reference)
        assert found is not None
        return found

    def goes_on(self, case: Case, said: InquiryReceived, at: float) -> Case:
        """Have an inquiry arrive where it goes; return the case there."""
        notice = next(one for one in case.owed if isinstance(one, Forward))
        there = self.hears(sent_on(case, said), at)
        self.hears(report(case, notice), at)
        return there


def split_off(town: Town, at: float) -> Case:
    case = town.newest(town.hears(SECOND, 60))
    return town.goes_on(town.hears(split(case, SECOND.inquiry_id), at), SECOND, at + 1)


def test_only_who_began_a_case_goes_on_as_its_customer() -> None:
    town = Town()
    town.hears(FIRST, 0)
    case = town.hears(SECOND, 60)

    first, second = case.inquiries
    assert remembered(case, first).customer == FIRST.customer
    assert remembered(case, second).customer is None
    assert remembered(case, replace(second, identities=(ANA,))).customer == FIRST.customer


def test_what_staff_had_answered_before_a_split_is_not_late_after_it() -> None:
    town = Town()
    case = town.hears(FIRST, 0)
    town.hears(SECOND, 60)
    town.hears(reply(case), 3_600)

    (clock,) = split_off(town, 2 * DAY).clocks

    assert (clock.state, clock.starts_at, clock.ended_at) == (
        ClockState.MET,
        later(0),
        later(3_600),
    )


def test_what_staff_had_answered_too_late_was_late() -> None:
    town = Town()
    case = town.hears(FIRST, 0)
    town.hears(SECOND, 60)
    town.hears(reply(case), EIGHT_HOURS + 60)

    (clock,) = split_off(town, 2 * DAY).clocks

    assert (clock.state, clock.ended_at) == (ClockState.BREACHED, later(EIGHT_HOURS + 60))


def test_what_nobody_has_answered_since_it_came_waits_from_when_it_reached_us() -> None:
    town = Town()
    case = town.hears(FIRST, 0)
    town.hears(reply(case), 30)

    (clock,) = split_off(town, 600).clocks

    assert (clock.state, clock.starts_at) == (ClockState.RUNNING, later(0))


def test_what_is_judged_without_its_words_says_so() -> None:
    town = Town()
    town.hears(FIRST, 0)
    case = town.hears(SECOND, 60)
    case = town.hears(split(case, SECOND.inquiry_id), 90)
    said = sent_on(case, SECOND)
    assert said.forwarded is not None

    new = town.hears(replace(said, text="", forwarded=replace(said.forwarded, wordless=True)), 99)

    assert new.faults == (
        f"{SECOND.inquiry_id} was judged without its words, which the log has forgotten",
    )
    assert Flag.FAULT in new.flags


def test_a_merge_of_spam_that_is_undone_leaves_it_spam_with_nothing_promised() -> None:
    town = Town()
    case, other = town.hears(FIRST, 0), town.hears(OTHER, 1)
    town.hears(by_hand(case, CaseMarkedSpam, "spam"), 10)
    winner = town.goes_on(town.hears(merge(case, other.reference), 20), FIRST, 30)

    home = town.goes_on(town.hears(split(winner, FIRST.inquiry_id), 40), FIRST, 50)

    assert (home.reference, home.status) == (case.reference, Status.OPEN)
    assert Flag.SPAM in home.flags
    assert [run.state for run in home.clocks] == [ClockState.NOT_APPLICABLE]


@pytest.mark.parametrize(
    ("spam_too", "state"), [(True, ClockState.NOT_APPLICABLE), (False, ClockState.RUNNING)]
)
def test_what_comes_home_to_spam_is_owed_an_answer_if_it_is_none(
    spam_too: bool,  # noqa: FBT001 - a row
    state: ClockState,
) -> None:
    town = Town()
    town.hears(FIRST, 0)
    case = town.hears(SECOND, 60)
    parted = town.goes_on(town.hears(split(case, SECOND.inquiry_id), 70), SECOND, 80)
    town.hears(by_hand(case, CaseMarkedSpam, "spam"), 90)
    town.hears(CaseResolved(action_id="r", reference=case.reference, by="k.vogel"), 95)

    if spam_too:
        town.hears(by_hand(parted, CaseMarkedSpam, "spam-2"), 96)

    home = town.goes_on(town.hears(merge(parted, case.reference), 100), SECOND, 110)

    assert (home.status, [run.state for run in home.clocks]) == (Status.OPEN, [state])
    assert (Flag.SPAM in home.flags) == spam_too


def into_spam(town: Town, *, spam_too: bool) -> Case:
    case, other = town.hears(FIRST, 0), town.hears(OTHER, 1)
    town.hears(by_hand(other, CaseMarkedSpam, "spam"), 10)
    if spam_too:
        town.hears(by_hand(case, CaseMarkedSpam, "spam-2"), 11)
    return town.goes_on(town.hears(merge(case, other.reference), 20), FIRST, 30)


def test_a_genuine_case_that_is_merged_into_spam_is_owed_an_answer_there() -> None:
    winner = into_spam(town := Town(), spam_too=False)

    assert Flag.SPAM not in winner.flags
    assert [(run.state, run.starts_at) for run in winner.clocks] == [
        (ClockState.RUNNING, later(30))
    ]
    assert winner.faults[-1].endswith("was merged into this case, which was held for spam")
    assert winner.owed == ()

    again = town.hears(by_hand(winner, CaseMarkedSpam, "spam-3"), 40)
    letter = inquiry("letter", verified_case=FIRST.reference)
    loser = town.hears(letter, 50)
    there = town.goes_on(loser, letter, 60)
    assert (there.reference, Flag.SPAM in there.flags) == (again.reference, True)


def test_spam_that_is_merged_into_spam_stays_spam() -> None:
    winner = into_spam(Town(), spam_too=True)

    assert Flag.SPAM in winner.flags
    assert [run.state for run in winner.clocks] == [ClockState.NOT_APPLICABLE]


def test_the_first_inquiry_of_a_merge_decides_for_those_that_follow() -> None:
    town = Town()
    case, other = town.hears(FIRST, 0), town.hears(OTHER, 1)
    case = town.hears(SECOND, 5)
    town.hears(by_hand(other, CaseMarkedSpam, "spam"), 10)
    gone = town.hears(merge(case, other.reference), 20)
    winner = town.goes_on(gone, FIRST, 30)
    town.hears(by_hand(winner, CaseMarkedSpam, "spam-2"), 35)

    there = town.goes_on(town.newest(gone), SECOND, 40)

    assert Flag.SPAM in there.flags
