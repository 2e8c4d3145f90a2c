"""Whoever holds a token is heard; what the case holds is told to nobody whom it doesn't know."""

from typing import Any

import pytest
from msgspec.structs import replace

from switchboard.contracts.case import Case, Flag
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import InquiryReceived, Sender
from switchboard.contracts.handling import SenderConfirmed
from switchboard.contracts.judgement import Say
from switchboard.contracts.notices import Acknowledge, Forward
from switchboard.contracts.values import Channel, Identity, Nature
from switchboard.contracts.wishes import honored
from tests.router.company import (
    ANA,
    BEN,
    after,
    by_hand,
    days,
    inquiry,
    later,
    letters,
    merge,
    opened,
    split,
)
from tests.router.partition import Partition

PHONE = Identity("tel:+4930901820")


def test_a_stranger_with_a_token_is_heard_and_told_nothing_by_itself() -> None:
    partition = Partition()
    first = partition.hears(inquiry(sender=PHONE, channel=Channel.PHONE), later(0))
    assert first

    case = partition.hears(inquiry("ben", sender=BEN, verified_case=first.reference), later(10))

    assert case
    assert (case.participants, case.unconfirmed) == ((PHONE, BEN), (BEN,))
    assert (case.flags, case.owed) == ((Flag.FOREIGN_SENDER,), first.owed)
    assert case.deliveries[-1].reason == Say.UNCONFIRMED_SENDER


def test_who_has_come_in_by_a_token_is_told_nothing_the_next_time_either() -> None:
    partition = Partition()
    first = partition.hears(inquiry(sender=PHONE, channel=Channel.PHONE), later(0))
    assert first
    partition.hears(inquiry("ben", sender=BEN, verified_case=first.reference), later(10))

    case = partition.hears(inquiry("more", sender=BEN, named_case=first.reference), later(20))

    assert case
    assert case.reference == first.reference
    assert case.owed == first.owed


def test_a_customer_of_two_addresses_is_known_by_the_one_that_the_case_has() -> None:
    partition = Partition()
    first = partition.hears(inquiry(sender=PHONE, channel=Channel.PHONE), later(0))
    assert first
    both = inquiry("web", channel=Channel.WEB, verified_case=first.reference)

    case = partition.hears(
        replace(both, sender=Sender(name="Ana", identities=(ANA, PHONE))), later(10)
    )

    assert case
    assert (case.unconfirmed, case.flags) == ((), ())
    assert [letter.to for letter in letters(case)] == [ANA]


def test_an_automatic_answer_makes_nobody_a_participant() -> None:
    partition = Partition()
    first = partition.hears(inquiry(), later(0))
    assert first

    case = partition.hears(
        inquiry("away", sender=BEN, verified_case=first.reference, nature=Nature.OUT_OF_OFFICE),
        later(10),
    )

    assert case
    assert (case.participants, case.unconfirmed, case.flags) == ((ANA,), (), ())


def acknowledged(case: Case) -> list[Identity]:
    """Return whom the case owes an acknowledgement."""
    return [notice.to for notice in case.owed if isinstance(notice, Acknowledge)]


def known(name: str, sender: Identity, **more: Any) -> InquiryReceived:
    """Return what a customer of the directory says."""
    return inquiry(name, sender=sender, customer=CustomerFacts(customer_id="C-7"), **more)


def test_a_customer_is_no_stranger_by_another_address_of_theirs() -> None:
    partition = Partition()
    first = partition.hears(known("first", PHONE, channel=Channel.PHONE), later(0))
    assert first

    case = partition.hears(known("mail", BEN, verified_case=first.reference), later(10))

    assert case
    assert (case.flags, case.unconfirmed) == ((), ())
    assert acknowledged(case) == [BEN]


def test_whom_staff_put_down_as_the_customers_own_is_confirmed_by_the_next_mail() -> None:
    partition = Partition()
    first = partition.hears(known("first", PHONE, channel=Channel.PHONE), later(0))
    assert first
    partition.hears(inquiry("ben", sender=BEN, verified_case=first.reference), later(10))

    case = partition.hears(known("again", BEN, verified_case=first.reference), later(20))

    assert case
    assert (case.unconfirmed, acknowledged(case)) == ((), [BEN])


