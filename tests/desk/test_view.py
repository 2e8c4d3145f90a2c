"""What the desk shows of a case."""

from msgspec.structs import replace

from services.desk.dossier import Activation, Asked, Dossier, Heard
from services.desk.moments import moment
from services.desk.view import spoken, strategies, summary, whole
from switchboard.contracts.case import (
    ActionOutcome,
    Decision,
    Flag,
    Link,
    LinkKind,
    Settled,
)
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.handling import CaseTransferred, ReplyWritten
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Channel, How, NoticeId, Signal, StrategyId
from tests.desk.matter import (
    ANA,
    STRATEGY,
    case,
    contact,
    delivery,
    inquiry,
    judgement,
    later,
    owing,
)

ONLY = inquiry()
REPLY = ReplyWritten(action_id="reply", reference=ONLY.reference, by="mia", body="R/1")
DONE = ActionOutcome(action_id="reply", type="reply.written", by="mia", at=later(60), accepted=True)


def dossier() -> Dossier:
    return Dossier(case(ONLY), {ONLY.inquiry_id: Heard(ONLY, How.OPENED)}, (), ())


def test_moments_are_rfc_3339_in_utc() -> None:
    assert moment(later(0)) == "2026-11-22T12:00:00.000Z"
    assert moment(later(0.25)) == "2026-11-22T12:00:00.250Z"
    assert moment(None) is None


def test_a_contract_is_told_with_all_its_fields_and_readable_moments() -> None:
    told = spoken(owing(case(ONLY)).owed)

    assert isinstance(told, list)
    assert told[0]["type"] == "acknowledge"
    assert told[0]["reference"] == grouped(ONLY.reference)
    assert told[0]["owed_at"] == "2026-11-22T12:00:00.000Z"
    assert told[0]["first_response_by"] == "2026-11-22T13:00:00.000Z"
    assert told[0]["name"] == ""
    assert told[0]["thread"] == {"subject": "", "message_id": "", "references": []}


def test_staff_ids_are_not_taken_for_moments() -> None:
    assert spoken(DONE) == {
        "action_id": "reply",
        "type": "reply.written",
        "by": "mia",
        "at": "2026-11-22T12:01:00.000Z",
        "accepted": True,
        "refused_because": "",
    }


def test_a_list_shows_a_case_at_a_glance() -> None:
    seen = replace(
        case(ONLY, customer=CustomerFacts(customer_id="C-7", tier="gold")), flags=(Flag.TRIAGE,)
    )

    told = summary(seen)

    assert told["reference"] == grouped(ONLY.reference)
    assert (told["kind"], told["stage"], told["priority"]) == ("incident", "operational", "normal")
    assert told["customer"] == {
        "customer_id": "C-7",
        "name": "",
        "tier": "gold",
        "relationship": "",
        "deal": None,
        "dedicated": "",
        "language": "",
    }
    assert (told["channels"], told["flags"]) == (["web"], ["triage"])
    assert told["due_at"] == "2026-11-22T13:00:00.000Z"


def test_a_signal_once_given_stays_in_sight() -> None:
    calm = case(ONLY)
    angry = replace(judgement(), signals=(Signal.CHURN_RISK, Signal.SAFETY))
    sorry = replace(judgement(), signals=(Signal.CHURN_RISK,))
    decisions = tuple(
        Decision(at=later(n), inquiry_id=ONLY.inquiry_id, judgement=made)
        for n, made in enumerate((angry, sorry, judgement()))
    )

    assert summary(replace(calm, decisions=decisions))["signals"] == ["churn_risk", "safety"]


def test_a_case_without_a_decision_can_be_shown() -> None:
    bare = replace(case(ONLY), decisions=(), clocks=())

    told = whole(dossier()._replace(case=bare), {})

    assert (told["kind"], told["decision"], told["due_at"], told["signals"]) == (
        None,
        None,
        None,
        [],
    )


def test_a_whole_case_says_everything_that_is_promised() -> None:
    promised = (
        "reference version status department assignee kind language stage priority signals subject"
        " customer decision clocks notices deliveries messages outcomes links actions flags"
    )

    told = whole(dossier(), {})

    assert set(promised.split()) <= set(told)
    judged = spoken(case(ONLY).decisions[0].judgement)
    assert isinstance(told["decision"], dict)
    assert isinstance(judged, dict)
    assert told["decision"].keys() == {"at", "inquiry_id", "by", *judged}
    assert told["decision"].items() >= judged.items()


def test_a_decision_is_shown_with_its_arithmetic() -> None:
    decision = whole(dossier(), {})["decision"]

    assert isinstance(decision, dict)
    assert decision["promises"][0]["ledger"] == [
        {
            "start_at": "2026-11-22T12:00:00.000Z",
            "end_at": "2026-11-22T13:00:00.000Z",
            "counted": 3600.0,
            "why": "counted",
        }
    ]


