"""One message for notices of several partitions: sent once, when all who could claim have."""

import asyncio
from collections.abc import Sequence

import pytest

from services.notifier.answers import Answer, Sent, Unreachable
from services.notifier.attempts import claim
from services.notifier.dispatch import GONE, Answered, Claimed, Dispatch
from services.notifier.lane import WIDTH, Lane
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import Notice
from switchboard.contracts.values import Medium
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import alert


class Way:
    """Takes messages when it is let, and says what it was told to say."""

    def __init__(self) -> None:
        self.taken: list[list[Notice]] = []
        self.says: Answer | BaseException = Sent()
        self.open = asyncio.Event()
        self.open.set()
        self.lane = Lane("email", lambda: 0.5)

    async def send(self, notices: Sequence[Notice], _: Sequence[Delivery]) -> Answer:
        await self.open.wait()
        self.taken.append(list(notices))
        if isinstance(self.says, BaseException):
            raise self.says
        return self.says

    def dispatch(self, *partitions: int) -> Dispatch:
        return Dispatch("", partitions, self.lane, self.send, lambda: SUNDAY_NOON, 0.25)

    @property
    def room(self) -> int:
        return self.lane.room(SUNDAY_NOON)


def claimed(number: int) -> Claimed:
    notice = alert(number)
    return Claimed(notice, claim(notice, None, Medium.EMAIL, "<id>", SUNDAY_NOON))


async def test_it_goes_out_once_when_all_have_claimed_and_all_hear_the_same() -> None:
    way = Way()
    message = way.dispatch(0, 1)
    message.claimed(1, [claimed(2)])
    listening = [asyncio.create_task(message.answer(each)) for each in (0, 1)]
    await asyncio.sleep(0)
    assert way.taken == []
    message.claimed(0, [claimed(1), claimed(3)])

    answers = await asyncio.gather(*listening)
    assert answers == [Answered(Sent(), SUNDAY_NOON, 0.25)] * 2
    assert [len(one) for one in way.taken] == [3]


async def test_however_many_it_tells_of_it_takes_one_place() -> None:
    way = Way()
    message = way.dispatch(0, 1)
    assert way.room == WIDTH - 1
    message.claimed(0, [claimed(1)])
    message.claimed(1, [claimed(2)])
    await message.answer(0)

    assert way.room == WIDTH


async def test_a_partition_that_can_t_claim_holds_up_nobody() -> None:
    way = Way()
    message = way.dispatch(0, 1, 2)
    message.claimed(0, [claimed(1)])
    message.lost(1)
    message.claimed(2, [])
    message.lost(1)  # As often as it likes.
    await message.answer(0)

    assert way.taken == [[alert(1)]]


async def test_a_partition_that_takes_long_is_not_waited_for_and_its_claims_have_not_gone() -> None:
    way = Way()
    message = way.dispatch(0, 1)
    message.claimed(0, [claimed(1)])
    answer = asyncio.create_task(message.answer(0))
    message.close()
    message.claimed(1, [claimed(2)])

    assert await message.answer(1) == Answered(GONE, SUNDAY_NOON, 0.25)
    assert (await answer).answer == Sent()
    assert way.taken == [[alert(1)]]
    assert way.room == WIDTH


async def test_those_who_have_claimed_wait_for_the_others_only_so_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.notifier.dispatch.CLOSES_AFTER", 0.01)
    way = Way()
    message = way.dispatch(0, 1)
    message.claimed(0, [claimed(1)])

    assert (await message.answer(0)).answer == Sent()
    assert way.taken == [[alert(1)]]


async def test_where_nobody_claims_anything_nothing_goes_and_its_place_is_free() -> None:
    way = Way()
    message = way.dispatch(0, 1)
    message.lost(0)
    message.lost(1)
    await asyncio.sleep(0)

    assert (way.taken, way.room) == ([], WIDTH)


async def test_one_listener_who_leaves_does_not_stop_it_and_the_last_one_does() -> None:
    way = Way()
    way.open.clear()
    message = way.dispatch(0, 1)
    message.claimed(0, [claimed(1)])
    message.claimed(1, [claimed(2)])
    one, other = (asyncio.create_task(message.answer(each)) for each in (0, 1))
    await asyncio.sleep(0)
    one.cancel()
    await asyncio.wait([one])
    assert way.room == WIDTH - 1
    other.cancel()
    await asyncio.wait([other])
    await asyncio.sleep(0)

    assert (way.taken, way.room) == ([], WIDTH)


async def test_a_lane_hears_what_its_destination_said_once() -> None:
    way = Way()
    way.says = Unreachable("refused")
    message = way.dispatch(0, 1)
    message.claimed(0, [claimed(1)])
    message.claimed(1, [claimed(2)])
    await message.answer(0)

    assert way.lane.rests_until == SUNDAY_NOON + 1


async def test_whoever_waits_learns_of_a_fault_and_waits_no_longer() -> None:
    way = Way()
    way.says = ZeroDivisionError()
    message = way.dispatch(0)
    message.claimed(0, [claimed(1)])

    with pytest.raises(ZeroDivisionError):
        await message.answer(0)
    assert way.room == WIDTH
