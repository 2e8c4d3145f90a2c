"""How long we try, what is in doubt, and what is remembered of each attempt."""

import pytest
from msgspec.structs import replace

from services.notifier.answers import Deferred, Sent, Unanswered, Unreachable
from services.notifier.attempts import (
    ALERTS,
    ANNOUNCEMENTS,
    INTERRUPTED,
    LETTERS,
    Patience,
    claim,
    conclude,
    due_at,
    given_up,
    left_in_doubt,
    patience,
    withheld,
)
from switchboard.contracts.delivery import MAX_TRIES, Delivery, Outcome, Purpose, Try
from switchboard.contracts.notices import Notice
from switchboard.contracts.values import Medium, Seconds, UnixSeconds
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import acknowledge, alert, announce, assign, reply, survey, update

NOTICE = acknowledge()


def later(seconds: float) -> UnixSeconds:
    return UnixSeconds(SUNDAY_NOON + seconds)


def claimed() -> Delivery:
    return tried(NOTICE, Medium.EMAIL)


def tried(notice: Notice, medium: Medium = Medium.SMS) -> Delivery:
    return claim(notice, None, medium, "", SUNDAY_NOON)


def test_each_attempt_is_remembered_with_what_came_of_it() -> None:
    first = conclude(claimed(), Deferred("451 later"), later(1), 0.5)
    second = claim(NOTICE, first, Medium.EMAIL, "<id>", later(31))
    done = conclude(second, Sent(), later(32), 0.5)

    assert done.tries == (
        Try(at=later(1), outcome=Outcome.DEFERRED, reason="451 later"),
        Try(at=later(32), outcome=Outcome.SENT),
    )


def test_what_a_crash_left_is_remembered_as_an_attempt_in_doubt() -> None:
    again = claim(NOTICE, claimed(), Medium.EMAIL, "<id>", later(60))

    assert again.tries == (Try(at=SUNDAY_NOON, outcome=Outcome.UNKNOWN, reason=INTERRUPTED),)


def test_only_the_newest_attempts_are_remembered() -> None:
    stuck = claimed()
    for number in range(MAX_TRIES + 5):
        stuck = conclude(stuck, Unreachable(f"refused {number}"), later(number), 0.5)
        stuck = claim(NOTICE, stuck, Medium.EMAIL, "<id>", later(number))

    assert len(stuck.tries) == MAX_TRIES
    assert stuck.tries[-1].reason == "refused 24"


def test_it_is_known_where_a_message_went_and_what_the_gateway_calls_it() -> None:
    answer = Sent(destination="duty-chat", provider_id="SM1", medium=Medium.CHAT)
    sent = conclude(claimed(), answer, later(1), 0.5)

    assert (sent.destination, sent.provider_id, sent.medium) == ("duty-chat", "SM1", Medium.CHAT)
    assert conclude(claimed(), Sent(), later(1), 0.5).medium is Medium.EMAIL


@pytest.mark.parametrize(
    ("purpose", "most"),
    [
        (Purpose.ALERT, ALERTS),
        (Purpose.ANNOUNCEMENT, ANNOUNCEMENTS),
        (Purpose.REPLY, LETTERS),
        (Purpose.SURVEY, LETTERS),
    ],
)
def test_our_patience_depends_on_what_it_is_for(purpose: Purpose, most: Patience) -> None:
    assert patience(purpose) == most


def test_an_alert_is_tried_again_soon_and_given_up_after_two_minutes() -> None:
    first = conclude(tried(alert()), Deferred("503"), later(0), 0.5)
    assert first.retry_at == later(10)

    second = claim(alert(), first, Medium.SMS, "", later(120))
    failed = conclude(second, Deferred("503"), later(120), 0.5)
    assert failed.outcome is Outcome.FAILED
    assert failed.reason == "given up after 2 attempts: 503"


def test_an_alert_does_not_wait_for_our_own_way_out_longer_than_for_any_other() -> None:
    first = conclude(tried(alert()), Unreachable("401"), later(0), 0.5)
    assert (first.retry_at, first.attempts, first.tried_since) == (later(0), 1, later(0))

    second = claim(alert(), first, Medium.SMS, "", later(119.999))
    assert conclude(second, Unreachable("401"), later(119.999), 0.5).outcome is Outcome.DEFERRED
    assert conclude(second, Unreachable("401"), later(120), 0.5).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("notice", "medium"),
    [
        (announce(), Medium.WEBHOOK),
        (assign(to="destination:erp"), Medium.WEBHOOK),
        (assign(to="destination:duty"), Medium.CHAT),
    ],
)
def test_what_goes_to_a_host_of_somebody_else_that_is_gone_fails_after_a_day(
    notice: Notice, medium: Medium
) -> None:
    stuck = tried(notice, medium)
    for attempt in range(1, LETTERS.fewest_attempts):
        stuck = conclude(stuck, Unreachable("refused"), later(attempt), 0.5)
        assert (stuck.outcome, stuck.retry_at) == (Outcome.DEFERRED, later(attempt))
        stuck = claim(notice, stuck, medium, "", later(attempt))

    young = conclude(stuck, Unreachable("refused"), later(86_399), 0.5)
    failed = conclude(stuck, Unreachable("refused"), later(86_400), 0.5)
    assert (young.outcome, failed.outcome) == (Outcome.DEFERRED, Outcome.FAILED)
    assert failed.reason == "given up after 5 attempts: refused"


