"""Whoever reaches us is told that we have it, by what reaches them; once a channel, unless the strategy says otherwise."""

import pytest
from msgspec.structs import replace

from services.router.acknowledging import MOST_CONFIRMED
from switchboard.contracts.case import MAX_DELIVERIES, MAX_OWED, Case
from switchboard.contracts.course import CaseClearedOfSpam, CaseMarkedSpam
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import InquiryReceived, Sender
from switchboard.contracts.handling import CaseAssigned
from switchboard.contracts.judgement import Say
from switchboard.contracts.notices import Acknowledge
from switchboard.contracts.values import Channel, Identity, Medium, Nature
from tests.router.company import ANA, by_hand, inquiry, later, reply, report
from tests.router.company import PROGRAM as MODEST
from tests.router.speaking import ANGER, FAX, LANDLINE, MOBILE, after, opened, speaking

HOUR = 3_600.0


def said(channel: Channel, *known: Identity) -> InquiryReceived:
    """Return what a customer says by a channel who can be reached so."""
    sender = Sender(name="Ana Ortiz", identities=known)
    return replace(inquiry(channel=channel), sender=sender)


def receipts(case: Case) -> list[Acknowledge]:
    return [one for one in case.owed if isinstance(one, Acknowledge)]


def sent(case: Case, at: float) -> Case:
    """Return the case with all that it owes sent."""
    for notice in case.owed:
        case = after(case, report(case, notice, at=later(at)), later(at))
    return case


@pytest.mark.parametrize(
    ("channel", "known", "to"),
    [
        (Channel.EMAIL, (ANA, MOBILE), ANA),
        (Channel.WEB, (MOBILE, ANA), ANA),
        (Channel.WEB, (MOBILE,), MOBILE),
        (Channel.PHONE, (MOBILE, ANA), MOBILE),
        (Channel.PHONE, (LANDLINE, ANA), ANA),
        (Channel.FAX, (FAX, ANA), FAX),
    ],
)
def test_each_customer_is_told_by_what_reaches_them(
    channel: Channel, known: tuple[Identity, ...], to: Identity
) -> None:
    case = opened(said(channel, *known))

    (receipt,) = receipts(case)
    assert (receipt.to, receipt.channel, case.deliveries) == (to, channel, ())
    media = {ANA: Medium.EMAIL, MOBILE: Medium.SMS, FAX: Medium.FAX}
    assert case.decisions[0].judgement.acknowledge_by is media[to]


@pytest.mark.parametrize(
    ("channel", "known", "say"),
    [
        (Channel.PHONE, (LANDLINE,), Say.LANDLINE),
        (Channel.PHONE, (), Say.NO_ADDRESS),
        (Channel.FAX, (), Say.NO_ADDRESS),
        (Channel.IN_PERSON, (ANA, MOBILE), Say.MET_IN_PERSON),
    ],
)
def test_who_can_not_be_told_is_not_and_the_case_says_why(
    channel: Channel, known: tuple[Identity, ...], say: Say
) -> None:
    case = opened(said(channel, *known))

    assert (receipts(case), case.decisions[0].judgement.acknowledge) == ([], say)
    assert [(one.outcome, one.reason) for one in case.deliveries] == [(Outcome.SUPPRESSED, say)]


def test_what_follows_on_the_same_channel_is_confirmed_where_the_strategy_says_so() -> None:
    case = after(sent(opened(), 10), inquiry("second"), later(HOUR))
    modest = after(sent(opened(program=MODEST), 10), inquiry("second"), later(HOUR), MODEST)

    (word,) = receipts(case)
    assert (word.follow_up, word.to, word.inquiry_id) == (True, ANA, inquiry("second").inquiry_id)
    assert receipts(modest) == []


def test_the_first_word_on_a_channel_is_none_that_follows() -> None:
    case = after(opened(), said(Channel.PHONE, MOBILE, ANA), later(HOUR))

    assert [(one.channel, one.follow_up) for one in receipts(case)] == [
        (Channel.EMAIL, False),
        (Channel.PHONE, False),
    ]


