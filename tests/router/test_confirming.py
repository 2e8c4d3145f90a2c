"""What a gateway says of a message that it took: it arrived, or it never will; and the case knows."""

from services.router.unanswered import UNHEARD
from switchboard.contracts.case import Case, ClockState, Flag, Settled
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import DeliveryConfirmed
from switchboard.contracts.handling import CaseAssigned
from switchboard.contracts.notices import Acknowledge, Inform, Notice, Reply
from switchboard.contracts.values import Channel, Clock, NoticeId, Occasion
from tests.router.company import EIGHT_HOURS, by_hand, inquiry, later, reply, report
from tests.router.matter import unsent
from tests.router.speaking import FAX, MOBILE, after, opened

HOUR = 3_600.0


def confirm(case: Case, name: NoticeId, at: float, *, delivered: bool) -> Case:
    told = DeliveryConfirmed(
        notice_id=name,
        reference=case.reference,
        delivered=delivered,
        reason="" if delivered else "the number is not in service",
        confirmed_at=later(at),
    )
    return after(case, told, later(at + 1))


def letter(case: Case, kind: type[Notice] = Reply) -> Notice:
    return next(one for one in case.owed if isinstance(one, kind))


def texted(outcome: Outcome = Outcome.SENT) -> Case:
    """Return the case of a caller who was answered by SMS after an hour, and the gateway took it."""
    case = opened(inquiry(channel=Channel.PHONE, sender=MOBILE))
    case = after(case, reply(case), later(HOUR))
    return after(case, report(case, letter(case), outcome, later(HOUR + 5)), later(HOUR + 6))


def ended(case: Case, purpose: Purpose = Purpose.REPLY) -> Settled:
    return next(one for one in case.deliveries if one.purpose is purpose)


def words(case: Case) -> list[Inform]:
    return [
        one for one in case.owed if isinstance(one, Inform) and one.occasion is Occasion.CHANGED
    ]


def first(case: Case) -> tuple[ClockState, float, list[str]]:
    run = next(one for one in case.clocks if one.clock is Clock.FIRST_RESPONSE)
    return run.state, run.due_at, [entry.why for entry in run.ledger]


def test_what_arrived_is_known_to_have_arrived() -> None:
    before = texted()

    case = confirm(before, ended(before).notice_id, 2 * HOUR, delivered=True)

    assert (ended(case).outcome, ended(case).confirmed_at) == (Outcome.SENT, later(2 * HOUR))
    assert (first(case), case.flags) == (first(before), ())


def test_a_reply_that_never_arrives_answers_nothing_and_whoever_has_the_case_is_told() -> None:
    before = texted()
    mine = after(before, by_hand(before, CaseAssigned, assignee="k.vogel"), later(HOUR + 30))

    case = confirm(mine, ended(mine).notice_id, 3 * HOUR, delivered=False)

    assert (ended(case).outcome, ended(case).reason) == (
        Outcome.FAILED,
        "the number is not in service",
    )
    assert case.flags == (Flag.UNDELIVERABLE,)
    at = 3 * HOUR + 1
    assert first(case) == (
        ClockState.RUNNING,
        later(EIGHT_HOURS + at - HOUR),
        ["counted", UNHEARD, "counted"],
    )
    assert [(one.to, one.because) for one in words(case)] == [
        ("staff:k.vogel", "the reply did not reach the customer: the number is not in service")
    ]


def test_where_nobody_has_the_case_its_department_is_told() -> None:
    case = texted()

    lost = confirm(case, ended(case).notice_id, 3 * HOUR, delivered=False)

    assert [one.to for one in words(lost)] == ["mailto:service@acme.example"]


