import pytest
from msgspec.structs import replace

from services.notifier.answers import (
    Answer,
    Deferred,
    Refused,
    Sent,
    Unanswered,
    Unreachable,
    Withheld,
)
from services.notifier.attempts import (
    CLAIM_LASTS,
    LETTERS,
    claim,
    conclude,
    due_at,
)
from switchboard.contracts.delivery import Delivery, Outcome, Purpose
from switchboard.contracts.values import Medium, UnixSeconds
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import acknowledge

NOTICE = acknowledge()


def later(seconds: float) -> UnixSeconds:
    return UnixSeconds(SUNDAY_NOON + seconds)


def claimed(attempts: int = 1, since: UnixSeconds = SUNDAY_NOON) -> Delivery:
    return replace(
        claim(NOTICE, None, Medium.EMAIL, "<id>", SUNDAY_NOON), attempts=attempts, tried_since=since
    )


def test_a_first_claim_says_whose_when_and_under_which_message_id() -> None:
    assert claim(NOTICE, None, Medium.EMAIL, "<id>", later(5)) == Delivery(
        notice_id=NOTICE.notice_id,
        reference=NOTICE.reference,
        purpose=Purpose.ACKNOWLEDGEMENT,
        medium=Medium.EMAIL,
        outcome=Outcome.CLAIMED,
        at=later(5),
        attempts=1,
        tried_since=later(5),
        message_id="<id>",
    )


def test_a_claim_is_never_older_than_what_it_claims() -> None:
    assert claim(NOTICE, None, Medium.EMAIL, "<id>", later(-60)).at == NOTICE.owed_at


def test_another_attempt_keeps_the_message_id_whatever_key_signs_by_now() -> None:
    deferred = conclude(claimed(), Deferred("451 later"), later(1), 0.5)

    again = claim(NOTICE, deferred, Medium.EMAIL, "<other>", later(100))

    assert (again.message_id, again.attempts, again.repeated) == ("<id>", 2, False)
    assert (again.retry_at, again.reason) == (None, "")


def test_what_was_claimed_and_never_recorded_is_marked_as_a_possible_repeat() -> None:
    assert claim(NOTICE, claimed(), Medium.EMAIL, "<id>", later(60)).repeated


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (Sent(), Outcome.SENT, ""),
        (Refused("550 no such user"), Outcome.FAILED, "550 no such user"),
        (Withheld("our own"), Outcome.SUPPRESSED, "our own"),
    ],
)
def test_what_is_settled_is_settled_for_good(answer: Answer, outcome: Outcome, reason: str) -> None:
    done = conclude(claimed(), answer, later(2), 0.5)

    assert (done.outcome, done.reason, done.at) == (outcome, reason, later(2))
    assert due_at(done, later(9)) is None


def test_waits_double_up_to_an_hour() -> None:
    waits = [
        (conclude(claimed(n), Deferred("451"), later(0), 0.5).retry_at or 0) - SUNDAY_NOON
        for n in range(1, 10)
    ]

    assert waits == [30, 60, 120, 240, 480, 960, 1920, LETTERS.longest_wait, LETTERS.longest_wait]


def test_two_letters_put_off_at_once_do_not_come_back_at_once() -> None:
    early = conclude(claimed(), Deferred("451"), later(0), 0.0).retry_at
    late = conclude(claimed(), Deferred("451"), later(0), 0.999).retry_at

    assert (early, late) == (later(22.5), later(37.485))


def test_a_lost_connection_is_tried_again_as_a_possible_repeat() -> None:
    lost = conclude(claimed(), Unanswered("hung up"), later(1), 0.5)

    assert (lost.outcome, lost.repeated, lost.retry_at) == (Outcome.DEFERRED, True, later(31))


def test_behind_a_dead_relay_a_letter_waits_for_its_lane_alone() -> None:
    stuck = conclude(claimed(), Unreachable("refused"), later(1), 0.5)

    assert (stuck.outcome, stuck.repeated, stuck.retry_at) == (Outcome.DEFERRED, False, later(1))


def test_days_of_a_dead_relay_are_no_days_of_trying_and_its_attempts_are_none() -> None:
    stuck = claimed()
    for hour in range(100):
        stuck = conclude(stuck, Unreachable("535 who are you"), later(3600 * hour), 0.5)
        assert (stuck.outcome, stuck.attempts) == (Outcome.DEFERRED, 0)
        stuck = claim(NOTICE, stuck, Medium.EMAIL, "<id>", later(3600 * hour + 1))

    tried = conclude(stuck, Deferred("451 full"), later(3600 * 100), 0.5)

    assert (tried.outcome, tried.attempts) == (Outcome.DEFERRED, 1)
    assert tried.tried_since == stuck.at


def test_an_outage_of_our_relay_gives_a_letter_all_its_time_anew() -> None:
    day = later(LETTERS.gives_up_after)
    stuck = conclude(claimed(LETTERS.fewest_attempts), Unreachable("refused"), day, 0.5)

    tried = conclude(
        claim(NOTICE, stuck, Medium.EMAIL, "<id>", day), Deferred("451 full"), day, 0.5
    )

    assert (tried.outcome, tried.attempts) == (Outcome.DEFERRED, LETTERS.fewest_attempts)


def test_after_a_day_of_trying_it_has_failed_and_says_why() -> None:
    day = later(LETTERS.gives_up_after)

    failed = conclude(claimed(LETTERS.fewest_attempts), Deferred("451 full"), day, 0.5)

    assert failed.outcome is Outcome.FAILED
    assert failed.reason == "given up after 5 attempts: 451 full"


def test_a_day_on_which_we_were_down_is_no_day_of_trying() -> None:
    day = later(LETTERS.gives_up_after)

    assert conclude(claimed(2), Deferred("451"), day, 0.5).outcome is Outcome.DEFERRED


def test_what_nobody_has_tried_is_due_at_once() -> None:
    assert due_at(None, later(3)) == later(3)


def test_a_claim_that_is_found_is_void_after_its_time_whatever_other_clocks_say() -> None:
    assert due_at(claimed(), later(10)) == later(CLAIM_LASTS)
    assert due_at(claimed(), later(-500)) == later(-500 + CLAIM_LASTS)
