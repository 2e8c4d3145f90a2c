"""What a case owes to be said: once, to whom it can be said, and else with the reason why not."""

import pytest
from msgspec.structs import replace

from switchboard.contracts.case import MAX_DELIVERIES, Case, Settled
from switchboard.contracts.delivery import SETTLED, Outcome, Purpose
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.handling import SenderConfirmed
from switchboard.contracts.judgement import Say
from switchboard.contracts.notices import Acknowledge, Reply, Thread
from switchboard.contracts.values import Channel, Identity, Kind, Nature, Priority
from tests.harness.clock import SUNDAY_NOON
from tests.router.company import (
    ANA,
    BEN,
    EIGHT_HOURS,
    STRATEGY,
    after,
    by_hand,
    inquiry,
    later,
    letters,
    opened,
    reply,
    report,
)

TEL = Identity("tel:+4930901820")
MOBILE = Identity("tel:+4915112345678")
FAX = Identity("fax:+4930901820")


def test_an_inquiry_by_mail_is_owed_one_acknowledgement_that_says_all_a_letter_needs() -> None:
    said = inquiry(references=("<newest@x>", "<oldest@x>"))
    case = opened(said)

    assert case.owed == (
        Acknowledge(
            notice_id=case.owed[0].notice_id,
            reference=case.reference,
            to=ANA,
            name="Ana Ortiz",
            channel=Channel.EMAIL,
            inquiry_id=said.inquiry_id,
            kind=Kind.INCIDENT,
            priority=Priority.HIGH,
            department="service",
            language="en",
            thread=Thread(
                subject="The pump",
                message_id="<first@example.com>",
                references=("<oldest@x>", "<newest@x>"),
            ),
            first_response_by=later(EIGHT_HOURS),
            strategy_id=STRATEGY,
            owed_at=SUNDAY_NOON,
        ),
    )
    assert case.owed[0].notice_id == f"{case.reference}-ack-email"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (inquiry(nature=Nature.OUT_OF_OFFICE), "not_an_inquiry"),
        (inquiry(sender=TEL), "no_address"),
        (inquiry(sender=TEL, channel=Channel.PHONE), "landline"),
        (inquiry(sender=MOBILE, channel=Channel.PHONE), "medium_not_used"),
        (inquiry(sender=FAX, channel=Channel.FAX), "medium_not_used"),
        (inquiry(sender=None), "no_address"),
        (inquiry(acknowledgeable=False), "takes_no_mail"),
        (
            inquiry(acknowledgeable=False, unacknowledgeable_because="no-reply address"),
            "takes_no_mail: no-reply address",
        ),
        (inquiry(channel=Channel.IN_PERSON), "met_in_person"),
        (inquiry(attributes={"quiet": "yes"}), "strategy_says_no"),
    ],
)
def test_an_acknowledgement_that_is_not_owed_says_why(said: InquiryReceived, reason: str) -> None:
    case = opened(said)

    assert case.owed == ()
    assert [(one.outcome, one.reason) for one in case.deliveries] == [(Outcome.SUPPRESSED, reason)]


def test_a_case_acknowledges_once_a_channel() -> None:
    case = after(opened(), inquiry("second"), later(60))
    assert len(case.owed) == 1

    case = after(case, inquiry("third", channel=Channel.WEB), later(60))
    assert [notice.notice_id.rpartition("-")[2] for notice in case.owed] == ["email", "web"]


def test_what_is_acknowledged_already_is_not_contradicted_by_a_later_machine() -> None:
    case = after(opened(), inquiry("away", nature=Nature.OUT_OF_OFFICE), later(60))

    assert (len(case.owed), case.deliveries) == (1, ())


def test_a_person_who_writes_after_a_machine_is_acknowledged_all_the_same() -> None:
    case = after(opened(inquiry(nature=Nature.AUTO_REPLY)), inquiry("person"), later(60))

    assert [type(notice) for notice in case.owed] == [Acknowledge]


def sent(case: Case, outcome: Outcome = Outcome.SENT) -> Case:
    for notice in case.owed:
        case = after(case, report(case, notice, outcome, later(61)), later(62))
    return case


@pytest.mark.parametrize("outcome", sorted(SETTLED))
def test_a_settled_notice_is_owed_no_more_and_remembered(outcome: Outcome) -> None:
    case = sent(opened(), outcome)

    assert case.owed == ()
    assert case.deliveries == (
        Settled(
            notice_id=opened().owed[0].notice_id,
            purpose=Purpose.ACKNOWLEDGEMENT,
            outcome=outcome,
            at=later(61),
            message_id="<ours@acme.example>",
            channel=Channel.EMAIL,
            to=ANA,
            inquiry_id=inquiry().inquiry_id,
            owed_at=SUNDAY_NOON,
        ),
    )


