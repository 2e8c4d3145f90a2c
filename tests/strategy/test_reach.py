"""Who can be written to, and by what: the first way that leads to them, or the reason why none does."""

import pytest
from msgspec.structs import replace

from switchboard.contracts.events import Sender
from switchboard.contracts.judgement import Say
from switchboard.contracts.values import Channel, Identity, Medium
from switchboard.strategy.reach import (
    ANSWERED_BY,
    CONFIRMED_BY,
    Way,
    confirming_way,
    is_mobile,
    way,
)
from tests.strategy.small import inquiry

MAIL = Identity("mailto:ana@example.com")
MOBILE = Identity("tel:+4915112345678")
LANDLINE = Identity("tel:+4930901820")
FAX = Identity("fax:+4930901820")
CUSTOMER = Identity("customer:AC-1")
ALL = (Medium.EMAIL, Medium.SMS, Medium.FAX)
BY_MAIL, BY_SMS, BY_FAX = (
    Way(MAIL, Medium.EMAIL),
    Way(MOBILE, Medium.SMS),
    Way(FAX, Medium.FAX),
)


@pytest.mark.parametrize(
    "number",
    [
        "tel:+4915112345678",
        "tel:+628123456789",
        "tel:+14155552671",  # No number tells in that country; it may well be one.
    ],
)
def test_a_mobile_takes_short_messages(number: str) -> None:
    assert is_mobile(Identity(number))


@pytest.mark.parametrize(
    "number",
    [
        "tel:+4930901820",
        "tel:+62211234567",
        "tel:+49900123456",  # It would cost us dearly.
        "tel:+4980012345678",
        "tel:+447700900123",  # A number for films and books.
        "tel:+999123",
        "tel:",
        "tel:nobody",
    ],
)
def test_another_telephone_takes_none_and_what_is_none_neither(number: str) -> None:
    assert not is_mobile(Identity(number))


@pytest.mark.parametrize(
    ("channel", "known", "expected"),
    [
        (Channel.EMAIL, (MOBILE, MAIL), BY_MAIL),
        (Channel.EMAIL, (MOBILE,), Say.NO_ADDRESS),
        (Channel.WEB, (MOBILE, MAIL), BY_MAIL),
        (Channel.WEB, (MOBILE,), BY_SMS),
        (Channel.WEB, (LANDLINE,), Say.LANDLINE),
        (Channel.WEB, (CUSTOMER,), Say.NO_ADDRESS),
        (Channel.PHONE, (MAIL, MOBILE), BY_SMS),
        (Channel.PHONE, (LANDLINE, MOBILE), BY_SMS),
        (Channel.PHONE, (LANDLINE, MAIL), BY_MAIL),
        (Channel.PHONE, (LANDLINE,), Say.LANDLINE),
        (Channel.PHONE, (), Say.NO_ADDRESS),
        (Channel.FAX, (MAIL, FAX), BY_FAX),
        (Channel.FAX, (MAIL,), BY_MAIL),
        (Channel.FAX, (MOBILE,), Say.NO_ADDRESS),
        (Channel.IN_PERSON, (MAIL,), Say.NO_ADDRESS),
    ],
)
def test_each_channel_is_confirmed_by_the_first_way_that_reaches_its_customer(
    channel: Channel, known: tuple[Identity, ...], expected: Way | Say
) -> None:
    assert way(CONFIRMED_BY[channel], known, ALL) == expected


@pytest.mark.parametrize(
    ("channel", "known", "media", "expected"),
    [
        (Channel.PHONE, (MOBILE,), (Medium.EMAIL,), Say.MEDIUM_NOT_USED),
        (Channel.PHONE, (MOBILE, MAIL), (Medium.EMAIL,), BY_MAIL),
        (Channel.PHONE, (LANDLINE, MAIL), (Medium.SMS,), Say.MEDIUM_NOT_USED),
        (Channel.FAX, (FAX,), (Medium.EMAIL, Medium.SMS), Say.MEDIUM_NOT_USED),
        (Channel.EMAIL, (MAIL,), (), Say.MEDIUM_NOT_USED),
    ],
)
def test_what_the_strategy_does_not_use_is_no_way_and_is_told_rather_than_what_nobody_can_change(
    channel: Channel, known: tuple[Identity, ...], media: tuple[Medium, ...], expected: Way | Say
) -> None:
    assert way(CONFIRMED_BY[channel], known, media) == expected


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        (Channel.EMAIL, BY_MAIL),
        (Channel.WEB, BY_MAIL),
        (Channel.PHONE, BY_SMS),
        (Channel.FAX, BY_FAX),
        (Channel.IN_PERSON, BY_MAIL),
    ],
)
def test_an_answer_goes_as_the_customer_came(channel: Channel, expected: Way) -> None:
    assert way(ANSWERED_BY[channel], (FAX, MOBILE, MAIL), ALL) == expected


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("only", [BY_MAIL, BY_SMS, BY_FAX])
def test_an_answer_goes_by_whatever_reaches_them_where_their_own_way_does_not(
    channel: Channel, only: Way
) -> None:
    assert way(ANSWERED_BY[channel], (only.to,), ALL) == only


def test_a_mail_that_confirms_goes_where_its_sender_wants_answers_and_nothing_else_does() -> None:
    office = Identity("mailto:office@example.com")
    said = replace(
        inquiry("broken"), channel=Channel.EMAIL, sender=Sender(identities=(MAIL,)), reply_to=office
    )

    assert confirming_way(said, ALL) == Way(office, Medium.EMAIL)
    nobody = replace(said, sender=Sender())
    assert confirming_way(nobody, ALL) is Say.NO_ADDRESS
    called = replace(said, channel=Channel.PHONE, sender=Sender(identities=(MOBILE,)))
    assert confirming_way(called, ALL) == BY_SMS
