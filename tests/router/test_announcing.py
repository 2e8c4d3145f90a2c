"""Other systems are told what a case has come to: once each, with the version by which to put it in order."""

from msgspec.structs import replace

from switchboard.contracts.case import Case, Flag
from switchboard.contracts.course import CaseClearedOfSpam, CaseMarkedSpam
from switchboard.contracts.handling import CaseReleased
from switchboard.contracts.notices import Announce
from switchboard.contracts.values import Clock, Milestone, Nature, Recipient
from tests.router.attentive import BOOKS, ERP, after, opened, owed, quiet, resolve, told
from tests.router.company import (
    BILL,
    by_hand,
    claim,
    inquiry,
    later,
    merge,
    passed,
    reopen,
    reply,
    transfer,
)


def announced(case: Case) -> list[tuple[Recipient, Milestone]]:
    return [(one.to, one.milestone) for one in owed(case, Announce)]


def test_a_system_hears_that_a_case_is_there() -> None:
    case = opened()

    (notice,) = owed(case, Announce)

    assert (notice.to, notice.milestone, notice.clock) == (ERP, Milestone.OPENED, None)
    assert (notice.at, notice.version, notice.matter.department) == (later(0), 1, "service")


def test_a_system_hears_of_what_it_asks_for_and_of_its_departments_alone() -> None:
    case = quiet(opened())

    there = after(case, transfer(case, "accounts"))
    away = after(quiet(there), transfer(case, "sales", "away"))
    sold = after(quiet(away), claim(case))

    assert announced(there) == [(ERP, Milestone.ASSIGNED), (BOOKS, Milestone.ASSIGNED)]
    assert announced(away) == announced(there)  # It hears, too, that the case has left.
    assert announced(sold) == [(ERP, Milestone.ASSIGNED)]
    assert announced(quiet(opened(inquiry(text=BILL)))) == []


def test_a_case_that_is_with_nobody_again_has_changed_hands() -> None:
    case = quiet(opened())
    claimed = quiet(after(case, claim(case)))

    assert announced(after(claimed, by_hand(case, CaseReleased))) == [(ERP, Milestone.ASSIGNED)]


def test_a_broken_promise_is_announced_once_with_its_name() -> None:
    case = quiet(opened())

    broken = after(case, passed(case), later(9 * 3_600))
    later_on = after(quiet(broken), passed(case), later(10 * 3_600))

    (notice,) = owed(broken, Announce)
    assert (notice.milestone, notice.clock) == (Milestone.BREACHED, Clock.FIRST_RESPONSE)
    assert (notice.at, notice.version) == (later(9 * 3_600), 2)
    assert announced(later_on) == []


def test_a_resolution_is_announced_each_time() -> None:
    case = quiet(opened())
    done = after(case, resolve(case))
    again = after(quiet(done), reopen(case))

    twice = after(quiet(again), resolve(case, action_id="twice"))

    assert announced(done) == announced(twice) == [(ERP, Milestone.RESOLVED)]
    assert owed(done, Announce)[0].notice_id != owed(twice, Announce)[0].notice_id
    assert announced(again) == []


def test_what_changes_neither_hands_nor_promises_is_not_announced() -> None:
    case = quiet(opened())

    assert announced(after(case, reply(case))) == []
    assert announced(after(case, inquiry("second"))) == []


def test_no_system_hears_of_spam_machines_or_exercises() -> None:
    case = opened()
    drill = quiet(replace(case, flags=(Flag.DRILL,)))

    assert told(opened(inquiry(nature=Nature.SPAM)), Announce) == []
    assert told(opened(inquiry(nature=Nature.MACHINE_NOTICE)), Announce) == []
    assert announced(after(drill, claim(case))) == []


def test_what_is_no_spam_is_there_from_then_on() -> None:
    spam = opened(inquiry(nature=Nature.SPAM))

    genuine = after(spam, by_hand(spam, CaseClearedOfSpam))

    assert announced(genuine) == [(ERP, Milestone.OPENED)]


def test_facts_stay_true_and_are_announced_whatever_becomes_of_the_case() -> None:
    case = opened()

    assert announced(after(case, by_hand(case, CaseMarkedSpam))) == [(ERP, Milestone.OPENED)]
    assert announced(after(case, merge(case, inquiry("o").reference))) == [(ERP, Milestone.OPENED)]
