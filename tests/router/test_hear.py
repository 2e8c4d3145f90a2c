"""What an inquiry does to a case: opens it, joins it, or is heard a second time."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.router.find import BORN_CLOSED
from services.router.windows import WINDOWS
from switchboard.contracts.case import MAX_PARTICIPANTS, Case, ClockState, Flag
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.events import Sender
from switchboard.contracts.judgement import Reason, Say
from switchboard.contracts.values import (
    Channel,
    How,
    Identity,
    Nature,
    Priority,
    Status,
    UnixSeconds,
)
from tests.harness.clock import SUNDAY_NOON
from tests.router.company import (
    ANA,
    BEN,
    BILL,
    EIGHT_HOURS,
    STRATEGY,
    after,
    days,
    inquiry,
    later,
    opened,
    reply,
    resolve,
)


def test_an_inquiry_opens_a_case_where_the_strategy_wants_it() -> None:
    said = inquiry()

    case = opened(said)

    assert (case.reference, case.version, case.status) == (said.reference, 1, Status.OPEN)
    assert (case.department, case.priority, case.assignee) == ("service", Priority.HIGH, None)
    assert case.decisions[0].judgement.rule == "faults"
    assert case.strategy_id == STRATEGY
    assert (case.cause.how, case.cause.id) == (How.OPENED, said.inquiry_id)
    assert case.participants == (ANA,)
    assert not case.flags


def test_what_is_too_vague_goes_to_triage_at_the_front_desk() -> None:
    case = opened(inquiry(text="As discussed"))

    assert case.department == "front_desk"
    assert case.flags == (Flag.TRIAGE,)
    assert case.decisions[0].judgement.reason is Reason.WEAK_EVIDENCE


def test_a_customer_with_a_person_of_their_own_gets_that_person() -> None:
    facts = CustomerFacts(customer_id="1", relationship="dedicated", dedicated="k.vogel")

    case = opened(inquiry(customer=facts))

    assert (case.assignee, case.department) == ("k.vogel", "service")
    assert case.customer == facts


def test_promises_begin_when_the_customer_reached_us() -> None:
    case = opened(inquiry(received_at=later(-3_600)), later(0))

    (clock,) = case.clocks
    assert (clock.state, clock.starts_at) == (ClockState.RUNNING, later(-3_600))
    assert clock.due_at == later(-3_600 + EIGHT_HOURS)


@pytest.mark.parametrize(
    ("received_at", "kept"),
    [
        (later(61), later(0)),
        (days(-20), days(-7)),
        (later(-1e300), days(-7)),
        (later(1e300), later(0)),
    ],
)
def test_what_cannot_be_when_it_reached_us_is_clamped_and_flagged(
    received_at: UnixSeconds, kept: UnixSeconds
) -> None:
    case = opened(inquiry(received_at=received_at), later(0))

    assert case.inquiries[0].received_at == kept
    assert Flag.BACKDATING_CLAMPED in case.flags


@pytest.mark.parametrize("difference", [-1, 1, 60])
def test_two_clocks_that_differ_a_little_are_nothing_to_tell_staff(difference: float) -> None:
    case = opened(inquiry(received_at=later(difference)), later(0))

    assert case.flags == ()


def test_what_is_older_than_the_horizon_is_taken_but_not_acknowledged() -> None:
    case = opened(inquiry(received_at=days(-31)), later(0))

    assert Flag.LATE in case.flags
    assert not case.owed
    assert [settled.reason for settled in case.deliveries] == [Say.TOO_OLD]


def test_an_original_that_could_not_be_read_is_a_case_that_says_so() -> None:
    case = opened(inquiry(text="", unreadable="page 2 is black"))

    assert case.cause.how is How.PARKED
    assert Flag.UNREADABLE in case.flags
    assert case.faults == ("page 2 is black",)
    assert case.status is Status.OPEN


@pytest.mark.parametrize("nature", sorted(BORN_CLOSED))
def test_what_machines_answer_is_findable_and_asks_for_nothing(nature: Nature) -> None:
    case = opened(inquiry(nature=nature))

    assert (case.status, case.resolved_at) == (Status.CLOSED, SUNDAY_NOON)
    assert (case.clocks, case.owed) == ((), ())
    assert case.deliveries[0].outcome is Outcome.SUPPRESSED
    assert case.deliveries[0].reason == Say.NOT_AN_INQUIRY


def test_spam_waits_without_a_clock() -> None:
    case = opened(inquiry(nature=Nature.SPAM))

    assert (case.status, case.clocks, case.owed) == (Status.OPEN, (), ())


@pytest.mark.parametrize("nature", [Nature.MAILING_LIST, Nature.MACHINE_NOTICE])
def test_an_order_that_a_machine_sends_is_routed_and_not_acknowledged(nature: Nature) -> None:
    case = opened(inquiry(nature=nature))

    assert (case.status, case.department, len(case.clocks)) == (Status.OPEN, "service", 1)
    assert not case.owed


def joined(case: Case, **more: Any) -> Case:
    return after(case, inquiry("second", **more), later(90))


def test_a_follow_up_stays_with_whoever_has_the_case() -> None:
    case = joined(opened(), text=BILL)

    assert case.department == "service"
    assert len(case.decisions) == 1
    assert [contact.accepted_at for contact in case.inquiries] == [later(0), later(90)]
    assert (case.cause.how, case.version) == (How.JOINED, 2)


def test_an_inquiry_heard_twice_changes_nothing_but_the_count() -> None:
    case = opened()
    again = after(case, inquiry(), later(600))

    assert again.cause.how is How.REPEATED
    assert (
        replace(again, version=1, cause=case.cause, changed_at=case.changed_at, repeats=0) == case
    )
    assert (again.repeats, again.version) == (1, 2)


def test_whoever_has_a_token_takes_part_and_staff_are_told() -> None:
    case = joined(opened(), sender=BEN)

    assert case.participants == (ANA, BEN)
    assert Flag.FOREIGN_SENDER in case.flags


def test_an_answer_of_the_same_person_raises_no_flag() -> None:
    assert joined(opened(), sender=Identity("mailto:ANA@example.com")).flags == ()


def test_a_postmaster_becomes_no_party_to_the_matter() -> None:
    case = joined(opened(), sender=Identity("mailto:postmaster@example.com"), nature=Nature.BOUNCE)

    assert case.participants == (ANA,)
    assert Flag.FOREIGN_SENDER not in case.flags


def test_a_person_opens_a_resolved_case_again_with_its_clock() -> None:
    resolved = after(opened(), resolve(opened()), later(60))

    case = joined(resolved)

    assert (case.status, case.resolved_at) == (Status.OPEN, None)
    assert case.clocks[0].state is ClockState.RUNNING
    assert case.clocks[0].due_at == case.changed_at + EIGHT_HOURS - 60


def test_an_answered_promise_stays_kept_when_the_case_is_opened_again() -> None:
    answered = after(opened(), reply(opened()), later(30))
    resolved = after(answered, resolve(answered), later(60))

    case = joined(resolved)

    assert case.clocks[0].state is ClockState.MET


@pytest.mark.parametrize("nature", [Nature.AUTO_REPLY, Nature.BOUNCE, Nature.SPAM])
def test_a_person_who_writes_into_a_case_that_a_machine_began_gets_the_promise_and_the_department(
    nature: Nature,
) -> None:
    begun = opened(inquiry("machine", nature=nature, text="I am away."))
    assert begun.clocks == ()

    case = joined(begun)

    assert (case.status, case.department) == (Status.OPEN, "service")
    assert [run.state for run in case.clocks] == [ClockState.RUNNING]
    assert [made.inquiry_id for made in case.decisions] == [
        begun.inquiries[0].inquiry_id,
        case.inquiries[-1].inquiry_id,
    ]
    assert len(case.owed) == 1


@pytest.mark.parametrize("nature", [nature for nature in Nature if nature is not Nature.INQUIRY])
def test_no_machine_opens_a_resolved_case(nature: Nature) -> None:
    resolved = after(opened(), resolve(opened()), later(60))

    assert joined(resolved, nature=nature).status is Status.RESOLVED


def test_a_crowd_of_senders_does_not_make_a_case_too_large() -> None:
    crowd = tuple(Identity(f"mailto:{number}@example.com") for number in range(300))

    said = replace(inquiry("crowd"), sender=Sender(identities=crowd))
    case = after(opened(), said, later(95))

    assert len(case.participants) == MAX_PARTICIPANTS
    assert len(case.inquiries[-1].identities) == 8
    assert len(opened(said).participants) == MAX_PARTICIPANTS


def test_a_subject_and_a_name_of_any_length_are_cut() -> None:
    case = opened(replace(inquiry(), subject="s" * 999, sender=Sender(name="n" * 999)))

    assert (len(case.subject), len(case.name)) == (200, 200)


def test_time_never_runs_backwards_in_a_case() -> None:
    case = after(opened(at=later(100)), inquiry("second"), later(50))

    assert (case.changed_at, case.inquiries[-1].accepted_at) == (later(100), later(100))


def test_the_spans_are_those_that_the_glossary_of_the_trade_names() -> None:
    day = 86_400
    assert dict(WINDOWS._asdict()) == {
        "burst": 120,
        "likeness": 2 * day,
        "reopen": 30 * day,
        "backdating": 7 * day,
        "horizon": 30 * day,
    }


def test_a_web_form_with_nothing_but_a_landline_says_why_it_gets_no_message() -> None:
    case = opened(inquiry(sender=Identity("tel:+4930901820"), channel=Channel.WEB))

    assert [settled.reason for settled in case.deliveries] == [Say.LANDLINE]