def test_a_customer_may_name_their_case_from_wherever_they_write() -> None:
    partition = Partition()
    first = partition.hears(known("first", PHONE, channel=Channel.PHONE), later(0))
    assert first

    theirs = partition.hears(known("named", ANA, named_case=first.reference), days(3))
    other = partition.hears(
        replace(
            inquiry("other", named_case=first.reference),
            customer=CustomerFacts(customer_id="C-8"),
            sender=Sender(identities=(BEN,)),
        ),
        days(6),
    )

    assert theirs
    assert other
    assert theirs.reference == first.reference
    assert other.reference != first.reference


def test_once_staff_know_everybody_nobody_is_foreign_any_more() -> None:
    case = replace(opened(), unconfirmed=(BEN, PHONE), flags=(Flag.FOREIGN_SENDER, Flag.LATE))

    one = after(
        case,
        by_hand(case, SenderConfirmed, "1", identity=Identity("mailto:BEN@example.org")),
        later(60),
    )
    both = after(one, by_hand(one, SenderConfirmed, "2", identity=PHONE), later(120))
    again = after(both, by_hand(both, SenderConfirmed, "3", identity=PHONE), later(180))

    assert (one.unconfirmed, one.flags) == ((PHONE,), (Flag.FOREIGN_SENDER, Flag.LATE))
    assert (both.unconfirmed, both.flags) == ((), (Flag.LATE,))
    assert again.actions[-1].refused_because == f"{PHONE} does not wait to be confirmed here"


def test_whoever_is_confirmed_is_told_by_the_case_as_anybody_in_it() -> None:
    case = replace(opened(), participants=(ANA, BEN), unconfirmed=(BEN,))
    known = after(case, by_hand(case, SenderConfirmed, identity=BEN), later(60))

    heard = after(known, inquiry("ben", sender=BEN, channel=Channel.WEB), later(600))

    assert [one.to for one in letters(heard)] == [ANA, BEN]


def forged(**more: Any) -> InquiryReceived:
    """Return a mail above which somebody wrote Ana's address, and their own as the one for answers."""
    return inquiry("forged", reply_to=BEN, text="Anything new?", **more)


@pytest.mark.parametrize("way", ["verified_case", "named_case"])
def test_a_later_wish_for_answers_elsewhere_leads_nobody_into_a_case(way: str) -> None:
    partition = Partition()
    first = partition.hears(inquiry(channel=Channel.WEB), later(0))
    assert first

    case = partition.hears(forged(**{way: first.reference}), later(4_000))

    assert case
    assert case.reference == first.reference
    assert acknowledged(case) == [ANA, ANA]
    assert [honored(case, one) for one in case.inquiries] == [False, False]


def test_who_began_the_case_is_answered_where_they_said_then_later_on_too() -> None:
    partition = Partition()
    first = partition.hears(inquiry(channel=Channel.WEB, reply_to=BEN), later(0))
    assert first

    case = partition.hears(forged(verified_case=first.reference), later(4_000))

    assert case
    assert acknowledged(case) == [BEN, BEN]
    assert [honored(case, one) for one in case.inquiries] == [True, False]


def test_a_wish_of_nobody_is_none() -> None:
    partition = Partition()
    first = partition.hears(inquiry(), later(0))
    assert first
    said = inquiry("nobody", sender=None, reply_to=BEN, verified_case=first.reference)

    case = partition.hears(said, later(100))

    assert case
    assert (case.reference, honored(case, case.inquiries[-1])) == (first.reference, False)
    assert BEN not in acknowledged(case)


def test_a_wish_that_is_not_honored_stays_behind_where_its_inquiry_goes_on() -> None:
    partition = Partition()
    first = partition.hears(inquiry(reply_to=PHONE), later(0))
    assert first
    case = partition.hears(forged(verified_case=first.reference), later(10))
    assert case
    left = after(case, split(case, case.inquiries[1].inquiry_id), later(20))
    merged = after(case, merge(case, opened(inquiry("other")).reference), later(20))

    assert [one.inquiry.reply_to for one in left.owed if isinstance(one, Forward)] == [None]
    assert [one.inquiry.reply_to for one in merged.owed if isinstance(one, Forward)] == [PHONE]
