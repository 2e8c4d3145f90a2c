"""How the saying of things is shown: as far as it has come, and as it ended."""

import pytest
from msgspec.structs import replace

from services.desk.dossier import Asked, Dossier
from services.desk.sendings import sending
from services.desk.view import whole
from switchboard.contracts.case import ActionOutcome, Case, Settled
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.handling import ReplyWritten
from switchboard.contracts.naming import reply_id
from switchboard.contracts.values import Identity, NoticeId, UnixSeconds
from tests.desk.matter import case, delivery, inquiry, later, owing

STANDS = case(inquiry())
OWES = owing(STANDS)
NAME = OWES.owed[0].notice_id
MOBILE = Identity("tel:+4915112345678")
WRITTEN = ReplyWritten(action_id="r1", reference=STANDS.reference, by="k.vogel", body="R/1")
DONE = ActionOutcome(
    action_id="r1", type="reply.written", by="k.vogel", at=later(60), accepted=True
)


def ended(outcome: Outcome, reason: str = "", confirmed_at: UnixSeconds | None = None) -> Settled:
    return Settled(
        notice_id=reply_id(STANDS.reference, "r1"),
        purpose=Purpose.REPLY,
        outcome=outcome,
        at=later(90),
        reason=reason,
        to=MOBILE,
        confirmed_at=confirmed_at,
    )


def shown(stands: Case) -> dict[str, object]:
    """Return the message that staff wrote, as the case shows it."""
    dossier = Dossier(stands, {}, (Asked(WRITTEN, later(60), DONE),), ())
    messages = whole(dossier, {"R/1": "We are on our way."})["messages"]
    assert isinstance(messages, list)
    (message,) = (one for one in messages if one["direction"] == "out")
    assert message["text"] == "We are on our way."
    state: dict[str, object] = message["delivery"]
    return state


@pytest.mark.parametrize(
    ("how", "state", "because"),
    [
        (ended(Outcome.SENT), "sent", ""),
        (ended(Outcome.SENT, confirmed_at=later(95)), "delivered", ""),
        (ended(Outcome.FAILED, "no such number", later(95)), "failed", "no such number"),
        (ended(Outcome.UNKNOWN, "we were cut off"), "unknown", "we were cut off"),
        (ended(Outcome.SUPPRESSED, "landline"), "suppressed", "landline"),
    ],
)
def test_a_reply_shows_whether_it_reached_its_customer(
    how: Settled, state: str, because: str
) -> None:
    told = shown(replace(STANDS, deliveries=(how,)))

    assert told == {"state": state, "because": because, "by": "sms"}


def test_a_reply_that_its_case_has_forgotten_is_not_made_up() -> None:
    assert shown(STANDS)["state"] == "unknown"


def test_what_is_owed_is_as_far_as_the_notifier_has_come() -> None:
    tried = delivery(OWES, Outcome.DEFERRED, "the relay is busy")

    assert sending(OWES, NAME, ())["state"] == "owed"
    assert sending(OWES, NAME, (tried,)) == {
        "state": "owed",
        "because": "the relay is busy",
        "by": "email",
    }
    assert sending(OWES, NAME, (delivery(OWES),))["state"] == "sent"


def test_what_was_not_said_and_is_owed_anew_is_owed() -> None:
    withheld = replace(delivery(OWES, Outcome.SUPPRESSED, "spam"), at=later(-60))

    assert sending(OWES, NAME, (withheld,)) == {"state": "owed", "because": "", "by": "email"}


def test_a_notice_that_nobody_knows_is_unknown() -> None:
    assert sending(STANDS, NoticeId("another"), ())["state"] == "unknown"


def test_what_came_back_later_outweighs_that_it_was_sent() -> None:
    sent = delivery(OWES)
    failed = replace(
        ended(Outcome.FAILED, "it came back"), notice_id=NAME, purpose=Purpose.ACKNOWLEDGEMENT
    )
    stands = replace(STANDS, deliveries=(failed,))

    told = whole(Dossier(stands, {}, (), (sent,)), {})["deliveries"]

    assert isinstance(told, list)
    assert [(one["outcome"], one["reason"], one["attempts"]) for one in told] == [
        ("failed", "it came back", 1)
    ]
