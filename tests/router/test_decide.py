"""What staff may do to a case, what is refused and why, and what a case never does."""

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.router.decide import decide
from switchboard.contracts.case import MAX_ACTIONS, MAX_OWED, Case
from switchboard.contracts.codec import event_type
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import (
    Action,
    DeadlinePassed,
    DeliveryReported,
    Event,
    StrategyActivated,
)
from switchboard.contracts.handling import (
    Expectation,
)
from switchboard.contracts.values import (
    Channel,
    Clock,
    NoticeId,
    Reference,
    Status,
    UnixSeconds,
)
from tests.contracts.anything import anything
from tests.router.company import (
    BEN,
    PROGRAM,
    STRATEGY,
    after,
    claim,
    inquiry,
    later,
    opened,
    reopen,
    reply,
    resolve,
    transfer,
)

NOBODY = Reference("00000000000")


def act(case: Case, *events: Event) -> Case:
    """Return the case after these, a minute apart."""
    for number, event in enumerate(events, start=1):
        case = after(case, event, later(60.0 * number))
    return case


def refusal(case: Case, action: Action) -> str:
    outcome = act(case, action).actions[-1]
    assert outcome.accepted == (not outcome.refused_because)
    return outcome.refused_because


def test_a_claimed_case_is_with_whoever_claimed_it() -> None:
    case = act(opened(), claim(opened()))

    assert case.assignee == "k.vogel"
    assert [(one.action_id, one.type, one.by, one.at, one.accepted) for one in case.actions] == [
        ("claim", "case.claimed", "k.vogel", later(60), True)
    ]


def test_a_case_goes_to_its_new_department_without_the_person_of_the_old() -> None:
    case = act(opened(), claim(opened()), transfer(opened(), "accounts"))

    assert (case.department, case.assignee) == ("accounts", None)


def test_resolving_and_reopening_say_when() -> None:
    resolved = act(opened(), resolve(opened()))
    again = act(resolved, reopen(opened()))

    assert (resolved.status, resolved.resolved_at) == (Status.RESOLVED, later(60))
    assert (again.status, again.resolved_at) == (Status.OPEN, None)


def test_a_case_that_somebody_has_is_not_claimed_by_another() -> None:
    case = act(opened(), claim(opened()))

    assert refusal(case, claim(case, by="b.other", action_id="b")) == "the case is with k.vogel"
    assert refusal(case, claim(case, action_id="again")) == ""


@pytest.mark.parametrize(
    ("department", "why"),
    [
        ("service", "the case is with service already"),
        ("moon", "the strategy of this case has no department 'moon'"),
    ],
)
def test_a_transfer_to_nowhere_says_why_not(department: str, why: str) -> None:
    assert refusal(opened(), transfer(opened(), department)) == why


@pytest.mark.parametrize(
    ("expect", "why"),
    [
        (Expectation(version=2), "the case is at version 1, not 2"),
        (Expectation(status=Status.WAITING), "the case is open, not waiting"),
        (Expectation(assignee="b.other"), "the case is with nobody, not b.other"),
        (Expectation(version=1, status=Status.OPEN, assignee=""), ""),
    ],
)
def test_an_action_that_takes_for_granted_what_is_not_so_is_refused(
    expect: Expectation, why: str
) -> None:
    assert refusal(opened(), claim(opened(), expect=expect)) == why


def test_a_refused_action_leaves_the_case_as_it_was_but_for_the_refusal() -> None:
    before = opened()
    case = act(before, transfer(before, "moon"))

    assert replace(
        case, actions=(), version=1, cause=before.cause, changed_at=before.changed_at
    ) == (before)
    assert case.version == 2


def test_an_action_sent_twice_is_done_once_and_answered_once() -> None:
    case = act(opened(), claim(opened()), claim(opened(), by="b.other"))

    assert (case.assignee, len(case.actions), case.version) == ("k.vogel", 1, 3)


def test_the_last_fifty_outcomes_are_kept() -> None:
    case = opened()
    for number in range(MAX_ACTIONS + 3):
        case = act(case, claim(case, action_id=str(number)))

    assert [one.action_id for one in case.actions] == [str(n) for n in range(3, MAX_ACTIONS + 3)]


def test_replies_that_nobody_can_send_stop_at_the_bound_and_leave_room_to_acknowledge() -> None:
    case = opened()
    for number in range(MAX_OWED + 5):
        case = act(case, reply(case, str(number)))
    for channel in Channel:
        case = act(case, inquiry(f"by {channel}", channel=channel))

    refused = {one.refused_because for one in case.actions if not one.accepted}
    assert refused == {"too many messages of this case wait to be sent"}
    assert MAX_OWED - len(Channel) < len(case.owed) <= MAX_OWED


@pytest.mark.parametrize(
    "event",
    [
        claim(opened()),
        DeadlinePassed(reference=NOBODY, clock=Clock.RESOLVE, due_at=later(0)),
        StrategyActivated(strategy_id=STRATEGY),
    ],
)
def test_what_concerns_no_case_makes_none(event: Event) -> None:
    assert decide(PROGRAM, None, event, later(0)) is None


def test_an_activation_is_no_matter_of_a_case() -> None:
    assert decide(PROGRAM, opened(), StrategyActivated(strategy_id=STRATEGY), later(0)) is None


def test_every_event_counts_once_and_says_what_it_was() -> None:
    case = opened()
    story: list[Event] = [
        inquiry("more"),
        claim(case),
        claim(case),
        DeadlinePassed(reference=case.reference, clock=Clock.RESOLVE, due_at=later(0)),
        reply(case),
        resolve(case),
        inquiry("again", sender=BEN),
        reopen(case),
    ]

    for version, event in enumerate(story, start=2):
        case = after(case, event, later(version))
        assert (case.version, case.changed_at) == (version, later(version))
        assert (case.cause.type, case.cause.at) == (event_type(event), later(version))


EVENT = cast("type[Event]", Event)
MOMENTS = st.floats(0, 4e9).map(lambda at: UnixSeconds(round(at, 3)))


@settings(max_examples=100)
@given(anything(Case), MOMENTS, anything(EVENT), MOMENTS)
def test_no_case_and_no_event_make_deciding_fail(
    case: Case, changed_at: UnixSeconds, event: Event, at: UnixSeconds
) -> None:
    case = replace(
        case, changed_at=changed_at
    )  # Times come from the log, which knows no year 10,000.

    decided = decide(PROGRAM, case, event, at)

    if not isinstance(event, StrategyActivated):
        assert decided is not None
        assert decided.version == case.version + 1
        assert decided.changed_at >= case.changed_at


@settings(max_examples=100)
@given(anything(EVENT), MOMENTS)
def test_no_event_makes_opening_a_case_fail(event: Event, at: UnixSeconds) -> None:
    case = decide(PROGRAM, None, event, at)

    assert (case is not None) == (event_type(event) == "inquiry.received")


def test_what_is_still_under_way_settles_nothing() -> None:
    case = opened()
    event = DeliveryReported(
        notice_id=case.owed[0].notice_id,
        reference=case.reference,
        purpose=Purpose.ACKNOWLEDGEMENT,
        outcome=Outcome.DEFERRED,
        settled_at=later(1),
    )

    assert act(case, event).owed == case.owed
    assert act(case, replace(event, notice_id=NoticeId("another"))).owed == case.owed