def test_a_report_that_comes_again_changes_nothing() -> None:
    notice = opened().owed[0]
    once = sent(opened())

    assert (
        after(once, report(once, notice, Outcome.FAILED), later(90)).deliveries == once.deliveries
    )


def test_a_sent_acknowledgement_is_not_owed_again_by_a_later_inquiry() -> None:
    assert after(sent(opened()), inquiry("second"), later(120)).owed == ()


def test_an_acknowledgement_is_remembered_however_many_replies_follow() -> None:
    case = sent(opened())
    for number in range(MAX_DELIVERIES + 10):
        case = sent(after(case, reply(case, str(number)), later(70)))

    assert len(case.deliveries) == MAX_DELIVERIES
    assert case.deliveries[0].purpose is Purpose.ACKNOWLEDGEMENT
    assert after(case, inquiry("second"), later(120)).owed == ()


def test_a_mailbox_that_always_answers_fills_no_case() -> None:
    case = opened(inquiry(nature=Nature.AUTO_REPLY))
    for number in range(MAX_DELIVERIES):
        case = after(case, inquiry(str(number), nature=Nature.AUTO_REPLY), later(number))

    assert len(case.deliveries) == 1


def test_a_reply_answers_the_thread_and_carries_no_words() -> None:
    case = after(opened(), inquiry("second"), later(60))

    notice = after(case, reply(case), later(120)).owed[-1]

    assert isinstance(notice, Reply)
    assert (notice.to, notice.by, notice.body) == (ANA, "k.vogel", "blob/reply")
    assert notice.thread == Thread(
        subject="The pump",
        message_id="<second@example.com>",
        references=("<first@example.com>",),
    )


def test_a_reply_to_nobody_who_can_be_written_to_says_so() -> None:
    case = after(opened(inquiry(sender=TEL)), reply(opened()), later(60))

    assert case.owed == ()
    assert [(one.purpose, one.reason) for one in case.deliveries][-1] == (
        Purpose.REPLY,
        Say.LANDLINE,
    )


def test_a_reply_goes_to_the_first_participant_who_has_an_address_once_staff_know_them() -> None:
    case = after(opened(inquiry(sender=TEL)), inquiry("ben", sender=BEN), later(60))
    known = after(case, by_hand(case, SenderConfirmed, identity=BEN), later(90))

    unheard = after(case, reply(case), later(120))
    heard = after(known, reply(known), later(120))

    assert [one.reason for one in unheard.deliveries if one.purpose is Purpose.REPLY] == [
        Say.LANDLINE
    ]
    assert letters(heard)[-1].to == BEN


OFFICE = Identity("mailto:office@example.com")


def test_answers_go_where_whoever_opened_the_case_wants_them() -> None:
    case = opened(inquiry(reply_to=OFFICE))

    assert case.participants == (ANA,)
    assert letters(case)[0].to == OFFICE
    assert letters(after(case, reply(case), later(60)))[-1].to == OFFICE


def test_nobody_who_writes_later_can_divert_the_answers() -> None:
    case = after(opened(), inquiry("second", reply_to=OFFICE), later(60))

    assert len(case.inquiries) == 2
    assert letters(after(case, reply(case), later(120)))[-1].to == ANA


def test_two_replies_have_names_of_their_own_that_are_safe_as_file_names() -> None:
    case = opened()
    for action_id in ("a", "../../etc/passwd", "a b\nc", "ü" * 500):
        case = after(case, reply(case, action_id), later(60))

    names = [notice.notice_id for notice in case.owed]
    assert len(set(names)) == 5
    assert all(name.replace("-", "").isalnum() and name.isascii() for name in names)


def test_words_of_any_length_are_cut_before_they_stand_in_a_notice() -> None:
    said = inquiry(subject="s" * 999, references=tuple(f"<{n}@x>" for n in range(99)))

    thread = letters(opened(said))[0].thread

    assert (len(thread.subject), len(thread.references)) == (200, 20)
    assert thread.references[-1] == "<0@x>"


def test_a_parked_case_acknowledges_whoever_writes_next() -> None:
    parked = replace(opened(), decisions=(), owed=(), clocks=())

    case = after(parked, inquiry("second"), later(60))

    (notice,) = case.owed
    assert isinstance(notice, Acknowledge)
    assert (notice.kind, notice.first_response_by) == (Kind.INCIDENT, None)
