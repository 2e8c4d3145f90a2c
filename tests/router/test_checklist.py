"""What the playbook asks for stands on the case, and what is to be recorded is asked for before it is resolved."""

import pytest
from msgspec.structs import replace

from services.router.decide import decide
from services.router.move import move
from switchboard.contracts.case import MAX_CHECKS, Case
from switchboard.contracts.course import CaseClosed
from switchboard.contracts.customer import StrategyWanted
from switchboard.contracts.values import Kind, Opinion, Status
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from tests.router.attentive import (
    ATTENTIVE,
    BUNDLE,
    after,
    opened,
    opinion,
    quiet,
    task,
)
from tests.router.attentive import resolve as resolved_anyway
from tests.router.company import BILL, FAULT, by_hand, inquiry, later, reclassify, resolve

ASK, CAUSE, CONTENT = "ask which pump", "find the cause", "the customer is content"


def tasks(case: Case) -> list[str]:
    return [one.task for one in case.checklist]


def done(case: Case) -> list[str]:
    return [one.task for one in case.checklist if one.done_at is not None]


def refused(case: Case) -> str:
    return case.actions[-1].refused_because


def test_the_playbook_of_the_rule_is_the_checklist_of_the_case() -> None:
    assert tasks(opened()) == [ASK, CAUSE, CONTENT]
    assert tasks(opened(inquiry(text=BILL))) == []


def test_a_task_is_done_with_a_word_where_one_is_wanted() -> None:
    case = quiet(opened())

    asked = after(case, task(case, 1))
    mute = after(asked, task(case, 2))
    found = after(asked, task(case, 2, "a worn seal"))

    assert done(asked) == [ASK]
    assert refused(mute) == "this task wants a word on what came of it: say it in `text`"
    assert done(found) == [ASK, CAUSE]
    check = found.checklist[1]
    assert (check.by, check.words, check.done_at) == ("k.vogel", "a worn seal", later(120))


@pytest.mark.parametrize(
    ("number", "undone", "why"),
    [
        (4, False, "the checklist has 3 tasks"),
        (0, False, "the checklist has 3 tasks"),
        (-1, False, "the checklist has 3 tasks"),
        (3, False, "whether that is so is for the customer to say"),
        (1, True, "the task is open already"),
        (2, False, ""),
    ],
)
def test_what_cant_be_done_says_why(number: int, undone: bool, why: str) -> None:  # noqa: FBT001 - a row of the table
    case = quiet(opened())

    assert refused(after(case, task(case, number, "so it is", done=not undone))) == why


def test_a_case_without_a_playbook_has_no_checklist() -> None:
    case = quiet(opened(inquiry(text=BILL)))

    assert refused(after(case, task(case, 1))) == "the case has no checklist"


def test_what_was_done_can_be_taken_back() -> None:
    case = quiet(opened())
    asked = after(case, task(case, 1))

    twice = after(asked, task(case, 1, "once more"))
    open_again = after(asked, task(case, 1, done=False))

    assert refused(twice) == "the task is done already"
    assert done(open_again) == []
    assert open_again.checklist == case.checklist


def test_a_resolution_asks_for_what_is_to_be_recorded() -> None:
    case = quiet(opened())

    hasty = after(case, resolve(case))
    found = after(case, task(case, 2, "a worn seal"))

    assert hasty.status is Status.OPEN
    assert refused(hasty) == (
        'open in the checklist: "find the cause"; do it, or say in `open_because` why not'
    )
    assert after(found, resolve(case)).status is Status.RESOLVED


def test_a_resolution_that_says_why_tasks_stay_open_stands_on_the_case() -> None:
    case = quiet(opened())

    anyway = after(case, resolved_anyway(case))
    blank = after(case, replace(resolved_anyway(case), open_because=" "))

    assert (anyway.status, anyway.open_because) == (
        Status.RESOLVED,
        "the customer is in a hurry",
    )
    assert blank.status is Status.OPEN


def test_having_done_with_a_case_asks_for_nothing() -> None:
    case = quiet(opened())

    assert after(case, by_hand(case, CaseClosed)).status is Status.CLOSED


