"""The conformance suite's ground on a real Kafka, where time passes by hand and nothing waits for midnight.

The broker lives in its own present, which nobody can move: so this ground's clock stands a year back,
its topics believe what senders say of the time, and `tidy` translates what the clock says into settings
that have the broker's own retention and compaction do the same now.
"""

# ruff: noqa: ASYNC110  (a broker's housekeeping can only be polled)
import asyncio
import contextlib
import itertools
import secrets
import time
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from msgspec import structs

from switchboard.bus.kafka import KafkaBus, Stamps, Terms
from switchboard.bus.kafka.topics import settings_of
from switchboard.bus.port import Record, Spot
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds, UnixSeconds
from tests.harness.clock import SUNDAY_NOON, HandClock

A_YEAR = 365 * 86_400
A_DAY = Seconds(86_400)
LASTING = Seconds(100 * A_YEAR)
FOREVER = str(2**63 - 1)
CLEAN_EVERYTHING = {
    "segment.ms": "1",
    "min.cleanable.dirty.ratio": "0.0",
    "min.compaction.lag.ms": "0",
    "max.compaction.lag.ms": FOREVER,
    "delete.retention.ms": "0",
}
AGAIN = 0.2
"""How often the broker is asked whether it has done what nobody tells when it is done."""
TERMS = Terms(stamps=Stamps.SENDER, session=Seconds(2))


class KafkaGround:
    """Topics of its own for each test, on the broker of the session."""

    def __init__(self, bootstrap: str, terms: Terms = TERMS) -> None:
        self.clock = HandClock(UnixSeconds(SUNDAY_NOON - A_YEAR))
        self.bootstrap = bootstrap
        self.terms = terms
        self._name = secrets.token_hex(4)
        self._numbers = itertools.count(1)
        self._stack = contextlib.AsyncExitStack()

    async def open(self) -> KafkaBus:
        bus = await KafkaBus.open(self.bootstrap, self.clock, self.terms)
        self._stack.push_async_callback(bus.close)
        return bus

    async def topic(
        self, *, partitions: int = 4, compacted: bool = False, keep: Seconds = A_DAY
    ) -> Topic:
        topic = Topic(
            name=f"topic-{self._name}-{next(self._numbers)}",
            partitions=partitions,
            keep=keep,
            compacted=compacted,
        )
        bus = await self.open()
        # Made to last, since a changed setting is told to the broker at its leisure.
        await bus.create([structs.replace(topic, keep=LASTING)])
        await self.alter(topic, {})
        return topic

    async def hold(self, topics: Sequence[Topic]) -> None:
        await asyncio.gather(*(self.alter(topic, _hold(topic)) for topic in topics))

    async def tidy(self, topic: Topic) -> None:
        bus = await self.open()
        cutoff = UnixSeconds(self.clock.now() - topic.keep)
        async with asyncio.timeout(30):
            if topic.compacted:
                await self._compact(bus, topic, cutoff)
            else:
                await self._expire(bus, topic, cutoff)
        await self.alter(topic, {})

    async def close(self) -> None:
        async with asyncio.timeout(30):
            await self._stack.aclose()

    async def _roll(self, topic: Topic) -> None:
        """End the segments in use, with what no reader sees: a transaction that comes to nothing."""
        producer = AIOKafkaProducer(
            bootstrap_servers=self.bootstrap, transactional_id=f"{topic.name}-roll", acks="all"
        )
        await producer.start()
        stamp = round(self.clock.now() * 1000)
        await producer.begin_transaction()
        for partition in range(topic.partitions):
            await producer.send_and_wait(
                topic.name, b"", key=b"roll", partition=partition, timestamp_ms=stamp
            )
        await producer.abort_transaction()
        await producer.stop()

    async def _expire(self, bus: KafkaBus, topic: Topic, cutoff: UnixSeconds) -> None:
        """Have the broker's retention remove what is older than `cutoff`, and wait until it has."""
        wanted = await bus.offset_at(topic.name, cutoff)
        await self.alter(topic, {"retention.ms": _ago_ms(cutoff)})
        while any(
            extent.begin < wanted[partition]
            for partition, extent in (await bus.extent(topic.name)).items()
        ):
            await asyncio.sleep(AGAIN)

    async def _compact(self, bus: KafkaBus, topic: Topic, cutoff: UnixSeconds) -> None:
        """Have the broker's cleaner remove what is superseded and older than `cutoff`.

        The cleaner is let at everything, because the markers of transactions carry the broker's time:
        so a partition mustn't hold superseded records on both sides of `cutoff`.
        """
        buried = UnixSeconds(cutoff - topic.keep)
        spots = [Spot(topic.name, partition) for partition in range(topic.partitions)]
        owing = {spot for spot in spots if _owed(await _everything(bus, spot), cutoff, buried)}
        if owing:
            await self.alter(topic, CLEAN_EVERYTHING)
        while owing:
            await self._roll(topic)
            await asyncio.sleep(AGAIN)
            owing = {spot for spot in owing if _owed(await _everything(bus, spot), cutoff, buried)}

    async def alter(self, topic: Topic, settings: dict[str, str]) -> None:
        """Set these beside what keeps all records until they are tidied (the call replaces all there is)."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        whole = settings_of(topic, self.terms.stamps, 1) | _hold(topic) | settings
        resource = ConfigResource(ConfigResourceType.TOPIC, topic.name, configs=whole)
        (answer,) = await admin.alter_configs([resource])
        await admin.close()
        assert answer.resources[0][0] == 0, answer


def _hold(topic: Topic) -> dict[str, str]:
    """Keep everything until the next tidying, in segments that end when the time jumps."""
    if topic.compacted:
        lasting = {"min.compaction.lag.ms": FOREVER, "max.compaction.lag.ms": FOREVER}
    else:
        lasting = {"retention.ms": "-1"}
    return {"segment.ms": "1000", **lasting}


def _ago_ms(at: UnixSeconds) -> str:
    present = time.time()  # noqa: TID251 - the broker's, which can't be moved
    return str(round((present - at) * 1000))


async def _everything(bus: KafkaBus, spot: Spot) -> list[Record]:
    extent = (await bus.extent(spot.topic))[spot.partition]
    reader = await bus.reader({spot: extent.begin})
    records: list[Record] = []
    while reader.position(spot) < extent.end:
        records += await reader.batch(1000, Seconds(1))
    await reader.close()
    return records


def _owed(records: list[Record], cutoff: UnixSeconds, buried: UnixSeconds) -> list[Record]:
    """Return what compaction has still to remove: superseded by `cutoff`, and tombstones of `buried`."""
    newest = {record.key: record.offset for record in records}
    superseded = [each for each in records if each.offset < newest[each.key] and each.at <= cutoff]
    return superseded + [each for each in records if each.value is None and each.at <= buried]
