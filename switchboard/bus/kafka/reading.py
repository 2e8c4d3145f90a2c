"""Following partitions from positions that the follower knows itself; no group, no committed offset."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from switchboard.bus.kafka.endings import FAULTS, discard_consumer
from switchboard.bus.kafka.reaching import reach
from switchboard.bus.port import OutOfRange, Record, Spot, Unavailable
from switchboard.contracts.values import Seconds, UnixSeconds

_FETCH_BYTES: Final = 4_000_000
_LOOK_AGAIN: Final = 0.05
"""How often a waiting reader looks whether it has passed over records that nobody may see."""
_CLOSING: Final = 1.0


class KafkaReader:
    """`switchboard.bus.port.Reader`. While the broker is silent it finds nothing, and says nothing."""

    def __init__(self, consumer: AIOKafkaConsumer, spots: Mapping[Spot, Any]) -> None:
        self._consumer = consumer
        self._spots = spots
        self.closed = False

    async def batch(self, limit: int, wait: Seconds) -> list[Record]:
        """As the port says; empty-handed it returns early once at the end, having passed over some."""
        loop = asyncio.get_running_loop()
        until = loop.time() + wait
        began = self._progress()
        while True:
            slice_ms = max(0, int(1000 * min(_LOOK_AGAIN, until - loop.time())))
            found = await self._look(limit, slice_ms)
            passed_over = self._progress() != began and self._at_the_end()
            if found or passed_over or loop.time() >= until:
                return [_record(each) for records in found.values() for each in records]

    def position(self, spot: Spot) -> int:
        """As the port says."""
        offset: int = self._spots[spot].position
        return offset

    async def close(self) -> None:
        """As the port says."""
        self.closed = True
        await discard_consumer(self._consumer, _CLOSING)

    async def _look(self, limit: int, wait_ms: int) -> dict[Any, list[Any]]:
        if self._consumer._fetcher.error_future.done():  # noqa: SLF001  (getmany() would wait for ever)
            raise Unavailable("aiokafka has stopped fetching: open another reader")
        try:
            found: dict[Any, list[Any]] = await self._consumer.getmany(
                timeout_ms=wait_ms, max_records=limit
            )
        except OffsetOutOfRangeError as raised:
            raise OutOfRange(f"the log doesn't hold {raised.args}") from raised
        except FAULTS as raised:
            raise Unavailable(f"Kafka cannot be read: {raised!r}") from raised
        return found

    def _progress(self) -> int:
        return sum(state.position for state in self._spots.values())

    def _at_the_end(self) -> bool:
        """Tell whether nothing was left when the broker was last asked."""
        return all(state.position >= (state.lso or 0) for state in self._spots.values())


async def open_reader(servers: str, starts: Mapping[Spot, int], patience: Seconds) -> KafkaReader:
    """Start a consumer at `starts`. Raises Unavailable."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers,
        client_id="switchboard-reader",
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",  # a place that the log doesn't hold is a loss to be told, not skipped
        isolation_level="read_committed",
        check_crcs=True,
        # One request is under way at a time, so a quiet partition must not hold up a busy one.
        fetch_max_wait_ms=500 if len(starts) == 1 else 100,
        max_partition_fetch_bytes=_FETCH_BYTES,
        request_timeout_ms=10_000,
        retry_backoff_ms=50,
    )
    try:
        async with asyncio.timeout(patience):
            await reach(consumer._client, patience)  # noqa: SLF001  (see there)
            await consumer.start()
    except BaseException as raised:
        await discard_consumer(consumer, _CLOSING)
        if isinstance(raised, FAULTS):
            raise Unavailable(f"Kafka cannot be reached: {raised!r}") from raised
        raise
    # Without a pause between the two, or the fetcher would look for a position of its own.
    consumer.assign([TopicPartition(*spot) for spot in starts])
    for spot, offset in starts.items():
        consumer.seek(TopicPartition(*spot), offset)
    assignment = consumer._subscription.subscription.assignment  # noqa: SLF001  (position() is for coroutines)
    return KafkaReader(
        consumer, {spot: assignment.state_value(TopicPartition(*spot)) for spot in starts}
    )


def _record(told: Any) -> Record:
    return Record(
        topic=told.topic,
        partition=told.partition,
        offset=told.offset,
        at=UnixSeconds(told.timestamp / 1000),
        key=told.key or b"",
        value=told.value,
        headers=told.headers,
    )
