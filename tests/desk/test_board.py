"""What each record of the log changes on the board."""

import pytest
from msgspec.structs import replace

from services.desk.board import (
    ActionAsked,
    CaseGone,
    CaseStands,
    DeliveryGone,
    DeliveryStands,
    InquiryHeard,
    PartitionStands,
    Placement,
    change,
    due_at,
)
from switchboard.bus.port import Draft
from switchboard.contracts.case import ClockState, Flag
from switchboard.contracts.codec import FromTheFuture, Unreadable
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import DeadlinePassed, StrategyActivated
from switchboard.contracts.handling import CaseClaimed
from switchboard.contracts.judgement import Reason
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import CASES, DELIVERIES, INTAKE, ORIGINALS
from switchboard.contracts.values import Clock, How, Identity, NoticeId, Status
from tests.desk.matter import (
    ANA,
    STRATEGY,
    Log,
    asked,
    case,
    delivered,
    delivery,
    gone,
    heard,
    inquiry,
    judgement,
    judging,
    later,
    owing,
    said,
    stood,
)


def _change(draft: Draft) -> object:
    return change(Log().take([draft])[0])


def test_a_case_stands_as_its_record_says() -> None:
    first, second = inquiry("first"), inquiry("second")
    stands = case(first, second, customer=CustomerFacts(customer_id="C-7"), how=How.JOINED)

    changed = _change(stood(stands))

    assert isinstance(changed, CaseStands)
    assert changed.case == stands
    assert changed.due_at == later(3600)
    assert changed.people == ("customer:c-7", "mailto:ana@example.com")
    assert changed.placements == (
        Placement(first.inquiry_id, first.reference, How.OPENED),
        Placement(second.inquiry_id, second.reference, How.JOINED),
    )


def test_a_resend_does_not_say_how_the_first_copy_came_to_rest() -> None:
    only = inquiry()

    changed = _change(stood(case(only, how=How.REPEATED)))

    assert isinstance(changed, CaseStands)
    assert changed.placements == (Placement(only.inquiry_id, only.reference, How.OPENED),)


def test_a_parked_inquiry_stays_parked_whatever_made_the_newest_record() -> None:
    only = inquiry()
    stands = case(only, judged=judgement(reason=Reason.PARKED), how=How.REPEATED)

    changed = _change(stood(stands))

    assert isinstance(changed, CaseStands)
    assert changed.placements[0].how is How.PARKED


def test_a_case_that_nobody_could_decide_is_parked_with_all_that_is_in_it() -> None:
    undecided = replace(case(inquiry("first"), inquiry("second"), how=How.JOINED), decisions=())

    changed = _change(stood(undecided))

    assert isinstance(changed, CaseStands)
    assert [one.how for one in changed.placements] == [How.PARKED, How.PARKED]


def test_what_was_parked_is_routed_once_it_has_its_decision() -> None:
    decided = case(inquiry(), how=How.PARKED)
    marked = replace(decided, flags=(Flag.FAULT,), faults=("OSError: disk",))

    changed = _change(stood(marked))

    assert isinstance(changed, CaseStands)
    assert changed.placements[0].how is How.OPENED


def test_people_are_found_whatever_the_case_of_their_letters() -> None:
    shouted = replace(case(inquiry()), participants=(Identity("mailto:ANA@example.com"), ANA))

    changed = _change(stood(shouted))

    assert isinstance(changed, CaseStands)
    assert changed.people == ("mailto:ana@example.com",)


def test_a_broken_promise_stays_due_until_it_is_kept_or_the_case_is_over() -> None:
    stands = case(inquiry())
    broken = replace(stands.clocks[0], state=ClockState.BREACHED)
    kept = replace(broken, ended_at=later(7200))

    assert due_at(replace(stands, clocks=(broken,))) == broken.due_at
    assert due_at(replace(stands, clocks=(kept,))) is None
    assert due_at(replace(stands, clocks=(broken,), status=Status.RESOLVED)) is None


def test_only_running_promises_fall_due() -> None:
    stands = case(inquiry())
    met = replace(stands.clocks[0], state=ClockState.MET)
    resolve = replace(stands.clocks[0], clock=Clock.RESOLVE, due_at=later(9000))

    assert due_at(replace(stands, clocks=(met, resolve))) == later(9000)
    assert due_at(replace(stands, clocks=(met,))) is None


def test_a_tombstone_takes_the_case_away() -> None:
    reference = inquiry().reference

    assert _change(gone(reference)) == CaseGone(reference)


def test_a_partition_says_by_which_strategy_it_judges() -> None:
    changed = _change(judging(3, STRATEGY, later(0)))

    assert isinstance(changed, PartitionStands)
    assert (changed.state.partition, changed.state.strategy_id) == (3, STRATEGY)


def test_a_partition_without_state_changes_nothing() -> None:
    assert _change(judging(3, STRATEGY, later(0))._replace(value=None)) is None


def test_words_and_actions_go_into_the_archive() -> None:
    one = inquiry()
    claim = CaseClaimed(action_id="a", reference=one.reference, by="mia")
    written, claimed = heard(one), asked(claim)

    assert _change(written) == InquiryHeard(one, written.value or b"", later(0))
    assert _change(claimed) == ActionAsked(claim, claimed.value or b"", later(0))


def test_deadlines_and_activations_are_for_the_router() -> None:
    reference = inquiry().reference
    passed = DeadlinePassed(reference=reference, clock=Clock.RESOLVE, due_at=later(0))

    assert _change(said(passed, slot_of_reference(reference))) is None
    assert (
        _change(said(StrategyActivated(strategy_id=STRATEGY), slot_of_reference(reference))) is None
    )


def test_a_delivery_stands_until_its_tombstone() -> None:
    sent = delivery(owing(case(inquiry())))
    told = delivered(sent)

    assert _change(told) == DeliveryStands(sent, told.value or b"")
    assert _change(told._replace(value=None)) == DeliveryGone(NoticeId(sent.notice_id))


def test_noise_in_intake_is_nobodys_words() -> None:
    assert _change(heard(inquiry())._replace(value=b"{")) is None


@pytest.mark.parametrize("topic", [CASES, DELIVERIES])
def test_noise_where_only_we_write_is_not_passed_over(topic: str) -> None:
    with pytest.raises(Unreadable):
        _change(Draft(topic, 0, b"K", b"{"))


@pytest.mark.parametrize(
    ("topic", "value"),
    [
        (INTAKE, b'{"type":"case.teleported"}'),
        (CASES, b'{"format":2}'),
        (DELIVERIES, b'{"format":2}'),
    ],
)
def test_what_a_newer_version_wrote_stops_the_desk(topic: str, value: bytes) -> None:
    with pytest.raises(FromTheFuture, match="upgrade"):
        _change(Draft(topic, 0, b"K", value))


def test_other_topics_are_not_the_desks() -> None:
    with pytest.raises(ValueError, match="does not follow"):
        _change(Draft(ORIGINALS, 0, b"K", b""))
