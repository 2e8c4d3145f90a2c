"""A promise that has moved is told to whoever was told of it, with the new moment, once a change."""

from typing import Any

import pytest

from services.router.decide import decide
from switchboard.contracts.case import Case
from switchboard.contracts.course import (
    CasePaused,
    CaseResumed,
)
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.handling import CaseReclassified
from switchboard.contracts.notices import Update
from switchboard.contracts.values import (
    Clock,
    Kind,
    News,
    Reminder,
    UnixSeconds,
)
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from tests.router.attentive import (
    ATTENTIVE,
    BUNDLE,
    due,
    owed,
    quiet,
    resolve,
)
from tests.router.company import (
    FAULT,
    by_hand,
    inquiry,
    later,
    reclassify,
    reply,
    report,
)

HOUR, DAY = 3_600.0, 86_400.0


def news(case: Case) -> list[News]:
    return [one.news for one in owed(case, Update)]


SLOW = ATTENTIVE.replace(
    "sla: {standard: {first_response: 8h}}",
    "sla: {standard: {first_response: 8h}, slow: {first_response: 20h}, near: {first_response: 494m},"
    " far: {first_response: 496m}, quick: {first_response: 1h}}",
).replace(
    "to: {department: accounts}}",
    "to: {department: accounts}, sla: slow}\n"
    "  - {id: orders, when: {kind: order}, to: {department: accounts}, sla: near}\n"
    "  - {id: wishes, when: {kind: service_request}, to: {department: accounts}, sla: far}\n"
    "  - {id: anger, when: {kind: complaint}, to: {department: accounts}, sla: quick}",
)
MOVING = compile_bundle(Bundle(files=BUNDLE.files | {"strategy.yaml": SLOW}))


def moving(case: Case | None, event: Any, at: UnixSeconds) -> Case:
    changed = decide(MOVING, case, event, at)
    assert changed is not None
    return changed


def said(case: Case, kind: Kind, action_id: str = "said") -> CaseReclassified:
    return reclassify(case, kind, text=FAULT, action_id=action_id)


def test_a_promise_that_has_moved_is_told_with_the_new_moment() -> None:
    case = quiet(moving(None, inquiry(), later(0)))

    moved = moving(case, said(case, Kind.INVOICE_QUERY), later(60))

    (update,) = owed(moved, Update)
    assert (case.told_by, moved.told_by) == (later(8 * HOUR), later(20 * HOUR))
    assert (update.news, update.promise) == (News.PROMISE_MOVED, Clock.FIRST_RESPONSE)
    assert update.promised_by == later(20 * HOUR)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Kind.ORDER, []),
        (Kind.SERVICE_REQUEST, [News.PROMISE_MOVED]),
        (Kind.COMPLAINT, [News.PROMISE_MOVED]),
        (Kind.INCIDENT, []),
    ],
)
def test_later_or_earlier_by_more_than_a_quarter_of_an_hour_is_told(
    kind: Kind, told: list[News]
) -> None:
    case = quiet(moving(None, inquiry(), later(0)))

    assert news(moving(case, said(case, kind), later(60))) == told


def test_a_promise_that_moves_twice_before_it_was_told_is_told_once_as_it_is() -> None:
    case = quiet(moving(None, inquiry(), later(0)))
    moved = moving(case, said(case, Kind.INVOICE_QUERY), later(60))

    again = moving(moved, said(case, Kind.COMPLAINT, "again"), later(120))

    (update,) = owed(again, Update)
    assert update.promised_by == later(HOUR)


def test_a_promise_that_nobody_told_them_moves_unheard() -> None:
    silent = quiet(moving(None, inquiry(attributes={"quiet": "yes"}), later(0)))

    assert silent.told_by is None
    assert news(moving(silent, said(silent, Kind.INVOICE_QUERY), later(60))) == []


def test_a_promise_that_is_kept_already_moves_nowhere() -> None:
    case = quiet(moving(None, inquiry(), later(0)))
    answered = moving(case, reply(case), later(60))

    assert news(moving(answered, said(case, Kind.INVOICE_QUERY), later(120))) == []


def test_a_pause_of_their_own_is_no_news() -> None:
    both = SLOW.replace("first_response: 8h}", "resolve: 30h}")
    program = compile_bundle(Bundle(files=BUNDLE.files | {"strategy.yaml": both}))

    def step(case: Case | None, event: Any, at: UnixSeconds) -> Case:
        changed = decide(program, case, event, at)
        assert changed is not None
        return changed

    case = quiet(step(None, inquiry(), later(0)))
    told = quiet(step(case, due(case, Reminder.PROGRESS), later(DAY + 5)))
    waiting = step(told, by_hand(case, CasePaused, "wait"), later(25 * HOUR))
    resumed = step(waiting, by_hand(case, CaseResumed, "resume"), later(28 * HOUR))

    assert (told.told_of, told.told_by) == (Clock.RESOLVE, later(30 * HOUR))
    assert news(resumed) == []
    assert resumed.told_by == later(33 * HOUR)


def test_a_promise_that_moves_and_comes_back_before_anybody_was_told_is_no_news() -> None:
    case = quiet(moving(None, inquiry(), later(0)))
    moved = moving(case, said(case, Kind.INVOICE_QUERY), later(60))

    back = moving(moved, said(case, Kind.INCIDENT, "back"), later(120))

    assert (news(moved), news(back)) == ([News.PROMISE_MOVED], [])
    assert back.told_by == later(8 * HOUR)


def test_it_is_news_where_they_were_told_in_between() -> None:
    case = quiet(moving(None, inquiry(), later(0)))
    moved = quiet(moving(case, said(case, Kind.INVOICE_QUERY), later(60)))

    back = moving(moved, said(case, Kind.INCIDENT, "back"), later(120))

    (update,) = owed(back, Update)
    assert (update.promised_by, update.was_promised_by) == (later(8 * HOUR), later(20 * HOUR))


@pytest.mark.parametrize(
    ("outcome", "told_by"), [(Outcome.SENT, 20), (Outcome.UNKNOWN, 20), (Outcome.FAILED, 8)]
)
def test_what_never_reached_them_is_not_what_they_were_told(outcome: Outcome, told_by: int) -> None:
    case = quiet(moving(None, inquiry(), later(0)))
    moved = moving(case, said(case, Kind.INVOICE_QUERY), later(60))

    (update,) = owed(moved, Update)
    settled = moving(moved, report(case, update, outcome, later(90)), later(90))

    assert (news(settled), settled.told_by) == ([], later(told_by * HOUR))


def test_what_is_withdrawn_as_the_matter_ends_was_never_told() -> None:
    case = quiet(moving(None, inquiry(), later(0)))
    moved = moving(case, said(case, Kind.INVOICE_QUERY), later(60))

    assert moving(moved, resolve(case), later(120)).told_by == later(8 * HOUR)
