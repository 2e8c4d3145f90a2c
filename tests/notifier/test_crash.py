"""Killed at every await between claim and report, then begun again: never silent, and twice only where it must be."""

import asyncio

import pytest

from services.notifier.attempts import CLAIM_LASTS
from services.notifier.shell import carry
from switchboard.bus.crew import Crew
from switchboard.bus.port import Fenced
from switchboard.contracts.delivery import Delivery, Outcome
from tests.notifier.doom import Doom, Killed
from tests.notifier.owing import acknowledge, deliveries, owe, partition, reports
from tests.notifier.relay import HANG
from tests.notifier.town import Town, town

NOTICE = acknowledge()


async def live_and_die(here: Town, doom: Doom) -> None:
    """Run a carrier until it is doomed, or has done all there is."""
    life = doom.begin(carry(here.office(), partition(NOTICE.reference), Crew()))
    done = asyncio.create_task(here.settled())
    await asyncio.wait([life, done], return_when=asyncio.FIRST_COMPLETED)
    for task in (life, done):
        task.cancel()
    await asyncio.gather(life, done, return_exceptions=True)


async def tell(step: int) -> tuple[list[Outcome], int, bool]:
    """Kill at `step` and begin again; return what was written by then, the letters sent, and if death came."""
    async with town() as here:
        await owe(here.bus, NOTICE)
        doom = Doom(step)
        await live_and_die(here, doom)
        before = [one.outcome for one in await deliveries(here.bus)]
        here.clock.advance(CLAIM_LASTS)
        async with here.notifier():
            await here.settled(len(await reports(here.bus)) + 1)
        judge(here, before, (await deliveries(here.bus))[-1])
        return before, len(here.sink.taken), doom.struck


def judge(here: Town, before: list[Outcome], last: Delivery) -> None:
    in_the_window = before == [Outcome.CLAIMED]

    assert last.outcome is Outcome.SENT
    assert {letter["Message-ID"] for letter in here.sink.letters()} == {last.message_id}
    assert last.repeated == in_the_window
    assert len(here.sink.letters()) == 1 or (len(here.sink.letters()) == 2 and in_the_window)


async def test_killed_at_any_await_a_letter_goes_out_and_twice_only_from_the_window() -> None:
    seen, struck, step = set(), True, 0
    while struck:
        before, letters, struck = await tell(step)
        seen.add((tuple(before), letters))
        step += 1

    assert seen == {
        ((), 1),  # before the claim
        ((Outcome.CLAIMED,), 1),  # claimed, not sent
        ((Outcome.CLAIMED,), 2),  # sent, not recorded
        ((Outcome.CLAIMED, Outcome.SENT), 1),  # recorded, reported or not
    }


async def test_a_notifier_that_lost_its_partition_in_mid_sending_records_nothing() -> None:
    async with town() as here:
        here.sink.says_after.append(HANG)
        zombie = asyncio.create_task(carry(here.office(), partition(NOTICE.reference), Crew()))
        await owe(here.bus, NOTICE)
        await here.until(lambda: len(here.sink.taken) == 1)
        async with here.notifier():
            here.clock.advance(CLAIM_LASTS)
            [sent] = await here.settled()
            here.sink.hang_up()
            with pytest.raises(Fenced):
                await zombie

        assert sent.repeated
        assert [one.outcome for one in await deliveries(here.bus)] == [
            Outcome.CLAIMED,
            Outcome.CLAIMED,
            Outcome.SENT,
        ]


@pytest.mark.parametrize("point", ["notifier.claimed", "notifier.sent", "notifier.recorded"])
async def test_tests_can_strike_where_a_delivery_has_come_to(point: str) -> None:
    def strike(reached: str) -> None:
        if reached == point:
            raise Killed

    async with town() as here:
        await owe(here.bus, NOTICE)
        with pytest.raises(Killed):
            await carry(here.office(strike), partition(NOTICE.reference), Crew())
        before = [one.outcome for one in await deliveries(here.bus)]
        here.clock.advance(CLAIM_LASTS)
        async with here.notifier():
            await here.settled()

        judge(here, before, (await deliveries(here.bus))[-1])
        assert before[-1] == {"notifier.recorded": Outcome.SENT}.get(point, Outcome.CLAIMED)