def test_waits_between_attempts_at_an_alert_stay_short() -> None:
    waits = [
        (conclude(replace(tried(alert()), attempts=n), Deferred("503"), later(0), 0.5).retry_at)
        for n in range(1, 6)
    ]

    assert waits == [later(10), later(20), later(30), later(30), later(30)]


def test_an_announcement_is_tried_for_a_day_ever_more_rarely() -> None:
    first = conclude(tried(announce(), Medium.WEBHOOK), Deferred("500"), later(0), 0.5)
    assert first.retry_at == later(5)

    late = replace(tried(announce(), Medium.WEBHOOK), attempts=40)
    assert conclude(late, Deferred("500"), later(86_399), 0.5).retry_at == later(86_399 + 3_600)
    assert conclude(late, Deferred("500"), later(86_400), 0.5).outcome is Outcome.FAILED


@pytest.mark.parametrize(("asked", "waits"), [(5, 30), (300, 300), (86_400, 3_600)])
def test_a_destination_that_says_when_is_asked_no_sooner_and_not_too_late(
    asked: float, waits: float
) -> None:
    later_on = conclude(claimed(), Deferred("429", Seconds(asked)), later(0), 0.5)

    assert later_on.retry_at == later(waits)


@pytest.mark.parametrize("medium", [Medium.SMS, Medium.FAX])
@pytest.mark.parametrize("notice", [acknowledge(), reply(), update(), survey()])
def test_a_customer_is_not_told_twice_where_nobody_could_know_the_second_for_a_copy(
    notice: Notice, medium: Medium
) -> None:
    lost = conclude(tried(notice, medium), Unanswered("hung up"), later(1), 0.5)
    found = left_in_doubt(tried(notice, medium), later(30))

    assert lost.outcome is Outcome.UNKNOWN
    assert lost.reason == "hung up: it may have arrived, and is not sent again"
    assert found is not None
    assert (found.outcome, found.repeated) == (Outcome.UNKNOWN, True)
    assert found.reason.endswith("it may have arrived, and is not sent again")
    assert found.tries[-1].outcome is Outcome.UNKNOWN
    assert due_at(found, later(99)) is None


@pytest.mark.parametrize(
    ("notice", "medium"),
    [
        (acknowledge(), Medium.EMAIL),
        (announce(), Medium.WEBHOOK),
        (alert(), Medium.SMS),
        (alert(), Medium.CHAT),
        (assign(), Medium.CHAT),
    ],
)
def test_whatever_may_come_twice_is_sent_again_and_marked(notice: Notice, medium: Medium) -> None:
    lost = conclude(tried(notice, medium), Unanswered("hung up"), later(1), 0.5)

    assert (lost.outcome, lost.repeated) == (Outcome.DEFERRED, True)
    assert left_in_doubt(tried(notice, medium), later(30)) is None


def test_only_an_open_claim_is_in_doubt() -> None:
    put_off = conclude(tried(acknowledge()), Deferred("451"), later(1), 0.5)

    assert left_in_doubt(put_off, later(30)) is None
    assert left_in_doubt(None, later(30)) is None


def test_what_stays_unsaid_was_never_tried_and_says_why() -> None:
    kept = withheld(NOTICE, None, Medium.EMAIL, "more than 3", later(5))

    assert (kept.outcome, kept.reason, kept.attempts) == (Outcome.SUPPRESSED, "more than 3", 0)
    put_off = conclude(claimed(), Deferred("451"), later(1), 0.5)
    assert withheld(NOTICE, put_off, Medium.EMAIL, "more than 3", later(31)).attempts == 1


def test_what_is_given_up_unsent_says_why_and_what_was_said_before() -> None:
    waited = given_up(alert(), None, Medium.SMS, "its way did not work", later(120))
    put_off = conclude(tried(alert()), Deferred("503"), later(1), 0.5)
    again = given_up(alert(), put_off, Medium.SMS, "its way did not work", later(120))

    assert (waited.outcome, waited.reason) == (Outcome.FAILED, "its way did not work")
    assert again.reason == "its way did not work; 503"


def test_what_shares_its_message_is_claimed_under_the_name_of_all_of_them() -> None:
    together = claim(alert(), None, Medium.EMAIL, "<abc>", SUNDAY_NOON, "abc")
    assert (together.group, together.message_id) == ("abc", "<abc>")

    again = claim(alert(), together, Medium.EMAIL, "<ab>", later(30), "ab")
    alone = claim(alert(), together, Medium.EMAIL, "<a>", later(30))
    assert (again.group, again.message_id) == ("ab", "<ab>")
    assert (alone.group, alone.message_id) == ("", "<a>")


def test_what_must_wait_is_not_due_before() -> None:
    assert due_at(None, later(3), later(60)) == later(60)
    assert due_at(None, later(90), later(60)) == later(90)


def test_an_alert_that_waited_for_its_way_has_lost_that_time() -> None:
    late = claim(alert(), None, Medium.CHAT, "", later(100))
    again = claim(
        alert(), conclude(late, Deferred("503"), later(101), 0.5), Medium.CHAT, "", later(115)
    )

    failed = conclude(again, Deferred("503"), later(121), 0.5)

    assert (failed.outcome, failed.tried_since) == (Outcome.FAILED, SUNDAY_NOON)


def test_quiet_hours_are_no_time_lost() -> None:
    waited = replace(alert(), not_before=later(3_600))

    assert claim(waited, None, Medium.CHAT, "", later(3_601)).tried_since == later(3_600)


def test_a_letter_has_all_its_time_from_its_first_attempt() -> None:
    assert claim(NOTICE, None, Medium.EMAIL, "", later(3_600)).tried_since == later(3_600)
