"""Killed at every await of a message that tells of several cases: each is told, and twice only from the window."""

import asyncio
from collections.abc import Sequence

from services.notifier.attempts import CLAIM_LASTS
from services.notifier.gather import GATHERS_AGAIN_FOR, GATHERS_FOR
from services.notifier.office import Office
from services.notifier.shell import carry
from switchboard.bus.crew import Crew
from switchboard.contracts.delivery import Delivery, Outcome
from switchboard.contracts.notices import Alert
from switchboard.contracts.reference import grouped
from tests.notifier.doom import Doom
from tests.notifier.owing import PARTITIONS, alert, deliveries, owe, partition
from tests.notifier.town import Town, town

ELSEWHERE = 3_000
ALERTS = (alert(1), alert(2), alert(3, slot=ELSEWHERE))
"""Two of one partition, and one of another."""


async def all_partitions(office: Office) -> None:
    await asyncio.gather(*(carry(office, number, Crew()) for number in range(PARTITIONS)))


async def live_and_die(here: Town, doom: Doom, step: int) -> None:
    """Have them gathered, and let death come `step` steps after their window has closed."""
    life = doom.begin(all_partitions(here.office()))
    await here.gathered(len(ALERTS))
    doom.set(step)
    here.clock.advance(GATHERS_FOR)
    done = asyncio.create_task(here.settled(len(ALERTS)))
    await asyncio.wait([life, done], return_when=asyncio.FIRST_COMPLETED)
    for task in (life, done):
        task.cancel()
    await asyncio.gather(life, done, return_exceptions=True)


async def tell(step: int) -> tuple[list[tuple[Outcome, ...]], int, bool]:
    """Kill at `step` and begin again; return what stood of each by then, the letters sent, and if death came."""
    async with town() as here:
        await owe(here.bus, *ALERTS)
        doom = Doom(None)
        await live_and_die(here, doom, step)
        first = len(here.sink.taken)
        before = await live_on(here) if doom.struck else await deliveries(here.bus)
        judge(here, before, await deliveries(here.bus))
        return [outcomes(before, one) for one in ALERTS], first, doom.struck


async def live_on(here: Town) -> Sequence[Delivery]:
    """Begin again, until all are told; return what the dead had written, once they can write no more."""
    async with here.notifier():
        await here.until(lambda: len(here.crew.at_work) == PARTITIONS)
        before = await deliveries(here.bus)
        stories = [outcomes(before, one) for one in ALERTS]
        await here.gathered(stories.count(()))
        here.clock.advance(max(CLAIM_LASTS, GATHERS_FOR))
        await here.gathered(stories.count((Outcome.CLAIMED,)))
        here.clock.advance(GATHERS_AGAIN_FOR)
        await here.written(
            lambda seen: all(outcomes(seen, one)[-1:] == (Outcome.SENT,) for one in ALERTS)
        )
    return before


def judge(here: Town, before: Sequence[Delivery], after: Sequence[Delivery]) -> None:
    for one in ALERTS:
        story, last = outcomes(before, one), newest(after, one)
        told = [text for text in here.texts() if grouped(one.reference) in text]
        in_the_window = story == (Outcome.CLAIMED,)

        assert last.outcome is Outcome.SENT
        assert last.repeated == in_the_window
        assert len(told) == 1 or (len(told) == 2 and in_the_window)
    if all(outcomes(before, one) == (Outcome.CLAIMED,) for one in ALERTS):
        assert len({letter["Message-ID"] for letter in here.sink.letters()}) == 1


def outcomes(written: Sequence[Delivery], of: Alert) -> tuple[Outcome, ...]:
    return tuple(one.outcome for one in written if one.notice_id == of.notice_id)


def newest(written: Sequence[Delivery], of: Alert) -> Delivery:
    return [one for one in written if one.notice_id == of.notice_id][-1]


async def test_killed_at_any_await_every_case_is_told_and_twice_only_from_the_window() -> None:
    claimed, sent = (Outcome.CLAIMED,), (Outcome.CLAIMED, Outcome.SENT)
    seen, struck, step = set[tuple[tuple[Outcome, ...], ...]](), True, 0
    sent_by_then = set[tuple[tuple[tuple[Outcome, ...], ...], int]]()
    while struck:
        before, letters, struck = await tell(step)
        seen.add(tuple(before))
        sent_by_then.add((tuple(before), letters))
        step += 1

    assert seen >= {
        ((), (), ()),  # before any claim
        (claimed, claimed, claimed),  # claimed by all
        (sent, sent, sent),  # recorded by all
    }
    assert {((claimed,) * 3, 0), ((claimed,) * 3, 1)} <= sent_by_then
    assert {partition(one.reference) for one in ALERTS} == {0, 1}
