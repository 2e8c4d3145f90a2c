"""Who still waits for an answer, whatever contacts have moved, and whichever of our letters were lost."""

from msgspec.structs import replace

from switchboard.contracts.case import Case, ClockState
from switchboard.contracts.course import (
    CaseClearedOfSpam,
    CaseMarkedSpam,
    CaseMerged,
    CaseSplit,
)
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import DeliveryConfirmed
from switchboard.contracts.notices import Forward
from switchboard.contracts.values import UnixSeconds
from tests.router.company import BEN, inquiry, opened
from tests.router.matter import ACK, FIRST, NEXT, Matter, states

OTHER = inquiry("other", sender=BEN)


def sent_on(case: Case) -> Forward:
    """Return the first contact that a case owes elsewhere."""
    return next(one for one in case.owed if isinstance(one, Forward))


def answered_at(case: Case) -> UnixSeconds | None:
    """Return when staff answered what a case sends on, as far as it says."""
    forwarded = sent_on(case).inquiry.forwarded
    assert forwarded is not None
    return forwarded.answered_at


def asked_twice() -> Matter:
    """Return a matter answered after an hour, whose customer wrote again an hour later."""
    matter = Matter()
    matter.waits(hours=1)
    matter.replies()
    matter.waits(hours=1)
    matter.writes("more")
    matter.sends_nothing_more()
    return matter


def test_a_receipt_is_no_answer_of_staff_where_its_case_is_merged() -> None:
    fresh = Matter()
    fresh.waits(minutes=5)
    fresh.sends_nothing_more()
    answered = Matter(OTHER)
    answered.replies()

    merged = fresh.acts(CaseMerged, into=answered.case.reference)
    answered.does(sent_on(merged).inquiry)

    assert fresh.run(ACK).state is ClockState.MET
    assert answered_at(merged) is None
    assert answered.run(NEXT).state is ClockState.RUNNING


def test_a_reply_goes_along_as_the_answer_that_it_was() -> None:
    matter = Matter()
    matter.waits(minutes=5)
    matter.replies()
    matter.sends_nothing_more()

    merged = matter.acts(CaseMerged, into=opened(OTHER).reference)

    assert answered_at(merged) == matter.at


def test_nobody_waits_in_a_case_any_more_once_what_they_asked_is_split_off() -> None:
    matter = asked_twice()

    matter.acts(CaseSplit, inquiries=(inquiry("more").inquiry_id,))
    matter.waits(hours=9)

    assert matter.run(NEXT).state is ClockState.NOT_APPLICABLE
    assert matter.stages_told(NEXT) == []


def test_the_next_one_who_waits_is_promised_an_answer_from_when_they_wrote() -> None:
    matter = asked_twice()
    matter.waits(hours=1)
    matter.writes("even more")

    matter.acts(CaseSplit, inquiries=(inquiry("more").inquiry_id,))

    assert [one.starts_at for one in matter.case.clocks if one.clock is NEXT] == [matter.at]
    assert matter.hours_left(NEXT) == 4


def test_a_later_message_that_is_split_off_leaves_the_promise_as_it_was() -> None:
    matter = asked_twice()
    before = matter.run(NEXT)
    matter.waits(minutes=10)
    matter.writes("even more")

    matter.acts(CaseSplit, inquiries=(inquiry("even more").inquiry_id,))

    assert matter.run(NEXT).due_at == before.due_at


def test_a_message_that_comes_back_unanswered_is_promised_an_answer_again() -> None:
    matter = asked_twice()
    wrote = matter.at
    split = matter.acts(CaseSplit, inquiries=(inquiry("more").inquiry_id,))
    there = sent_on(split).inquiry.forwarded
    assert there is not None
    home = replace(
        there, to=matter.case.reference, through=(there.to,), action_id="back", split=False
    )
    matter.settles(sent_on(split))
    matter.waits(hours=1)

    matter.does(replace(sent_on(split).inquiry, forwarded=home))

    assert (matter.run(NEXT).state, matter.run(NEXT).starts_at) == (ClockState.RUNNING, wrote)


def test_what_was_written_before_it_was_taken_for_spam_waits_for_an_answer_afterwards() -> None:
    matter = asked_twice()
    matter.acts(CaseMarkedSpam)
    matter.waits(hours=10)

    matter.acts(CaseClearedOfSpam)

    assert matter.run(NEXT).state is ClockState.RUNNING
    assert (matter.run(NEXT).starts_at, matter.hours_left(NEXT)) == (matter.at, 4)


def test_nobody_waits_after_spam_who_had_their_answer() -> None:
    matter = Matter()
    matter.waits(hours=1)
    matter.replies()
    matter.acts(CaseMarkedSpam)

    matter.acts(CaseClearedOfSpam)

    assert NEXT not in states(matter.case)


def test_an_answer_to_a_resolved_matter_that_was_lost_is_owed_again_once_it_is_open() -> None:
    matter = Matter()
    matter.waits(hours=1)
    matter.resolves()
    matter.sends_nothing_more()
    matter.waits(hours=1)
    matter.replies()
    matter.settles(matter.reply(), Outcome.FAILED)
    assert matter.run(FIRST).state is ClockState.NOT_APPLICABLE

    matter.reopens()

    assert (matter.run(FIRST).state, matter.hours_left(FIRST)) == (ClockState.RUNNING, 7)


def test_one_of_two_answers_to_a_resolved_matter_is_enough() -> None:
    matter = Matter()
    matter.waits(hours=1)
    matter.resolves()
    matter.replies()
    matter.sends_nothing_more()
    matter.waits(hours=1)
    matter.replies()
    matter.settles(matter.reply(), Outcome.FAILED)

    matter.reopens()

    assert matter.run(FIRST).state is ClockState.NOT_APPLICABLE


def answered_twice_and_written_again() -> Matter:
    """Return a matter whose customer waited an hour for its second answer, and wrote again half an hour later."""
    matter = Matter()
    matter.waits(hours=1)
    matter.replies()
    matter.waits(hours=1)
    matter.writes("more")
    matter.waits(hours=1)
    matter.replies()
    matter.waits(minutes=30)
    matter.writes("even more")
    return matter


def comes_back(matter: Matter) -> None:
    """Have the newest reply turn out to have reached nobody."""
    newest = [one for one in matter.case.deliveries if one.purpose is Purpose.REPLY][-1]
    matter.does(
        DeliveryConfirmed(
            notice_id=newest.notice_id,
            reference=matter.case.reference,
            delivered=False,
            confirmed_at=matter.at,
        )
    )


def test_how_long_they_had_waited_for_an_answer_that_was_lost_counts_though_they_wrote_again() -> (
    None
):
    matter = answered_twice_and_written_again()
    assert matter.hours_left(NEXT) == 4

    comes_back(matter)

    assert [one.state for one in matter.case.clocks if one.clock is NEXT] == [ClockState.RUNNING]
    assert matter.hours_left(NEXT) == 3


def test_of_two_that_wait_whoever_is_due_first_counts() -> None:
    matter = answered_twice_and_written_again()
    matter.waits(hours=2)

    comes_back(matter)

    assert matter.hours_left(NEXT) == 2


def test_an_answer_that_asked_for_nothing_brings_no_promise_back() -> None:
    matter = Matter()
    matter.replies()
    matter.waits(hours=1)
    matter.replies()

    comes_back(matter)

    assert NEXT not in states(matter.case)
