"""Each process reads along what all have claimed and sent."""

import asyncio

from services.notifier.attempts import claim
from services.notifier.follower import Follower
from switchboard.bus.port import Draft
from switchboard.contracts.codec import encode_delivery
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.topics import DELIVERIES
from switchboard.contracts.values import Medium, NoticeId
from tests.harness.clock import SUNDAY_NOON, HandClock
from tests.notifier.log import log, until
from tests.notifier.owing import acknowledge


def draft(number: int, partition: int) -> Draft:
    delivery = claim(acknowledge(number), None, Medium.EMAIL, "<id>", SUNDAY_NOON)
    return Draft(DELIVERIES, partition, delivery.notice_id.encode(), encode_delivery(delivery))


def noticed(*numbers: int) -> set[NoticeId]:
    return {acknowledge(number).notice_id for number in numbers}


async def test_it_is_ready_when_it_has_read_what_stood_there_in_all_partitions() -> None:
    clock, seen = HandClock(), list[Delivery]()
    async with log(clock, 3) as bus:
        await bus.publish([draft(number, number % 3) for number in range(6)])
        follower = Follower(bus, clock, seen.append)
        await asyncio.gather(follower.until_ready(), follower.until_ready())

        assert len(seen) == 6
        assert {one.notice_id for one in seen} == noticed(*range(6))


async def test_it_goes_on_with_what_is_written_since() -> None:
    clock, seen = HandClock(), list[Delivery]()
    async with log(clock, 2) as bus:
        follower = Follower(bus, clock, seen.append)
        following = asyncio.create_task(follower.run())
        await follower.until_ready()
        await bus.publish([draft(1, 0), draft(2, 1)])

        async def look() -> list[Delivery]:
            return seen

        await until(look, lambda all_seen: len(all_seen) == 2)
        following.cancel()
        await asyncio.wait([following])


async def test_what_is_gone_or_can_t_be_read_stops_it_not() -> None:
    clock, seen = HandClock(), list[Delivery]()
    async with log(clock, 1) as bus:
        await bus.publish(
            [
                Draft(DELIVERIES, 0, b"gone", None),
                Draft(DELIVERIES, 0, b"odd", b"no delivery"),
                draft(1, 0),
            ]
        )
        await Follower(bus, clock, seen.append).until_ready()

        assert {one.notice_id for one in seen} == noticed(1)
