"""What partitions gather together, and what falls to each of them."""

import asyncio
from collections.abc import Sequence

from services.notifier.answers import Answer, Sent, Unreachable
from services.notifier.attempts import ALERTS, claim
from services.notifier.bucket import Rate
from services.notifier.dispatch import Claimed
from services.notifier.gather import GATHERS_FOR, MOST_TOGETHER
from services.notifier.gathering import Gathering, Part
from services.notifier.lane import WIDTH, Lane, Lanes
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import Alert, Notice
from switchboard.contracts.values import Medium, NoticeId, Seconds, UnixSeconds
from tests.harness.clock import SUNDAY_NOON, HandClock
from tests.notifier.owing import alert, assign

ONE_A_MINUTE = Rate(1, Seconds(60.0))


class Hall:
    """Partitions of one process, and what they have sent."""

    def __init__(self, rate: Rate | None = None) -> None:
        self.clock = HandClock()
        self.lane = Lane("email", lambda: 0.5, rate=rate)
        self.sent: list[list[Notice]] = []
        self.gathering = Gathering(
            self.clock, Lanes(lambda _: self.lane), lambda _: "email", self.send, lambda: 0.5
        )

    async def send(self, notices: Sequence[Notice], _: Sequence[Delivery]) -> Answer:
        self.sent.append(list(notices))
        return Sent()

    def offers(self, partition: int, *notices: Alert) -> None:
        for one in notices:
            self.gathering.offer(one, None, partition)

    def claims(self, partition: int) -> list[Part]:
        """Claim all that falls to a partition."""
        parts = self.gathering.parts(partition)
        for dispatch, notices in parts:
            dispatch.claimed(partition, [self.claimed(one) for one in notices])
        return parts

    def claimed(self, notice: Notice) -> Claimed:
        return Claimed(notice, claim(notice, None, Medium.EMAIL, "<id>", self.clock.now()))

    async def wakes(self, partition: int) -> bool:
        """Tell whether a partition has anything to do by now."""
        alarms = [asyncio.create_task(alarm) for alarm in self.gathering.alarms(partition)]
        for _ in range(3):
            await asyncio.sleep(0)
        rung = any(alarm.done() for alarm in alarms)
        for alarm in alarms:
            alarm.cancel()
        await asyncio.gather(*alarms, return_exceptions=True)
        return rung


def told(sent: list[list[Notice]]) -> list[set[NoticeId]]:
    return [{one.notice_id for one in message} for message in sent]


async def test_each_partition_claims_its_own_and_the_message_goes_when_all_have() -> None:
    hall = Hall()
    hall.offers(0, alert(1), alert(2))
    hall.offers(1, alert(3))
    hall.clock.advance(GATHERS_FOR)

    [part] = hall.claims(0)
    assert {one.notice_id for one in part.notices} == {alert(1).notice_id, alert(2).notice_id}
    await asyncio.sleep(0)
    assert hall.sent == []
    hall.claims(1)
    await asyncio.sleep(0)
    assert told(hall.sent) == [{alert(number).notice_id for number in (1, 2, 3)}]


async def test_a_partition_wakes_when_its_window_closes_and_when_another_has_formed_its_message() -> (
    None
):
    hall = Hall()
    hall.offers(0, alert(1))
    hall.offers(1, alert(2))
    assert not await hall.wakes(1)
    hall.clock.advance(GATHERS_FOR)
    assert await hall.wakes(1)
    hall.claims(0)

    assert await hall.wakes(1)
    hall.claims(1)
    assert not await hall.wakes(1)


async def test_a_partition_that_is_lost_is_waited_for_by_nobody() -> None:
    hall = Hall()
    hall.offers(0, alert(1))
    hall.offers(1, alert(2))
    hall.clock.advance(GATHERS_FOR)
    hall.claims(0)
    hall.gathering.leave(1)
    await asyncio.sleep(0)

    assert told(hall.sent) == [{alert(1).notice_id}]
    assert hall.gathering.parts(1) == []


