"""Whoever should know of a case that others answer for hears of it: departments by the rule, and the person of a customer."""

from msgspec.structs import replace

from switchboard.contracts.case import Case, ClockState
from switchboard.contracts.course import CaseClearedOfSpam, CaseMarkedSpam
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import Forwarded, Sender
from switchboard.contracts.handling import CaseAssigned, CasePrioritized
from switchboard.contracts.notices import Assign, Inform
from switchboard.contracts.values import (
    Kind,
    Milestone,
    Nature,
    Occasion,
    Priority,
    Recipient,
)
from tests.router.attentive import (
    ACCOUNTS,
    GOLD,
    after,
    opened,
    owed,
    quiet,
    resolve,
    told,
)
from tests.router.company import (
    BEN,
    BILL,
    FAULT,
    by_hand,
    claim,
    inquiry,
    later,
    merge,
    passed,
    reclassify,
    transfer,
)

SALES = Recipient("staff:v.lead")
OWN = Recipient("staff:d.own")


def theirs() -> Case:
    """Return a case of a customer whose person wants to know."""
    return opened(inquiry(customer=GOLD))


def test_departments_that_should_know_hear_of_it_where_their_cases_are_told_or_else_by_their_lead() -> (
    None
):
    notices = owed(opened(), Inform)

    assert [one.to for one in notices] == [SALES, ACCOUNTS]
    assert {one.occasion for one in notices} == {Occasion.SHOULD_KNOW}
    assert {one.because for one in notices} == {"faults"}


def test_they_hear_of_it_once_a_decision() -> None:
    case = quiet(opened())

    joined = after(case, inquiry("second"))
    decided = after(case, reclassify(case, Kind.INCIDENT, text=FAULT))

    assert told(joined, Inform) == []
    assert told(decided, Inform) == [SALES, ACCOUNTS]


def test_a_rule_that_informs_nobody_tells_nobody() -> None:
    assert told(opened(inquiry(text=BILL)), Inform) == []


def test_nobody_should_know_of_spam_until_it_is_none() -> None:
    spam = opened(inquiry(nature=Nature.SPAM))

    genuine = after(spam, by_hand(spam, CaseClearedOfSpam))

    assert told(spam, Inform) == []
    assert told(genuine, Inform) == [SALES, ACCOUNTS]


def test_what_becomes_spam_is_told_no_more() -> None:
    case = opened()

    assert told(after(case, by_hand(case, CaseMarkedSpam)), Inform) == []


def test_whoever_knows_the_customer_hears_of_every_contact() -> None:
    case = quiet(theirs())

    again = after(case, inquiry("second", customer=GOLD))
    copy = after(case, inquiry(customer=GOLD))

    assert OWN in told(theirs(), Inform)
    assert told(again, Inform) == [OWN]
    (notice,) = owed(again, Inform)
    assert (notice.occasion, notice.inquiry_id) == (
        Occasion.CONTACTED,
        again.inquiries[-1].inquiry_id,
    )
    assert told(copy, Inform) == []


def test_a_contact_of_somebody_else_in_their_case_is_none_of_theirs() -> None:
    case = quiet(theirs())

    other = after(case, inquiry("ben", sender=BEN, verified_case=case.reference))

    assert told(other, Inform) == []


def test_what_comes_from_another_case_was_heard_there_unless_nobody_heard_it_yet() -> None:
    case = quiet(theirs())
    second = inquiry("second", customer=GOLD)

    def sent(action_id: str) -> Case:
        forwarded = Forwarded(to=case.reference, through=(second.reference,), action_id=action_id)
        return after(case, replace(second, forwarded=forwarded))

    assert told(sent("merge"), Inform) == []
    assert told(sent("passed_on"), Inform) == [OWN]


def test_a_person_who_is_told_that_a_case_is_theirs_isnt_told_twice() -> None:
    dedicated = CustomerFacts(customer_id="C-7", relationship="dedicated", dedicated="d.own")

    case = opened(inquiry(customer=dedicated))
    again = after(quiet(case), inquiry("second", customer=dedicated))
    untold = opened(inquiry(text="Hello, it is me.", customer=dedicated))

    assert OWN in told(case, Assign)
    assert OWN not in told(case, Inform)
    assert told(again, Inform) == [OWN]
    assert (told(untold, Assign), told(untold, Inform)) == ([], [OWN])


def test_a_machine_of_the_customer_is_no_contact() -> None:
    case = quiet(theirs())

    assert (
        told(after(case, inquiry("out", customer=GOLD, nature=Nature.OUT_OF_OFFICE)), Inform) == []
    )


def test_whoever_knows_the_customer_hears_of_changes() -> None:
    case = quiet(theirs())
    given = CaseAssigned(action_id="g", reference=case.reference, by="k.vogel", assignee="a.meier")

    turns = {
        Milestone.RESOLVED: after(case, resolve(case)),
        Milestone.ASSIGNED: after(case, transfer(case, "accounts")),
        Milestone.BREACHED: after(case, passed(case), later(9 * 3_600)),
    }

    assert {turn: told(one, Inform) for turn, one in turns.items()} == {
        turn: [OWN] for turn in turns
    }
    assert {turn: owed(one, Inform)[0].milestones for turn, one in turns.items()} == {
        turn: (turn,) for turn in turns
    }
    assert turns[Milestone.BREACHED].clocks[0].state is ClockState.BREACHED
    assert owed(turns[Milestone.RESOLVED], Inform)[0].because == "mended"
    assert told(after(case, given), Inform) == [OWN]


def test_what_they_did_themselves_they_know() -> None:
    case = quiet(theirs())

    assert told(after(case, claim(case, by="d.own")), Inform) == []


def test_a_change_that_is_none_of_these_is_not_told() -> None:
    case = quiet(theirs())

    assert told(after(case, by_hand(case, CasePrioritized, priority=Priority.LOW)), Inform) == []


def test_a_case_that_becomes_a_part_of_another_informs_nobody() -> None:
    case = theirs()

    assert told(after(case, merge(case, inquiry("other").reference)), Inform) == []


def test_a_customer_without_a_person_is_nobodys() -> None:
    alone = replace(GOLD, dedicated="")

    assert told(opened(inquiry(text=BILL, customer=alone)), Inform) == []


def test_who_wrote_is_known_by_the_inquiry_and_not_by_its_words() -> None:
    said = inquiry(customer=GOLD, sender=None)

    assert OWN in told(opened(replace(said, sender=Sender(name="Ana"))), Inform)