def test_messages_of_both_sides_stand_in_the_order_of_the_log() -> None:
    second = inquiry("second", text="Still broken")
    late = replace(contact(second), accepted_at=later(90))
    stands = replace(case(ONLY), inquiries=(contact(ONLY), late), actions=(DONE,))
    told = whole(
        Dossier(
            stands,
            {
                ONLY.inquiry_id: Heard(ONLY, How.OPENED),
                second.inquiry_id: Heard(second, How.JOINED),
            },
            (Asked(REPLY, later(60), DONE),),
            (),
        ),
        {"R/1": "We are on our way."},
    )

    assert [(one["direction"], one["text"]) for one in _messages(told)] == [
        ("in", "The pump stops"),
        ("out", "We are on our way."),
        ("in", "Still broken"),
    ]


def _messages(told: dict[str, object]) -> list[dict[str, object]]:
    messages = told["messages"]
    assert isinstance(messages, list)
    return messages


def test_a_reply_that_was_refused_or_is_not_settled_was_not_said() -> None:
    refused = replace(DONE, accepted=False, refused_because="the case is closed")
    asked = (Asked(REPLY, later(60), refused), Asked(REPLY, later(61), None))

    told = whole(dossier()._replace(actions=asked), {"R/1": "We are on our way."})

    assert [one["direction"] for one in _messages(told)] == ["in"]


def test_a_contact_whose_words_are_not_in_the_archive_is_shown_without_them() -> None:
    told = whole(dossier()._replace(messages={}), {})

    assert [(one["inquiry_id"], one["text"], one["how"]) for one in _messages(told)] == [
        (ONLY.inquiry_id, None, None)
    ]


def test_words_of_another_case_are_not_shown_here() -> None:
    stranger = inquiry("stranger", text="Secret")
    heard = {one.inquiry_id: Heard(one, How.OPENED) for one in (ONLY, stranger)}

    told = whole(dossier()._replace(messages=heard), {})

    assert [one["text"] for one in _messages(told)] == ["The pump stops"]


def test_a_delivery_is_told_once_with_what_both_know_of_it() -> None:
    owes = owing(case(ONLY))
    sent = delivery(owes)
    settled = Settled(
        notice_id=sent.notice_id,
        purpose=Purpose.ACKNOWLEDGEMENT,
        outcome=Outcome.SENT,
        at=later(5),
        channel=Channel.WEB,
    )
    suppressed = replace(
        settled, notice_id=NoticeId("n-2"), outcome=Outcome.SUPPRESSED, reason="no_address"
    )
    stands = replace(owes, owed=(), deliveries=(settled, suppressed))

    told = whole(dossier()._replace(case=stands, deliveries=(sent,)), {})["deliveries"]

    assert isinstance(told, list)
    assert [(one["notice_id"], one["outcome"], one["reason"]) for one in told] == [
        (sent.notice_id, "sent", ""),
        ("n-2", "suppressed", "no_address"),
    ]
    assert (told[0]["medium"], told[0]["channel"], told[0]["attempts"]) == ("email", "web", 1)


def test_links_are_references_that_people_can_read() -> None:
    other = inquiry("other").reference
    linked = replace(case(ONLY), links=(Link(kind=LinkKind.CONTINUES, reference=other),))

    told = whole(dossier()._replace(case=linked), {})

    assert told["links"] == [{"kind": "continues", "reference": grouped(other)}]


def test_an_action_is_shown_with_what_was_asked_and_what_became_of_it() -> None:
    transfer = CaseTransferred(
        action_id="t", reference=ONLY.reference, by="mia", department="accounts", why="an invoice"
    )
    refused = replace(DONE, action_id="t", accepted=False, refused_because="the case is closed")

    told = whole(dossier()._replace(actions=(Asked(transfer, later(60), refused),)), {})

    assert told["actions"] == [
        {
            "action_id": "t",
            "type": "transferred",
            "by": "mia",
            "at": "2026-11-22T12:01:00.000Z",
            "why": "an invoice",
            "accepted": False,
            "refused_because": "the case is closed",
            "department": "accounts",
        }
    ]


def test_the_strategy_in_force_is_the_one_activated_last() -> None:
    newer = StrategyId("6" * 64)
    known = [Activation(0, newer, later(9)), Activation(1, STRATEGY, later(0))]

    told = strategies(known)

    assert (told["strategy_id"], told["since"]) == (newer, "2026-11-22T12:00:09.000Z")
    assert told["partitions"] == [
        {"partition": 0, "strategy_id": newer, "since": "2026-11-22T12:00:09.000Z"},
        {"partition": 1, "strategy_id": STRATEGY, "since": "2026-11-22T12:00:00.000Z"},
    ]


def test_before_the_first_activation_no_strategy_is_in_force() -> None:
    assert strategies([]) == {"strategy_id": None, "since": None, "partitions": []}


def test_participants_are_identities_as_they_came() -> None:
    assert whole(dossier(), {})["participants"] == [ANA]
