"""Short words for the tests of a bus: say something, hear everything, watch who owns what."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from aiokafka import AIOKafkaConsumer, TopicPartition

from switchboard.bus.kafka import KafkaBus
from switchboard.bus.port import Bus, Draft, Member, Reader, Record, Spot
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds

SOON = 30.0
"""A deadline, never a pause: what takes that long has failed."""
_MARKING = 5.0


def draft(topic: Topic, value: bytes | None, *, key: bytes = b"key", partition: int = 0) -> Draft:
    return Draft(topic.name, partition, key, value)


async def heard(bus: Bus, topic: Topic, partition: int = 0) -> list[Record]:
    """Return what a partition holds now, from its beginning to its end."""
    spot = Spot(topic.name, partition)
    await _at_rest(bus, spot)
    begin, end = (await bus.extent(topic.name))[partition]
    reader = await bus.reader({spot: begin})
    records: list[Record] = []
    async with asyncio.timeout(SOON):
        while reader.position(spot) < end:
            records += await reader.batch(1_000, Seconds(1))
    await reader.close()
    return records


async def _at_rest(bus: Bus, spot: Spot) -> None:
    """Wait until a broker shows all that it has said yes to: it marks the end of a transaction a moment later.

    A transaction that a test leaves open on purpose is not waited for.
    """
    if not isinstance(bus, KafkaBus):
        return
    consumer = AIOKafkaConsumer(bootstrap_servers=bus._servers)
    await consumer.start()
    place = TopicPartition(*spot)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_MARKING):
            written = (await consumer.end_offsets([place]))[place]
            while (await bus.extent(spot.topic))[spot.partition].end < written:  # noqa: ASYNC110 - brokers ring no bell
                await asyncio.sleep(0.01)
    await consumer.stop()


async def values(bus: Bus, topic: Topic, partition: int = 0) -> list[bytes | None]:
    return [record.value for record in await heard(bus, topic, partition)]


async def some(reader: Reader, count: int) -> list[Record]:
    """Read until `count` records are there."""
    records: list[Record] = []
    async with asyncio.timeout(SOON):
        while len(records) < count:
            records += await reader.batch(count - len(records), Seconds(5))
    return records


class Seats:
    """What each member was told last, kept up while the test does other things."""

    def __init__(self) -> None:
        self.owned: dict[Member, frozenset[int]] = {}
        self._moved = asyncio.Event()
        self._tasks: dict[Member, asyncio.Task[None]] = {}

    def watch(self, member: Member) -> None:
        self._tasks[member] = asyncio.create_task(self._follow(member))

    async def until(self, settled: Callable[[], bool]) -> None:
        async with asyncio.timeout(SOON):
            while not settled():
                await self._moved.wait()
                self._moved.clear()

    async def leave(self, member: Member) -> None:
        """Close a member, and hear no more of it."""
        await self._end(member)
        self.owned.pop(member, None)
        await member.close()

    async def close(self) -> None:
        for member in list(self._tasks):
            await self._end(member)

    async def _end(self, member: Member) -> None:
        task = self._tasks.pop(member)
        task.cancel()
        await asyncio.wait([task])

    async def _follow(self, member: Member) -> None:
        while True:
            self.owned[member] = await member.assignment()
            self._moved.set()


@contextlib.asynccontextmanager
async def seats(*members: Member) -> AsyncIterator[Seats]:
    watching = Seats()
    for member in members:
        watching.watch(member)
    try:
        yield watching
    finally:
        await watching.close()