async def test_a_partition_that_is_lost_before_takes_along_its_own() -> None:
    hall = Hall()
    hall.offers(0, alert(1))
    hall.offers(1, alert(2))
    hall.gathering.leave(1)
    hall.clock.advance(GATHERS_FOR)
    hall.claims(0)
    await asyncio.sleep(0)

    assert told(hall.sent) == [{alert(1).notice_id}]
    assert len(hall.gathering) == 0


async def test_while_its_lane_is_full_a_message_waits_and_takes_in_what_still_comes() -> None:
    hall = Hall()
    for _ in range(WIDTH):
        hall.lane.enter(SUNDAY_NOON)
    hall.offers(0, alert(1))
    hall.clock.advance(GATHERS_FOR)
    assert hall.claims(0) == []
    assert not await hall.wakes(0)
    hall.offers(0, alert(2))
    hall.lane.leave(Sent(), hall.clock.now())

    assert await hall.wakes(0)
    [part] = hall.claims(0)
    assert len(part.notices) == 2


async def test_behind_a_lane_that_rests_a_message_wakes_with_it() -> None:
    hall = Hall()
    hall.lane.enter(SUNDAY_NOON)
    hall.lane.leave(Unreachable("refused"), UnixSeconds(SUNDAY_NOON + GATHERS_FOR))
    hall.offers(0, alert(1))
    hall.clock.advance(GATHERS_FOR)
    assert hall.claims(0) == []
    assert not await hall.wakes(0)
    hall.clock.advance(1)

    assert await hall.wakes(0)
    assert len(hall.claims(0)) == 1


async def test_what_has_waited_too_long_is_given_up_by_its_own_partition() -> None:
    hall = Hall(ONE_A_MINUTE)
    hall.offers(0, alert(1))
    hall.offers(1, alert(2))
    hall.lane.rests_until = UnixSeconds(SUNDAY_NOON + 9_000)
    hall.clock.advance(ALERTS.gives_up_after)
    assert await hall.wakes(1)
    assert hall.claims(0) == []

    assert hall.gathering.given_up(0) == [alert(1)]
    assert await hall.wakes(1)
    assert hall.gathering.given_up(1) == [alert(2)]
    assert hall.gathering.given_up(1) == []


async def test_a_digest_is_never_given_up_for_a_lane_that_rests() -> None:
    hall = Hall()
    hall.gathering.offer(assign(not_before=SUNDAY_NOON), None, 0)
    hall.lane.rests_until = UnixSeconds(SUNDAY_NOON + 90_000)
    hall.clock.advance(80_000)

    assert (hall.claims(0), hall.gathering.given_up(0)) == ([], [])
    hall.clock.advance(10_000)
    assert len(hall.claims(0)) == 1


async def test_a_rate_counts_messages_and_not_what_they_tell() -> None:
    hall = Hall(ONE_A_MINUTE)
    hall.offers(0, *(alert(number) for number in range(30)))
    hall.offers(0, alert(40, department="sales"))
    hall.clock.advance(GATHERS_FOR)
    assert [len(part.notices) for part in hall.claims(0)] == [30]
    await asyncio.sleep(0)
    assert not await hall.wakes(0)
    hall.clock.advance(60)

    assert [len(part.notices) for part in hall.claims(0)] == [1]


async def test_more_than_one_message_holds_are_two() -> None:
    hall = Hall()
    hall.offers(0, *(alert(number) for number in range(MOST_TOGETHER + 1)))
    hall.clock.advance(GATHERS_FOR)

    assert [len(part.notices) for part in hall.claims(0)] == [MOST_TOGETHER, 1]


async def test_where_nothing_waits_there_is_nothing_to_wake_for() -> None:
    hall = Hall()
    hall.offers(0, alert(1))
    hall.gathering.withdraw([alert(1).notice_id])
    hall.clock.advance(GATHERS_FOR)

    assert not await hall.wakes(0)
    assert hall.claims(0) == []