@pytest.mark.parametrize(
    ("said", "content"),
    [
        (Opinion.DELIGHTED, True),
        (Opinion.SATISFIED, True),
        (Opinion.SOMEWHAT_SATISFIED, False),
        (Opinion.DISSATISFIED, False),
        (Opinion.ALIENATED, False),
    ],
)
def test_a_task_of_the_customer_is_done_by_what_they_say(said: Opinion, content: bool) -> None:  # noqa: FBT001 - a row of the table
    case = quiet(opened())
    over = after(case, resolved_anyway(case))

    heard = after(over, opinion(case, said))

    assert (CONTENT in done(heard)) == content


def test_a_customer_who_thinks_otherwise_later_opens_their_task_again() -> None:
    case = quiet(opened())
    over = after(case, resolved_anyway(case))
    glad = after(over, opinion(case, Opinion.DELIGHTED))

    sorry = after(glad, opinion(case, Opinion.DISSATISFIED, action_id="later"))

    assert done(glad) == [CONTENT]
    assert done(sorry) == []


def test_what_is_done_stays_done_where_another_rule_asks_for_the_same() -> None:
    both = ATTENTIVE.replace(
        "to: {department: accounts}}", "to: {department: accounts}, playbook: money}"
    ).replace("playbooks:\n", "playbooks:\n  money: [find the bill, ask which pump]\n")
    program = compile_bundle(Bundle(files=BUNDLE.files | {"strategy.yaml": both}))
    first = decide(program, None, inquiry(), later(0))
    assert first is not None
    asked = decide(program, first, task(first, 1), later(60))

    money = decide(program, asked, reclassify(first, Kind.INVOICE_QUERY, text=FAULT), later(120))

    assert money is not None
    assert tasks(money) == ["find the bill", ASK]
    assert done(money) == [ASK]


def test_what_was_recorded_is_not_forgotten_where_the_case_was_about_something_else_for_a_while() -> (
    None
):
    case = quiet(opened())
    found = after(after(case, task(case, 1)), task(case, 2, "a worn seal"))

    money = after(found, reclassify(case, Kind.INVOICE_QUERY, text=FAULT))
    again = after(money, reclassify(case, Kind.INCIDENT, text=FAULT, action_id="back"))

    assert [(one.task, one.words) for one in money.checklist] == [(CAUSE, "a worn seal")]
    assert (tasks(again), done(again)) == ([ASK, CAUSE, CONTENT], [CAUSE])
    assert again.checklist[1].words == "a worn seal"


def test_a_full_playbook_has_all_its_tasks_whatever_was_recorded_before() -> None:
    case = quiet(opened())
    many = ", ".join(f"step {number}" for number in range(MAX_CHECKS))
    both = ATTENTIVE.replace(
        "to: {department: accounts}}", "to: {department: accounts}, playbook: money}"
    ).replace("playbooks:\n", f"playbooks:\n  money: [{many}]\n")
    program = compile_bundle(Bundle(files=BUNDLE.files | {"strategy.yaml": both}))
    found = after(case, task(case, 2, "a worn seal"))

    money = decide(program, found, reclassify(case, Kind.INVOICE_QUERY, text=FAULT), later(180))

    assert money is not None
    assert (len(tasks(money)), tasks(money)[-1]) == (MAX_CHECKS, f"step {MAX_CHECKS - 1}")


def test_a_case_that_follows_another_strategy_has_the_tasks_of_that_one() -> None:
    fewer = ATTENTIVE.replace("    - ask which pump\n", "")
    none = ATTENTIVE.replace(", playbook: repair", "").replace("  repair:\n", "  other:\n")
    case = quiet(opened())

    def moved(text: str) -> Case:
        program = compile_bundle(Bundle(files=BUNDLE.files | {"strategy.yaml": text}))
        event = move(case.reference, StrategyWanted(strategy_id=program.strategy_id))
        there = decide(program, case, event, later(60))
        assert there is not None
        return there

    assert tasks(moved(fewer)) == [CAUSE, CONTENT]
    assert tasks(moved(none)) == [ASK, CAUSE, CONTENT]
