"""The customer is asked how it was once the matter has been resolved for a while, and stays so."""

import pytest
from msgspec.structs import replace

from switchboard.contracts.case import Case, Flag
from switchboard.contracts.course import CaseClosed
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.notices import Survey
from switchboard.contracts.values import Kind, Opinion, Reminder, Seconds, UnixSeconds
from tests.router.attentive import after, due, opened, opinion, owed, quiet, resolve
from tests.router.company import (
    ANA,
    BILL,
    by_hand,
    inquiry,
    later,
    merge,
    reopen,
    report,
)

DAY = 86_400.0


def asks_at(case: Case) -> UnixSeconds | None:
    return next((one.at for one in case.reminders if one.reminder is Reminder.SURVEY), None)


def resolved() -> Case:
    case = quiet(opened())
    return quiet(after(case, resolve(case), later(0)))


def asked(case: Case) -> Case:
    return after(case, due(case, Reminder.SURVEY), later(2 * DAY + 5))


def test_a_customer_is_asked_when_the_matter_has_rested_for_a_while() -> None:
    case = resolved()

    (survey,) = owed(asked(case), Survey)

    assert asks_at(case) == later(2 * DAY)
    assert (survey.to, survey.kind, survey.department) == (ANA, Kind.INCIDENT, "service")
    assert survey.opinions == tuple(Opinion)
    assert survey.expires_at == later(32 * DAY + 5)
    assert survey.not_within == Seconds(30 * DAY)
    assert asks_at(asked(case)) is None


def test_a_matter_that_goes_on_is_asked_about_when_it_is_resolved_again() -> None:
    case = resolved()

    again = after(case, reopen(case), later(DAY))
    stale = after(again, due(case, Reminder.SURVEY), later(2 * DAY + 5))
    done = after(quiet(stale), resolve(case, action_id="twice"), later(3 * DAY))

    assert asks_at(again) is None
    assert owed(stale, Survey) == []
    assert asks_at(done) == later(5 * DAY)


def test_a_question_that_has_not_gone_out_is_taken_back_when_the_matter_goes_on() -> None:
    waiting = asked(resolved())

    assert owed(after(waiting, inquiry("again"), later(3 * DAY)), Survey) == []
    assert owed(after(waiting, reopen(waiting), later(3 * DAY)), Survey) == []


def test_a_case_that_is_closed_after_it_was_resolved_is_asked_about_all_the_same() -> None:
    case = resolved()

    closed = after(case, by_hand(case, CaseClosed), later(DAY))

    assert asks_at(closed) == later(2 * DAY)
    assert len(owed(asked(closed), Survey)) == 1


def test_nobody_is_asked_about_what_was_never_resolved_or_is_of_no_such_kind() -> None:
    case = quiet(opened())
    bill = quiet(opened(inquiry(text=BILL)))

    assert asks_at(after(case, by_hand(case, CaseClosed))) is None
    assert asks_at(after(bill, resolve(bill))) is None


def test_nobody_is_asked_in_an_exercise_nor_about_a_part_of_another_case() -> None:
    case = quiet(opened())
    drill = replace(case, flags=(Flag.DRILL,))

    assert asks_at(after(drill, resolve(case))) is None
    assert asks_at(after(case, merge(case, inquiry("o").reference))) is None


def test_whoever_said_how_it_was_isnt_asked() -> None:
    case = resolved()

    told = after(case, opinion(case, Opinion.DELIGHTED, by="k.vogel"), later(DAY))

    assert owed(asked(told), Survey) == []
    assert asks_at(asked(told)) is None


def test_whoever_cant_be_reached_is_visibly_not_asked() -> None:
    case = replace(resolved(), unconfirmed=(ANA,))

    silent = asked(case)

    assert owed(silent, Survey) == []
    (unsaid,) = [one for one in silent.deliveries if one.purpose is Purpose.SURVEY]
    assert (unsaid.outcome, unsaid.reason) == (Outcome.SUPPRESSED, "no_address")


def test_one_resolution_is_asked_about_once() -> None:
    case = asked(resolved())
    (survey,) = owed(case, Survey)
    sent = after(case, report(case, survey, at=later(2 * DAY + 6)), later(2 * DAY + 7))

    assert owed(sent, Survey) == []
    assert asks_at(sent) is None
    assert [one.outcome for one in sent.deliveries if one.purpose is Purpose.SURVEY] == [
        Outcome.SENT
    ]


@pytest.mark.parametrize("late", [0.0, 30 * DAY])
def test_a_question_that_comes_late_gives_the_whole_time_to_answer(late: float) -> None:
    case = resolved()

    told = after(case, due(case, Reminder.SURVEY), later(2 * DAY + late))

    (survey,) = owed(told, Survey)
    assert survey.expires_at == later(32 * DAY + late)
