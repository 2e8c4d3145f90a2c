"""One record's turn: exactly one record follows from each, whatever stands in it."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.router.turn import NotReady, Router, activation, headers, position_in, restored
from services.router.windows import WINDOWS
from switchboard.bus.port import Record
from switchboard.contracts.case import MAX_INQUIRIES, Case, Flag, LinkKind
from switchboard.contracts.codec import decode_partition, encode_event
from switchboard.contracts.events import Event, StrategyActivated
from switchboard.contracts.topics import CASES, INTAKE
from switchboard.contracts.values import How, StrategyId
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from tests.router.company import (
    BEN,
    BILL,
    BUNDLE,
    PROGRAM,
    STRATEGY,
    YAML,
    claim,
    days,
    inquiry,
    later,
    opened,
    resolve,
)
from tests.router.partition import Partition

OTHER = compile_bundle(
    Bundle(
        files={
            **BUNDLE.files,
            "strategy.yaml": YAML.replace(
                "to: {department: service}", "to: {department: accounts}"
            ),
        }
    )
)


def heard(partition: Partition, said: Event, at: float) -> Case:
    case = partition.hears(said, later(at))
    assert case is not None
    return case


def test_a_record_of_a_case_says_which_event_made_it_and_carries_its_trace() -> None:
    trace = ("ce_traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    record = Record(INTAKE, 3, 42, later(0), b"k", b"v", (("ce_id", b"x"), trace))

    source = (("src", b"switchboard.intake/3/42"), ("src-at", b"%.3f" % later(0)))
    assert headers(record) == (*source, trace)
    assert position_in(record._replace(headers=headers(record))) == 42
    assert position_in(record) is None


@pytest.mark.parametrize(
    "value", [b"\x00garbage", b"", b'{"type":"case.claimed"}', b'{"a":' + b"[" * 100_000]
)
def test_an_unreadable_record_is_a_dead_letter_and_the_partition_says_how_far_it_is(
    value: bytes,
) -> None:
    partition = Partition()

    assert partition.takes(value, at=later(0)) is None
    assert partition.dead == ["unreadable"]
    (record,) = partition.cases
    assert record.key == b"partition/0"
    assert decode_partition(record.value or b"").position == 0
    assert partition.book.position == 1


def test_an_event_type_from_the_future_stops_the_partition_and_leaves_no_trace() -> None:
    partition = Partition()
    record = Record(INTAKE, 0, 0, later(0), b"k", b'{"type":"case.enchanted"}')

    made = partition.router.take(record)

    assert made.stop is not None
    assert "upgrade" in made.stop
    assert (made.draft, made.dead, partition.book.position) == (None, None, None)


def test_an_action_on_an_unknown_case_is_a_dead_letter() -> None:
    partition = Partition()

    partition.hears(claim(opened()), later(0))

    assert partition.dead == ["no_such_case"]
    assert partition.cases[0].key == b"partition/0"


def test_two_hundred_inquiries_fill_a_case_and_the_next_ones_go_on_in_a_linked_one() -> None:
    partition = Partition()
    first = heard(partition, inquiry("0"), 0)
    for number in range(1, MAX_INQUIRIES):
        assert heard(partition, inquiry(f"{number}"), number).reference == first.reference

    ties: dict[str, Any] = {"verified_case": first.reference}
    next_one = heard(partition, inquiry("201st", **ties), MAX_INQUIRIES)
    after_it = heard(partition, inquiry("202nd", **ties), MAX_INQUIRIES + 1)

    full = partition.book.case(first.reference)
    assert full is not None
    assert len(full.inquiries) == MAX_INQUIRIES
    assert next_one.reference != first.reference
    assert [(link.kind, link.reference) for link in next_one.links] == [
        (LinkKind.CONTINUES, first.reference)
    ]
    assert (after_it.reference, len(after_it.inquiries)) == (next_one.reference, 2)


def test_a_repeated_inquiry_of_a_full_case_is_still_a_repeat() -> None:
    partition = Partition()
    for number in range(MAX_INQUIRIES + 1):
        heard(partition, inquiry(f"{number}"), number)

    again = heard(partition, inquiry("7"), 500)

    assert (again.cause.how, len(again.inquiries)) == (How.REPEATED, MAX_INQUIRIES)


@pytest.mark.parametrize(("day", "same"), [(29.9, True), (30.1, False)])
def test_an_answer_to_a_case_closed_for_long_begins_a_linked_one(day: float, same: bool) -> None:  # noqa: FBT001  (what is expected)
    partition = Partition()
    first = heard(partition, inquiry("0"), 0)
    partition.hears(resolve(first), later(0))

    said = inquiry("answer", verified_case=first.reference, received_at=days(day))
    case = partition.hears(said, days(day))

    assert case is not None
    assert (case.reference == first.reference) == same
    assert [link.kind for link in case.links] == ([] if same else [LinkKind.FOLLOWS_CLOSED])


def test_a_second_answer_to_a_case_closed_for_long_joins_the_first_one() -> None:
    partition = Partition()
    first = heard(partition, inquiry("0"), 0)
    partition.hears(resolve(first), later(0))

    one, two = (
        partition.hears(
            inquiry(name, verified_case=first.reference, received_at=days(day)), days(day)
        )
        for name, day in (("answer", 40), ("another", 41))
    )

    assert one is not None
    assert two is not None
    assert one.reference == two.reference != first.reference


def test_the_same_source_with_other_content_is_another_inquiry_and_flagged() -> None:
    partition = Partition()
    first = heard(partition, inquiry("0", source_key="key"), 0)
    other = heard(partition, inquiry("1", source_key="key", text=BILL, new_case=True), 1)

    assert other.reference != first.reference
    assert (first.flags, other.flags) == ((), (Flag.SAME_SOURCE_OTHER_CONTENT,))
    assert heard(partition, inquiry("0", source_key="key"), 2).flags == ()


def test_a_taken_reference_is_not_taken_away_from_its_case() -> None:
    partition = Partition()
    first = heard(partition, inquiry("0"), 0)
    other = heard(partition, inquiry("1", sender=BEN, reference=first.reference), 1)
    third = heard(partition, inquiry("2", sender=None, reference=first.reference), 2)

    assert len({first.reference, other.reference, third.reference}) == 3
    assert (other.flags, third.flags) == ((Flag.REFERENCE_TAKEN,), (Flag.REFERENCE_TAKEN,))
    assert partition.book.case(first.reference) == first
    assert partition.book.case_of_inquiry(other.inquiries[0].inquiry_id) == other


def test_a_strategy_judges_what_comes_after_it_and_moves_no_open_case() -> None:
    partition = Partition({STRATEGY: PROGRAM, OTHER.strategy_id: OTHER})
    before = heard(partition, inquiry("0"), 0)
    partition.hears(StrategyActivated(strategy_id=OTHER.strategy_id), later(1))
    after = heard(partition, inquiry("1", sender=BEN), 2)
    joined = heard(partition, inquiry("2"), 3)

    assert (before.department, after.department) == ("service", "accounts")
    assert (joined.department, joined.strategy_id) == ("service", STRATEGY)
    assert partition.book.strategies == {STRATEGY, OTHER.strategy_id}
    state = decode_partition(partition.cases[1].value or b"")
    assert (state.strategy_id, state.activated_at, state.position) == (
        OTHER.strategy_id,
        later(1),
        1,
    )


def test_how_far_we_are_never_forgets_which_strategy_is_in_force_and_since_when() -> None:
    partition = Partition({STRATEGY: PROGRAM, OTHER.strategy_id: OTHER})
    partition.hears(StrategyActivated(strategy_id=OTHER.strategy_id), later(1))
    partition.takes(b"garbage", at=later(50))

    state = decode_partition(partition.cases[-1].value or b"")
    assert (state.strategy_id, state.activated_at, state.position) == (
        OTHER.strategy_id,
        later(1),
        1,
    )


def test_without_the_bundle_nothing_is_decided_and_nothing_parked() -> None:
    partition = Partition({})

    with pytest.raises(NotReady, match=STRATEGY):
        partition.hears(inquiry(), later(0))
    assert (partition.cases, partition.book.position) == ([], None)


def test_without_the_bundle_an_open_case_is_not_blamed() -> None:
    whole = Partition()
    case = heard(whole, inquiry("0"), 0)
    bare = Router(whole.book, {}, WINDOWS)
    value, _ = encode_event(claim(case), source="/x", at=later(1))
    record = Record(INTAKE, 0, 1, later(1), b"k", value)

    with pytest.raises(NotReady):
        bare.take(record)
    with pytest.raises(NotReady):
        bare.park(record, NotReady("gone"))
    assert whole.book.case(case.reference) == case


def test_a_lost_bundle_of_an_old_case_is_a_fault_of_that_case_alone() -> None:
    partition = Partition({STRATEGY: PROGRAM})
    old = heard(partition, inquiry("0"), 0)
    newer = compile_bundle(Bundle(files={**BUNDLE.files, "strategy.yaml": YAML + "# newer\n"}))
    activated = StrategyActivated(strategy_id=newer.strategy_id)
    partition.hears(activated, later(1))
    after = Partition({newer.strategy_id: newer}).restarted(partition.cases)
    after.book.initial = None

    blamed = after.hears(claim(old), later(2))
    fresh = after.hears(inquiry("1", sender=BEN), later(3))

    assert blamed is not None
    assert fresh is not None
    assert Flag.FAULT in blamed.flags
    assert "StrategyGone" in blamed.faults[0]
    assert (fresh.flags, fresh.strategy_id) == ((), newer.strategy_id)


def test_only_an_activation_is_taken_for_one() -> None:
    value, said = encode_event(
        StrategyActivated(strategy_id=StrategyId("s")), source="/x", at=later(0)
    )
    record = Record(INTAKE, 0, 0, later(0), b"k", value, said)

    assert activation(record) == "s"
    assert activation(record._replace(headers=())) == "s"
    assert activation(record._replace(value=b'{"type":"strategy.activated"')) is None
    assert activation(record._replace(value=b'{"type":"inquiry.received"}')) is None


def test_a_tombstone_moves_the_position_and_nothing_else() -> None:
    partition = Partition()
    source = (("src", b"switchboard.intake/0/9"),)

    restored(partition.book, Record(CASES, 0, 0, later(0), b"K", None, source))

    assert (partition.book.position, len(partition.book)) == (10, 0)


def test_the_newest_of_two_records_of_a_case_is_what_counts_when_both_are_there() -> None:
    partition = Partition()
    heard(partition, inquiry("0"), 0)
    newest = heard(partition, inquiry("1"), 1)

    again = partition.restarted(partition.cases)

    assert again.book.case(newest.reference) == newest
    assert again.book.position == 2
    assert again.hears(replace(inquiry("1")), later(2)) == partition.hears(inquiry("1"), later(2))
