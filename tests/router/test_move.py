"""A case that follows another strategy: what changes with it, and what stays as it was said."""

import pytest
from msgspec.structs import replace

from services.router.book import Book
from services.router.decide import decide
from services.router.move import move
from services.router.turn import restored, strategy_named
from switchboard.bus.port import Record
from switchboard.contracts.case import ActionOutcome, Case, ClockState
from switchboard.contracts.codec import encode_case, encode_event
from switchboard.contracts.customer import StrategyWanted
from switchboard.contracts.events import CaseMoved, StrategyActivated
from switchboard.contracts.topics import CASES, INTAKE
from switchboard.contracts.values import OpenCases, Seconds, Status, StrategyId, UnixSeconds
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.program import Program
from tests.harness.clock import SUNDAY_NOON
from tests.router.company import (
    BILL,
    BUNDLE,
    EIGHT_HOURS,
    PROGRAM,
    STRATEGY,
    YAML,
    after,
    claim,
    inquiry,
    later,
    opened,
    reply,
    resolve,
)
from tests.router.partition import Partition

AN_HOUR = 3_600.0


def other(*changes: tuple[str, str]) -> Program:
    """Return another edition of the company's strategy."""
    text = YAML
    for old, new in (*changes, ("name: Acme Pumps", "name: Acme Pumps and Valves")):
        assert old in text, old
        text = text.replace(old, new)
    return compile_bundle(replace(BUNDLE, files={**BUNDLE.files, "strategy.yaml": text}))


def wanted(program: Program, since: UnixSeconds = SUNDAY_NOON) -> StrategyWanted:
    return StrategyWanted(
        strategy_id=program.strategy_id, by="owner", since=since, open_cases=OpenCases.MOVE
    )


def moved(case: Case, program: Program, at: UnixSeconds | None = None) -> Case:
    """Return the case after it has moved."""
    at = later(AN_HOUR) if at is None else at
    told = decide(program, case, move(case.reference, wanted(program)), at)
    assert told is not None
    return told


def test_a_moved_case_is_under_the_new_strategy_and_says_who_moved_it_and_when() -> None:
    before, program = opened(), other()

    case = moved(before, program)

    assert case.strategy_id == program.strategy_id != before.strategy_id
    (outcome,) = case.actions
    assert outcome == ActionOutcome(
        action_id=move(before.reference, wanted(program)).action_id,
        type="case.strategy_moved",
        by="owner",
        at=later(AN_HOUR),
        accepted=True,
    )
    assert (case.cause.type, case.cause.id) == ("case.strategy_moved", outcome.action_id)


def test_what_was_decided_and_said_stays() -> None:
    before = opened()

    case = moved(before, other(("to: {department: service}", "to: {department: accounts}")))

    kept = ("department", "priority", "decisions", "owed", "deliveries", "assignee", "status")
    assert [getattr(case, name) for name in kept] == [getattr(before, name) for name in kept]


def test_a_running_promise_is_reckoned_anew_from_its_beginning() -> None:
    case = moved(opened(), other(("first_response: 8h", "first_response: 2h")))

    (clock,) = case.clocks
    assert (clock.state, clock.within) == (ClockState.RUNNING, Seconds(2 * AN_HOUR))
    assert (clock.starts_at, clock.due_at) == (SUNDAY_NOON, later(2 * AN_HOUR))
    assert sum(entry.counted for entry in clock.ledger) == 2 * AN_HOUR


def test_a_promise_that_the_new_strategy_would_have_broken_is_broken_at_the_next_event() -> None:
    case = moved(opened(), other(("first_response: 8h", "first_response: 30m")))
    assert case.clocks[0].state is ClockState.RUNNING

    assert after(case, claim(case), later(AN_HOUR + 1)).clocks[0].state is ClockState.BREACHED


def test_the_sla_is_the_one_that_the_same_rule_names_now() -> None:
    program = other(
        ("sla: {standard: {first_response: 8h}}", "sla: {standard: {first_response: 8h}, quick: {first_response: 1h}}"),
        ("priority: high}", "priority: high, sla: quick}"),
    )  # fmt: skip

    fault, bill = opened(), opened(inquiry(text=BILL))

    assert moved(fault, program).clocks[0].within == AN_HOUR
    assert moved(bill, program).clocks[0].within == EIGHT_HOURS


def test_where_the_rule_is_gone_the_sla_of_the_same_name_counts() -> None:
    program = other(("id: faults", "id: breakdowns"), ("first_response: 8h", "first_response: 3h"))

    assert moved(opened(), program).clocks[0].within == 3 * AN_HOUR


