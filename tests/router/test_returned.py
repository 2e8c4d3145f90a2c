"""A letter of ours comes back: the case knows which address is dead, and nobody can pretend it."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.router.returned import CAME_BACK
from switchboard.contracts.case import MAX_PARTICIPANTS, Bounced, Case, ClockState, Flag
from switchboard.contracts.codec import encode_case
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import Event
from switchboard.contracts.notices import Reply
from switchboard.contracts.values import Channel, Identity, Nature, NoticeId, Status
from tests.router.company import (
    ANA,
    BEN,
    BILL,
    EIGHT_HOURS,
    inquiry,
    later,
    letters,
    reply,
    report,
    resolve,
)
from tests.router.partition import Partition

DAEMON = Identity("mailto:mailer-daemon@relay.example")


def bounce(partition: Partition, case: Case, *lost: Identity, at: float = 60, **more: Any) -> Case:
    """Return the case after the postmaster has sent back one of its letters."""
    said = inquiry(f"bounce {at}", sender=DAEMON, nature=Nature.BOUNCE, undeliverable=lost)
    sent = tuple(one.message_id for one in case.deliveries)
    told: dict[str, Any] = {"verified_case": case.reference, "references": sent} | more
    after = partition.hears(replace(said, **told), later(at))
    assert after is not None
    return after


def begun(partition: Partition, **more: Any) -> Case:
    """Return a case that has sent its acknowledgement."""
    case = partition.hears(inquiry(**more), later(0))
    assert case is not None
    case = partition.hears(report(case, letters(case)[0]), later(1))
    assert case is not None
    return case


def test_a_bounce_joins_its_case_and_marks_the_address() -> None:
    partition = Partition()
    case = begun(partition)

    after = bounce(partition, case, Identity("mailto:ANA@example.com"))

    told = Bounced(identity=ANA, at=later(60), inquiry_id=after.inquiries[1].inquiry_id)
    assert (after.reference, after.bounced) == (case.reference, (told,))
    assert after.flags == (Flag.UNDELIVERABLE,)
    assert (after.participants, after.owed) == (case.participants, case.owed)


def answered(partition: Partition) -> Case:
    """Return a case in which staff have answered after an hour; letter and receipt have gone out."""
    case = begun(partition)
    case = heard(partition, reply(case), 3_600)
    letter = next(one for one in case.owed if isinstance(one, Reply))
    told = replace(report(case, letter), message_id="<reply@acme.example>")
    return heard(partition, told, 3_601)


def heard(partition: Partition, event: Event, at: float) -> Case:
    after = partition.hears(event, later(at))
    assert after is not None
    return after


def outcomes(case: Case) -> dict[str, tuple[Outcome, str]]:
    return {one.purpose: (one.outcome, one.reason) for one in case.deliveries}


def test_a_reply_that_comes_back_has_failed_and_the_promise_runs_on_from_where_it_stood() -> None:
    partition = Partition()
    case = answered(partition)

    after = bounce(partition, case, ANA, references=("<reply@acme.example>",), at=7_200)

    assert outcomes(after) == {
        Purpose.ACKNOWLEDGEMENT: (Outcome.SENT, ""),
        Purpose.REPLY: (Outcome.FAILED, CAME_BACK),
    }
    assert [run.state for run in case.clocks] == [ClockState.MET]
    assert [(run.state, run.due_at) for run in after.clocks] == [
        (ClockState.RUNNING, later(EIGHT_HOURS + 3_600))
    ]


def test_an_acknowledgement_that_comes_back_has_failed_and_no_answer_with_it() -> None:
    partition = Partition()
    case = answered(partition)

    after = bounce(partition, case, ANA, references=("<ours@acme.example>",), at=7_200)

    assert outcomes(after) == {
        Purpose.ACKNOWLEDGEMENT: (Outcome.FAILED, CAME_BACK),
        Purpose.REPLY: (Outcome.SENT, ""),
    }
    assert [run.state for run in after.clocks] == [ClockState.MET]


def test_a_letter_that_comes_back_twice_fails_once_and_the_newest_bounce_counts() -> None:
    partition = Partition()
    case = answered(partition)
    names = ("<reply@acme.example>",)
    once = bounce(partition, case, ANA, references=names, at=7_200)

    twice = bounce(partition, once, ANA, references=names, at=7_300)

    assert twice.clocks == once.clocks
    assert [one.at for one in twice.bounced] == [later(7_300)]


def test_a_bounce_opens_no_case_that_is_resolved() -> None:
    partition = Partition()
    case = begun(partition)
    partition.hears(resolve(case), later(10))

    assert bounce(partition, case, ANA).status is Status.RESOLVED


def test_a_bounce_that_names_somebody_else_marks_nobody() -> None:
    partition = Partition()
    case = begun(partition)

    after = bounce(partition, case, BEN)

    assert (after.bounced, after.flags) == ((), ())


def test_a_bounce_that_names_no_letter_of_the_case_marks_nobody() -> None:
    partition = Partition()
    case = begun(partition)

    for names in ((), ("<guessed@acme.example>",), ("",)):
        assert bounce(partition, case, ANA, references=names).bounced == ()


def test_a_letter_that_is_only_owed_has_not_come_back() -> None:
    partition = Partition()
    case = partition.hears(inquiry(), later(0))
    assert case is not None

    assert bounce(partition, case, ANA, references=("<ours@acme.example>",)).bounced == ()


@pytest.mark.parametrize(
    "written",
    [
        {"sender": BEN},
        {"sender": ANA, "reply_to": BEN},
        {"sender": BEN, "channel": Channel.WEB, "named": True},
    ],
)
def test_nobody_can_have_an_address_silenced_that_they_brought_into_a_case_of_their_own(
    written: dict[str, Any],
) -> None:
    partition = Partition()
    case = begun(partition)
    way = "named_case" if written.pop("named", False) else "verified_case"
    said = inquiry("second", text=f"{BILL} again", **written)
    heard = partition.hears(replace(said, **{way: case.reference}), later(600))
    assert heard is not None

    after = bounce(partition, heard, BEN, at=900)

    assert (after.bounced, Flag.UNDELIVERABLE in after.flags) == ((), False)


def test_whoever_is_not_confirmed_is_not_marked_even_if_a_letter_went_there() -> None:
    partition = Partition()
    case = begun(partition)
    stands = replace(case, unconfirmed=(ANA,))
    partition.book.restore(stands, encode_case(stands))

    assert bounce(partition, case, ANA).bounced == ()


def test_a_bounce_without_a_token_marks_nobody() -> None:
    partition = Partition()
    case = begun(partition)

    after = bounce(
        partition, case, ANA, verified_case=None, references=(case.inquiries[0].message_id,)
    )

    assert (after.reference != case.reference, after.status) == (True, Status.CLOSED)
    assert after.bounced == ()


def test_the_address_that_a_customer_wants_answers_at_can_be_dead_too() -> None:
    partition = Partition()
    case = begun(partition, reply_to=BEN)

    assert [one.identity for one in bounce(partition, case, BEN).bounced] == [BEN]


def test_the_newest_bounce_of_an_address_counts_and_the_list_is_bounded() -> None:
    partition = Partition()
    case = begun(partition)
    bounce(partition, case, ANA, at=60)

    after = bounce(partition, case, ANA, at=120)

    assert [one.at for one in after.bounced] == [later(120)]
    crowd = tuple(Identity(f"mailto:{n}@example.com") for n in range(MAX_PARTICIPANTS + 1))
    sent = tuple(
        replace(case.deliveries[0], notice_id=NoticeId(str(n)), to=one)
        for n, one in enumerate(crowd)
    )
    full = replace(case, deliveries=sent)
    partition.book.restore(full, encode_case(full))
    assert len(bounce(partition, case, *crowd, at=180).bounced) == MAX_PARTICIPANTS
