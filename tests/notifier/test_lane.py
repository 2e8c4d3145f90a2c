import asyncio
import logging

import pytest

from services.notifier.answers import Answer, Deferred, Sent, Unanswered, Unreachable
from services.notifier.lane import LONGEST_REST, WIDTH, Lane
from switchboard.contracts.values import UnixSeconds
from tests.harness.clock import SUNDAY_NOON


def lane() -> Lane:
    return Lane("email", lambda: 0.5)


def asked(way: Lane, answer: Answer | None, at: float = 0) -> None:
    way.enter(SUNDAY_NOON)
    way.leave(answer, UnixSeconds(SUNDAY_NOON + at))


def test_a_lane_is_as_wide_as_the_claims_that_may_be_open() -> None:
    way = lane()
    for _ in range(WIDTH):
        way.enter(SUNDAY_NOON)

    assert way.room(SUNDAY_NOON) == 0
    way.leave(Sent(), SUNDAY_NOON)
    assert way.room(SUNDAY_NOON) == 1


def test_a_dead_destination_rests_and_then_one_letter_goes_ahead() -> None:
    way = lane()
    asked(way, Unreachable("refused"))

    assert way.room(SUNDAY_NOON) == 0
    assert way.room(way.rests_until) == 1
    way.enter(SUNDAY_NOON)
    assert way.room(way.rests_until) == 0


def test_one_letter_that_gets_through_opens_the_lane_for_all() -> None:
    way = lane()
    asked(way, Unreachable("refused"))
    asked(way, Deferred("451 mailbox busy"), at=10)

    assert way.room(UnixSeconds(SUNDAY_NOON + 10)) == WIDTH


def test_rests_double_up_to_a_minute() -> None:
    way, rests, at = lane(), [], 0.0
    for _ in range(8):
        asked(way, Unreachable("refused"), at)
        rests.append(way.rests_until - SUNDAY_NOON - at)
        at += rests[-1]

    assert rests == [1, 2, 4, 8, 16, 32, LONGEST_REST, LONGEST_REST]


def test_many_letters_that_meet_one_outage_are_one_failure() -> None:
    way = lane()
    for _ in range(WIDTH):
        way.enter(SUNDAY_NOON)
    for _ in range(WIDTH):
        way.leave(Unanswered("hung up"), SUNDAY_NOON)

    assert way.rests_until == SUNDAY_NOON + 1


def test_what_never_went_out_says_nothing_of_the_destination() -> None:
    way = lane()
    asked(way, Unreachable("refused"))
    asked(way, None, at=10)

    assert way.room(UnixSeconds(SUNDAY_NOON + 10)) == 1


async def test_whoever_waits_for_room_hears_of_it_even_before_listening() -> None:
    way = lane()
    way.enter(SUNDAY_NOON)
    waiting = way.stirred()
    way.leave(Sent(), SUNDAY_NOON)

    async with asyncio.timeout(1):
        await waiting


def test_an_outage_is_told_once_and_its_end_once(caplog: pytest.LogCaptureFixture) -> None:
    way = lane()
    with caplog.at_level(logging.INFO):
        for at in (0, 10, 20):
            asked(way, Unreachable("421 ana@customer.example is not welcome"), at)
        for at in (30, 40):
            asked(way, Sent(), at)

    assert caplog.messages == ["destination fails", "destination works again"]
