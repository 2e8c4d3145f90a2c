"""What a case forgets of how things were said: first what staff and systems were told, then the oldest of the rest."""

from msgspec.structs import replace

from services.router.owe import settled
from switchboard.contracts.case import MAX_DELIVERIES, Case, Settled
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.naming import acknowledgement_id
from switchboard.contracts.values import Channel, NoticeId
from tests.router.company import later, opened


def said(number: int, purpose: Purpose) -> Settled:
    return Settled(
        notice_id=NoticeId(f"{purpose}-{number}"),
        purpose=purpose,
        outcome=Outcome.SENT,
        at=later(number),
    )


def having(*purposes: Purpose) -> Case:
    case = replace(opened(), deliveries=())
    for number, purpose in enumerate(purposes):
        case = settled(case, said(number, purpose))
    return case


def test_what_staff_were_told_is_forgotten_before_what_customers_were() -> None:
    case = having(*[Purpose.REPLY, Purpose.ALERT] * (MAX_DELIVERIES // 2))

    after = settled(case, said(99, Purpose.UPDATE))

    assert len(after.deliveries) == MAX_DELIVERIES
    assert {one.notice_id for one in case.deliveries} - {
        one.notice_id for one in after.deliveries
    } == {"alert-1"}


def test_where_only_customers_were_told_the_oldest_is_forgotten() -> None:
    case = having(*[Purpose.REPLY] * MAX_DELIVERIES)

    after = settled(case, said(99, Purpose.ANNOUNCEMENT))

    assert after.deliveries[0].notice_id == "reply-1"
    assert after.deliveries[-1].purpose is Purpose.ANNOUNCEMENT


def test_the_receipts_of_the_channels_are_never_forgotten() -> None:
    case = opened()
    receipt = replace(
        said(0, Purpose.ACKNOWLEDGEMENT),
        notice_id=acknowledgement_id(case.reference, Channel.EMAIL),
        channel=Channel.EMAIL,
    )
    case = settled(replace(case, deliveries=()), receipt)

    for number in range(1, 3 * MAX_DELIVERIES):
        case = settled(case, said(number, Purpose.REPLY))

    assert case.deliveries[0] == receipt
    assert len(case.deliveries) == MAX_DELIVERIES


def test_what_is_settled_twice_is_remembered_once_as_it_is_now() -> None:
    case = having(Purpose.REPLY)

    after = settled(case, replace(said(0, Purpose.REPLY), outcome=Outcome.FAILED))

    assert [one.outcome for one in after.deliveries] == [Outcome.FAILED]