def test_three_messages_in_a_row_are_confirmed_by_the_one_word_that_waits() -> None:
    case = opened()
    for number in range(3):
        case = after(case, inquiry(str(number)), later(number))

    assert len(receipts(case)) == 1


def test_what_machines_send_is_never_confirmed() -> None:
    case = after(sent(opened(), 10), inquiry("away", nature=Nature.OUT_OF_OFFICE), later(HOUR))

    assert receipts(case) == []


def test_whoever_answers_every_word_of_ours_gets_no_more_of_them_until_staff_write() -> None:
    case = sent(opened(), 10)
    for number in range(20):
        at = (number + 1) * HOUR
        case = sent(after(case, inquiry(str(number)), later(at)), at + 10)

    told = [one for one in case.deliveries if one.purpose is Purpose.ACKNOWLEDGEMENT]
    assert len(told) == 1 + MOST_CONFIRMED
    written = after(case, reply(case), later(30 * HOUR))
    assert len(receipts(after(written, inquiry("thanks"), later(31 * HOUR)))) == 1


def test_confirmations_take_no_place_from_the_word_that_is_said_once() -> None:
    case = sent(opened(), 10)
    for number in range(MAX_DELIVERIES + 5):
        at = (number + 1) * HOUR
        case = after(case, inquiry(f"m{number}"), later(at))
        case = sent(after(case, reply(case, str(number)), later(at + 1)), at + 2)

    assert len(case.deliveries) == MAX_DELIVERIES
    first = case.deliveries[0]
    assert (first.purpose, first.notice_id) == (
        Purpose.ACKNOWLEDGEMENT,
        f"{case.reference}-ack-email",
    )


def test_a_case_that_owes_much_confirms_nothing_more() -> None:
    case = sent(opened(), 10)
    for number in range(MAX_OWED):
        case = after(case, reply(case, str(number)), later(60))

    assert receipts(after(case, inquiry("second"), later(HOUR))) == []


def test_a_complaint_names_who_answers_for_it() -> None:
    case = opened(inquiry(text=ANGER))
    mine = after(case, by_hand(case, CaseAssigned, assignee="k.vogel"), later(60))
    called = after(mine, said(Channel.PHONE, MOBILE, ANA), later(HOUR))

    assert [one.contact for one in receipts(called)] == ["m.lead", "k.vogel"]


def test_whoever_asks_for_something_else_is_told_of_nobody() -> None:
    assert [one.contact for one in receipts(opened())] == [""]


def test_a_caller_who_was_taken_for_spam_is_told_after_all() -> None:
    case = opened(inquiry(channel=Channel.PHONE, sender=MOBILE))
    spam = after(case, by_hand(case, CaseMarkedSpam, "spam"), later(60))
    genuine = after(spam, by_hand(spam, CaseClearedOfSpam, "no spam"), later(120))

    assert receipts(spam) == []
    assert [one.to for one in receipts(genuine)] == [MOBILE]


def test_who_can_not_be_told_any_more_once_it_is_no_spam_is_not_forgotten() -> None:
    case = opened(inquiry(channel=Channel.PHONE, sender=MOBILE))
    spam = after(case, by_hand(case, CaseMarkedSpam, "spam"), later(60))
    silent = speaking(("media: [email, sms, fax]", "media: [email]"))
    genuine = after(spam, by_hand(spam, CaseClearedOfSpam, "no spam"), later(120), silent)

    assert receipts(genuine) == []
    assert [one.reason for one in genuine.deliveries] == [Say.MEDIUM_NOT_USED]


def test_what_even_we_are_in_doubt_about_is_not_acknowledged_as_if_we_were_sure() -> None:
    program = speaking()
    sure, vague = inquiry(), inquiry(text="Hello there")

    (certain,) = receipts(opened(sure, program))
    (doubtful,) = receipts(opened(vague, program))
    assert (certain.doubtful, doubtful.doubtful) == (False, True)
