"""Groups over the embedded log: a fair share for each, and seats that end with their holder's life."""

import asyncio
from itertools import pairwise
from pathlib import Path

import apsw
from hypothesis import given
from hypothesis import strategies as st

from switchboard.bus.sqlite import SqliteBus, Terms
from switchboard.bus.sqlite.seats import share
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds
from tests.bus.talk import SOON
from tests.harness.clock import HandClock

TOPIC = Topic(name="intake", partitions=4)
ALL = frozenset(range(4))


@given(st.integers(0, 50), st.lists(st.integers(1, 1_000), min_size=1, max_size=20, unique=True))
def test_the_shares_are_ranges_that_cover_all_once_and_differ_by_one_at_most(
    partitions: int, seats: list[int]
) -> None:
    seats.sort()
    shares = [sorted(share(partitions, seats, seat)) for seat in seats]

    assert [n for ours in shares for n in ours] == list(range(partitions))
    assert all(after - before == 1 for ours in shares for before, after in pairwise(ours))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_whoever_has_no_seat_any_more_has_no_share() -> None:
    assert share(12, [1, 2], 3) == frozenset()
    assert share(12, [], 3) == frozenset()


async def _log(tmp_path: Path, beat_every: float = 0.1, void_after: float = 5) -> SqliteBus:
    terms = Terms(beat_every=Seconds(beat_every), void_after=Seconds(void_after))
    bus = await SqliteBus.open(str(tmp_path / "log.sqlite"), HandClock(), terms)
    await bus.create([TOPIC])
    return bus


async def test_a_member_that_falls_silent_loses_its_partitions_to_the_living(
    tmp_path: Path,
) -> None:
    lively = await _log(tmp_path, beat_every=0.05, void_after=0.5)
    silent = await _log(tmp_path, beat_every=3_600, void_after=0.5)
    gone = await silent.member("router", TOPIC.name)
    assert await gone.assignment() == ALL
    heir = await lively.member("router", TOPIC.name)
    assert await heir.assignment() == {2, 3}

    async with asyncio.timeout(SOON):
        assert await heir.assignment() == ALL

    await lively.close()
    await silent.close()


async def test_a_member_that_was_paused_learns_that_it_lost_and_later_shares_again(
    tmp_path: Path,
) -> None:
    ours = await _log(tmp_path, beat_every=0.1, void_after=0.5)
    theirs = await _log(tmp_path, beat_every=0.1, void_after=0.5)
    paused, other = (
        await ours.member("router", TOPIC.name),
        await theirs.member("router", TOPIC.name),
    )
    assert [await paused.assignment(), await other.assignment()] == [{0, 1}, {2, 3}]
    ours._pulse.drop(paused._seat)
    async with asyncio.timeout(SOON):
        assert await paused.assignment() == frozenset()
        assert await other.assignment() == ALL
        ours._pulse.keep(paused._seat)

        assert await paused.assignment() == {0, 1}
        assert await other.assignment() == {2, 3}

    await ours.close()
    await theirs.close()


async def test_the_hand_of_a_test_on_the_clock_voids_no_seat(tmp_path: Path) -> None:
    clock = HandClock()
    bus = await SqliteBus.open(str(tmp_path / "log.sqlite"), clock)
    await bus.create([TOPIC])
    first = await bus.member("router", TOPIC.name)
    await first.assignment()

    clock.advance(1_000_000)
    second = await bus.member("router", TOPIC.name)

    assert [await second.assignment(), await first.assignment()] == [{2, 3}, {0, 1}]
    await bus.close()


async def test_a_seat_from_before_the_machines_clock_was_set_back_is_void(tmp_path: Path) -> None:
    bus = await _log(tmp_path, beat_every=0.1)
    await bus.member("router", TOPIC.name)
    raw = apsw.Connection(str(tmp_path / "log.sqlite"))
    raw.set_busy_timeout(2_000)
    raw.execute("INSERT INTO seats (name, topic, beat) VALUES ('router', 'intake', 9e9)")
    raw.close()

    member = await bus.member("router", TOPIC.name)

    assert await member.assignment() == {2, 3}
    await bus.close()
