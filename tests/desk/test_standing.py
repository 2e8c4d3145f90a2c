"""What the sender of an inquiry is told of it."""

import pytest
from msgspec.structs import replace

from services.desk.dossier import Rest
from services.desk.standing import standing
from switchboard.contracts.case import Case, Settled
from switchboard.contracts.delivery import Delivery, Outcome, Purpose
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Say
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Channel, How, Identity, NoticeId
from tests.desk.matter import case, delivery, inquiry, judgement, later, owing

ONLY = inquiry()


def rests(
    stands: Case,
    one: InquiryReceived = ONLY,
    how: How | None = How.OPENED,
    deliveries: tuple[Delivery, ...] = (),
) -> Rest:
    contact = next(it for it in stands.inquiries if it.inquiry_id == one.inquiry_id)
    return Rest(stands, how, stands, contact, deliveries)


def receipt(stands: Case, *deliveries: Delivery) -> object:
    return standing(ONLY.inquiry_id, rests(stands, deliveries=deliveries))["acknowledgement"]


def settled(outcome: Outcome, reason: str = "", channel: Channel = Channel.WEB) -> Settled:
    return Settled(
        notice_id=NoticeId(f"ack-{channel}"),
        purpose=Purpose.ACKNOWLEDGEMENT,
        outcome=outcome,
        at=later(5),
        reason=reason,
        channel=channel,
    )


def test_before_its_case_is_known_an_inquiry_is_accepted() -> None:
    told = standing(ONLY.inquiry_id, None)

    assert (told["inquiry_id"], told["state"], told["case"]) == (ONLY.inquiry_id, "accepted", None)


def test_a_routed_inquiry_names_its_case_and_department() -> None:
    second = inquiry("second")

    told = standing(second.inquiry_id, rests(case(ONLY, second), second, How.JOINED))

    assert (told["state"], told["department"], told["status"]) == ("routed", "service", "open")
    assert told["case"] == grouped(ONLY.reference)
    assert told["reference"] == grouped(second.reference)


@pytest.mark.parametrize(
    ("how", "state"),
    [(How.PARKED, "parked"), (How.OPENED, "routed"), (How.JOINED, "routed"), (None, "routed")],
)
def test_only_a_parked_inquiry_is_called_parked(how: How | None, state: str) -> None:
    assert standing(ONLY.inquiry_id, rests(case(ONLY), how=how))["state"] == state


def test_an_owed_receipt_is_owed_while_it_is_tried() -> None:
    owes = owing(case(ONLY))
    later_again = delivery(owes, Outcome.DEFERRED, "the relay is busy")

    assert receipt(owes) == {"state": "owed", "because": "", "by": "email"}
    assert receipt(owes, delivery(owes, Outcome.CLAIMED)) == {
        "state": "owed",
        "because": "",
        "by": "email",
    }
    assert receipt(owes, later_again) == {
        "state": "owed",
        "because": "the relay is busy",
        "by": "email",
    }


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.FAILED, Outcome.UNKNOWN])
def test_a_receipt_is_what_became_of_it_before_the_case_has_heard(outcome: Outcome) -> None:
    owes = owing(case(ONLY))

    assert receipt(owes, delivery(owes, outcome, "so")) == {
        "state": outcome,
        "because": "so",
        "by": "email",
    }


def test_a_receipt_stays_what_the_case_remembers() -> None:
    stands = replace(case(ONLY), deliveries=(settled(Outcome.SENT),))

    assert receipt(stands) == {"state": "sent", "because": "", "by": None}


def test_a_receipt_that_was_never_due_says_why() -> None:
    silent = case(ONLY, judged=judgement(say=Say.NO_ADDRESS))

    assert receipt(silent) == {"state": "suppressed", "because": "no_address", "by": None}


def test_a_suppressed_receipt_says_why() -> None:
    stands = replace(case(ONLY), deliveries=(settled(Outcome.SUPPRESSED, "too many of late"),))

    assert receipt(stands) == {"state": "suppressed", "because": "too many of late", "by": None}


def test_one_receipt_serves_all_contacts_of_its_channel_and_no_other() -> None:
    second = inquiry("second")
    mail = inquiry("mail", channel=Channel.EMAIL)
    stands = replace(
        case(ONLY, second, mail),
        deliveries=(
            settled(Outcome.SENT),
            settled(Outcome.SUPPRESSED, "takes_no_mail", Channel.EMAIL),
        ),
    )

    told = [
        standing(one.inquiry_id, rests(stands, one, None))["acknowledgement"]
        for one in (second, mail)
    ]

    assert told == [
        {"state": "sent", "because": "", "by": None},
        {"state": "suppressed", "because": "takes_no_mail", "by": None},
    ]


def test_a_receipt_that_was_sent_outweighs_later_silence() -> None:
    hushed = replace(settled(Outcome.SUPPRESSED, "not_an_inquiry"), at=later(99))
    stands = replace(case(ONLY), deliveries=(settled(Outcome.SENT), hushed))

    assert receipt(stands) == {"state": "sent", "because": "", "by": None}


def test_a_receipt_long_forgotten_is_not_made_up() -> None:
    assert receipt(case(ONLY)) == {
        "state": "unknown",
        "because": "the case no longer remembers it",
        "by": None,
    }


def test_what_confirmed_this_very_inquiry_outweighs_what_its_channel_was_told_first() -> None:
    second = inquiry("second")
    first = replace(settled(Outcome.SENT), inquiry_id=ONLY.inquiry_id)
    word = replace(
        settled(Outcome.FAILED, "the number is not in service"),
        notice_id=NoticeId("ack-web-second"),
        inquiry_id=second.inquiry_id,
        to=Identity("tel:+4915112345678"),
        confirmed_at=later(9),
    )
    stands = replace(case(ONLY, second), deliveries=(first, word))

    told = [
        standing(one.inquiry_id, rests(stands, one))["acknowledgement"] for one in (ONLY, second)
    ]

    assert told == [
        {"state": "sent", "because": "", "by": None},
        {"state": "failed", "because": "the number is not in service", "by": "sms"},
    ]


def test_a_receipt_that_a_gateway_has_seen_arrive_was_sent() -> None:
    arrived = replace(settled(Outcome.SENT), to=Identity("fax:+4930901820"), confirmed_at=later(9))

    assert receipt(replace(case(ONLY), deliveries=(arrived,))) == {
        "state": "sent",
        "because": "",
        "by": "fax",
    }


def test_what_became_of_this_very_inquiry_outweighs_what_was_decided_of_it_at_first() -> None:
    """It was taken for spam, say, and was acknowledged once staff knew better."""
    judged = case(ONLY, judged=judgement(say=Say.NOT_AN_INQUIRY))
    sent = replace(settled(Outcome.SENT), inquiry_id=ONLY.inquiry_id)
    unsaid = replace(
        settled(Outcome.SUPPRESSED, "takes_no_mail: no-reply address"), inquiry_id=ONLY.inquiry_id
    )

    told = [receipt(replace(judged, deliveries=(one,))) for one in (sent, unsaid)]

    assert told == [
        {"state": "sent", "because": "", "by": None},
        {"state": "suppressed", "because": "takes_no_mail: no-reply address", "by": None},
    ]