@pytest.mark.parametrize(
    "changes",
    [
        [("id: faults", "id: breakdowns"), ("sla: standard", "sla: usual"), ("sla: {standard", "sla: {usual")],
        [("first_response: 8h", "acknowledge: 8h")],
    ],
)  # fmt: skip
def test_what_is_promised_no_more_is_kept_all_the_same(changes: list[tuple[str, str]]) -> None:
    before = opened()

    assert moved(before, other(*changes)).clocks == before.clocks


def test_without_a_rule_the_default_sla_of_the_new_strategy_counts() -> None:
    before = opened(inquiry(text="Hello there, is anybody listening to me at all today"))
    assert before.decisions[-1].judgement.rule == "default"

    case = moved(before, other(("first_response: 8h", "first_response: 4h")))

    assert case.clocks[0].within == 4 * AN_HOUR


def test_a_promise_that_has_been_kept_stays_as_it_was_kept() -> None:
    case = opened()
    answered = after(case, reply(case), later(60))

    assert moved(answered, other(("first_response: 8h", "first_response: 1m"))).clocks == (
        answered.clocks
    )


def test_a_case_of_a_department_that_is_no_more_goes_to_the_default_one() -> None:
    program = other(
        ("  service: {name: Technical service, calendar: always}\n", ""),
        ("to: {department: service}", "to: {department: accounts}"),
    )
    case = opened()
    claimed = after(case, claim(case), later(60))

    homeless = moved(claimed, program)

    assert (homeless.department, homeless.assignee) == ("front_desk", None)
    assert moved(claimed, other()).assignee == "k.vogel"


def test_a_case_without_a_decision_moves_too() -> None:
    parked = replace(opened(), decisions=(), clocks=())

    assert moved(parked, other()).strategy_id == other().strategy_id


def test_being_told_twice_changes_nothing_more() -> None:
    program = other()
    once = moved(opened(), program)

    twice = moved(once, program, later(2 * AN_HOUR))

    assert replace(twice, version=0, changed_at=SUNDAY_NOON, cause=once.cause) == replace(
        once, version=0, changed_at=SUNDAY_NOON
    )


def test_each_want_has_moves_of_its_own() -> None:
    case, program = opened(), other()

    first = move(case.reference, wanted(program))

    assert first == move(case.reference, wanted(program))
    assert first.action_id != move(case.reference, wanted(program, later(1))).action_id


def test_a_move_of_a_case_that_is_not_there_is_a_dead_letter() -> None:
    program = other()
    partition = Partition({STRATEGY: PROGRAM, program.strategy_id: program})

    partition.hears(move(opened().reference, wanted(program)), SUNDAY_NOON)

    assert partition.dead == ["no_such_case"]


def test_a_moved_case_is_decided_by_its_new_strategy_after_a_restart_too() -> None:
    program = other(("  accounts: {name: Accounts", "  billing: {name: Accounts"),
                    ("to: {department: accounts}", "to: {department: billing}"))  # fmt: skip
    partition = Partition({STRATEGY: PROGRAM, program.strategy_id: program})
    case = partition.hears(inquiry(), SUNDAY_NOON)
    assert case
    partition.hears(move(case.reference, wanted(program)), later(1))
    restarted = partition.restarted(partition.compacted())

    for one in (partition, restarted):
        told = one.book.case(case.reference)
        assert told
        assert told.strategy_id == program.strategy_id
        assert program.strategy_id in one.book.strategies


def test_the_book_knows_which_open_cases_are_under_another_strategy() -> None:
    book, case = Book(0, 1), opened()

    def stands(case: Case) -> tuple[set[str], bool]:
        record = Record(CASES, 0, 0, SUNDAY_NOON, case.reference.encode(), encode_case(case), ())
        restored(book, record)
        new = StrategyId("new")
        return set(book.elsewhere(new)), book.strays_from(new)

    assert stands(case) == ({case.reference}, True)
    assert stands(replace(case, status=Status.WAITING)) == ({case.reference}, True)
    assert stands(after(case, resolve(case), later(1))) == (set(), False)
    assert stands(case) == ({case.reference}, True)
    assert stands(replace(case, strategy_id=StrategyId("new"))) == (set(), False)


@pytest.mark.parametrize("event", [StrategyActivated(strategy_id=STRATEGY), CaseMoved(action_id="a", reference=opened().reference, strategy_id=STRATEGY)])  # fmt: skip
def test_a_record_tells_which_strategy_it_will_ask_for(
    event: StrategyActivated | CaseMoved,
) -> None:
    value, headers = encode_event(event, source="/x", at=SUNDAY_NOON)

    assert strategy_named(Record(INTAKE, 0, 0, SUNDAY_NOON, b"", value, headers)) == STRATEGY