def test_what_is_said_first_stands_and_says_nothing_twice() -> None:
    case = texted()
    name = ended(case).notice_id
    lost = confirm(case, name, 2 * HOUR, delivered=False)
    arrived = confirm(case, name, 2 * HOUR, delivered=True)

    for after_it in (
        confirm(lost, name, 3 * HOUR, delivered=False),
        confirm(lost, name, 3 * HOUR, delivered=True),
    ):
        assert (after_it.deliveries, words(after_it)) == (lost.deliveries, words(lost))
    assert confirm(arrived, name, 3 * HOUR, delivered=False).deliveries == arrived.deliveries


def test_a_gateway_that_is_faster_than_our_report_is_heard() -> None:
    case = opened(inquiry(channel=Channel.PHONE, sender=MOBILE))
    case = after(case, reply(case), later(HOUR))
    notice = letter(case)

    arrived = confirm(case, notice.notice_id, 2 * HOUR, delivered=True)
    lost = confirm(case, notice.notice_id, 2 * HOUR, delivered=False)
    late = after(arrived, report(arrived, notice, at=later(2 * HOUR)), later(3 * HOUR))

    assert (ended(arrived).outcome, ended(arrived).confirmed_at) == (
        Outcome.SENT,
        later(2 * HOUR),
    )
    assert notice not in arrived.owed
    assert late.deliveries == arrived.deliveries
    assert (ended(lost).outcome, first(lost)[0]) == (Outcome.FAILED, ClockState.RUNNING)
    assert len(words(lost)) == 1


def test_an_acknowledgement_that_never_arrives_is_seen_and_opens_no_promise_of_an_answer() -> None:
    case = opened(inquiry(channel=Channel.FAX, sender=FAX))
    receipt = letter(case, Acknowledge)
    sent = after(case, report(case, receipt), later(5))

    lost = confirm(sent, receipt.notice_id, HOUR, delivered=False)

    assert ended(lost, Purpose.ACKNOWLEDGEMENT).outcome is Outcome.FAILED
    assert lost.flags == (Flag.UNDELIVERABLE,)
    assert (first(lost), words(lost)) == (first(sent), [])


def test_what_may_have_arrived_is_in_doubt_until_the_gateway_says() -> None:
    doubt = texted(Outcome.UNKNOWN)
    name = ended(doubt).notice_id

    arrived = confirm(doubt, name, 2 * HOUR, delivered=True)
    lost = confirm(doubt, name, 2 * HOUR, delivered=False)

    assert doubt.flags == (Flag.DELIVERY_UNKNOWN,)
    assert (ended(arrived).outcome, arrived.flags) == (Outcome.SENT, ())
    assert (ended(lost).outcome, lost.flags) == (Outcome.FAILED, (Flag.UNDELIVERABLE,))


def test_a_message_that_the_case_does_not_know_changes_nothing() -> None:
    case = texted()

    told = confirm(case, NoticeId("another"), 2 * HOUR, delivered=False)

    assert (told.deliveries, told.clocks, told.flags) == (case.deliveries, case.clocks, ())
    assert told.version == case.version + 1


def test_a_receipt_that_a_gateway_confirms_in_time_is_in_time_however_late_we_hear_of_it() -> None:
    matter = unsent()
    receipt = matter.receipt()
    matter.at = later(902)

    matter.does(
        DeliveryConfirmed(
            notice_id=receipt.notice_id,
            reference=matter.case.reference,
            delivered=True,
            confirmed_at=later(60),
        )
    )

    run = matter.run(Clock.ACKNOWLEDGE)
    assert (run.state, run.ended_at, run.due_at) == (ClockState.MET, later(60), later(900))


def test_what_never_arrived_keeps_no_promise_of_a_receipt() -> None:
    matter = unsent()
    receipt = matter.receipt()
    matter.at = later(902)

    matter.does(
        DeliveryConfirmed(
            notice_id=receipt.notice_id,
            reference=matter.case.reference,
            delivered=False,
            confirmed_at=later(60),
        )
    )

    assert matter.run(Clock.ACKNOWLEDGE).state is ClockState.BREACHED
