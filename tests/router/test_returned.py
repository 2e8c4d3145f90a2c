"""A letter of ours comes back: the case knows which address is dead, and nobody can pretend it."""

from typing import Any

from msgspec.structs import replace

from switchboard.contracts.case import MAX_PARTICIPANTS, Bounced, Case, Flag
from switchboard.contracts.codec import encode_case
from switchboard.contracts.values import Identity, Nature, Status
from tests.router.company import ANA, BEN, inquiry, later, resolve
from tests.router.partition import Partition

DAEMON = Identity("mailto:mailer-daemon@relay.example")


def bounce(partition: Partition, case: Case, *lost: Identity, at: float = 60, **more: Any) -> Case:
    """Return the case after the postmaster has sent back one of its letters."""
    said = inquiry(f"bounce {at}", sender=DAEMON, nature=Nature.BOUNCE, undeliverable=lost)
    token: dict[str, Any] = {"verified_case": case.reference} | more
    after = partition.hears(replace(said, **token), later(at))
    assert after is not None
    return after


def begun(partition: Partition, **more: Any) -> Case:
    case = partition.hears(inquiry(**more), later(0))
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
    full = replace(case, participants=crowd)
    partition.book.restore(full, encode_case(full))
    assert len(bounce(partition, case, *crowd, at=180).bounced) == MAX_PARTICIPANTS
