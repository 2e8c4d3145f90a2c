"""How fast each may come: a flood costs whoever sends it, and nobody else."""

import pytest

from switchboard.contracts.values import Seconds
from switchboard.http.access import Entrance, Gate, Scope
from switchboard.http.meter import Meter, rate_of
from switchboard.http.pace import Rate
from tests.harness.clock import HandClock
from tests.http.calling import calling, gate, key

READER, OTHER, SENDER = (
    key(Scope.READ),
    key(Scope.READ, number=2),
    key(Scope.SUBMIT, number=3),
)
TWO_AND_THEN_ONE_A_SECOND = Rate(at_once=2, every=Seconds(1.0))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def metered(clock: HandClock) -> Gate:
    rate = TWO_AND_THEN_ONE_A_SECOND
    known = gate(Entrance.NOBODY, READER.entry, OTHER.entry, SENDER.entry)
    return Gate(known._directory, Entrance.NOBODY, Meter(clock, rate, rate))


def bearer(shown: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {shown}"}


async def test_a_key_that_comes_too_fast_is_told_when_to_come_again(clock: HandClock) -> None:
    async with calling(metered(clock)) as client:
        first = [await client.get("/read", headers=bearer(READER.shown)) for _ in range(3)]
        clock.advance(1.0)
        later = await client.get("/read", headers=bearer(READER.shown))

    assert [answer.status_code for answer in first] == [200, 200, 429]
    assert first[2].json()["type"] == "urn:switchboard:problem:too-many-requests"
    assert first[2].headers["retry-after"] == "1"
    assert later.status_code == 200


async def test_one_key_does_not_use_up_what_another_may(clock: HandClock) -> None:
    async with calling(metered(clock)) as client:
        for _ in range(3):
            await client.get("/read", headers=bearer(READER.shown))
        other = await client.get("/read", headers=bearer(OTHER.shown))

    assert other.status_code == 200


async def test_who_guesses_at_keys_is_slowed_down_and_good_keys_from_there_still_come_in(
    clock: HandClock,
) -> None:
    async with calling(metered(clock)) as client:
        guesses = [await client.get("/read", headers=bearer("sbk_x_y")) for _ in range(2)]
        guesses += [await client.get("/read")]
        good = await client.get("/read", headers=bearer(READER.shown))

    assert [answer.status_code for answer in guesses] == [401, 401, 429]
    assert good.status_code == 200


async def test_a_key_without_the_scope_is_counted_as_well(clock: HandClock) -> None:
    async with calling(metered(clock)) as client:
        answers = [await client.get("/read", headers=bearer(SENDER.shown)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [403, 403, 429]


def test_a_rate_is_so_many_a_second_with_a_burst_of_four_seconds() -> None:
    assert rate_of(500) == Rate(at_once=2_000, every=Seconds(0.002))
    assert rate_of(1) == Rate(at_once=4, every=Seconds(1.0))
