"""Our seat in a group: which partitions are ours, and what the group has noted. Reads no record."""

import asyncio
from typing import Final

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor

from switchboard.bus.kafka.endings import FAULTS, discard_consumer
from switchboard.bus.kafka.reaching import reach
from switchboard.bus.kafka.terms import Terms
from switchboard.bus.port import Unavailable

_CLOSING: Final = 3.5
_NOTING: Final = 2.0
_BEFORE_SITTING_AGAIN: Final = 0.5


class _Ear(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka insists on its own, untyped class
    """Hears of assignments on behalf of a seat."""

    def __init__(self, consumer: AIOKafkaConsumer, seat: "KafkaMember") -> None:
        self._consumer = consumer
        self._seat = seat

    def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        self._consumer.pause(*assigned)
        self._seat.heard(frozenset(spot.partition for spot in assigned))

    def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Whose they become is told by the next assignment; until then the writers' fences decide."""


class KafkaMember:
    """`switchboard.bus.port.Member`. Survives the loss of its seat by taking another."""

    def __init__(self, servers: str, group: str, topic: str, terms: Terms) -> None:
        self._servers = servers
        self._group = group
        self._topic = topic
        self._session_ms = int(terms.session * 1000)
        self._patience = terms.patience
        self._ours: frozenset[int] | None = None
        self._told: frozenset[int] | None = None
        self._change = asyncio.Event()
        self._consumer: AIOKafkaConsumer | None = None
        self._sitting: asyncio.Task[None] | None = None
        self.closed = False

    async def join(self) -> None:
        """Take the seat. Raises Unavailable."""
        try:
            async with asyncio.timeout(self._patience):
                self._consumer = await self._seat()
        except FAULTS as raised:
            raise Unavailable(f"Kafka gave no seat in {self._group}: {raised!r}") from raised
        self._sitting = asyncio.get_running_loop().create_task(self._sit(self._consumer))

    def heard(self, ours: frozenset[int]) -> None:
        """Take note of an assignment; whoever follows it asks for it."""
        self._ours = ours
        self._change.set()

    async def assignment(self) -> frozenset[int]:
        """As the port says; an assignment that gives back what we had is no change."""
        while self._ours is None or self._ours == self._told:
            self._change.clear()
            await self._change.wait()
        self._told = self._ours
        return self._ours

    async def note(self, partition: int, offset: int) -> None:
        """As the port says; notes for what is no longer ours, or not heard in time, are dropped."""
        if self._consumer is None:
            return
        try:
            async with asyncio.timeout(_NOTING):
                await self._consumer.commit({TopicPartition(self._topic, partition): offset})
        except FAULTS:
            return  # only ever a figure for operations, or a place to start again from: late is fine

    async def noted(self, partition: int) -> int | None:
        """As the port says. Raises Unavailable."""
        if self._consumer is None:
            raise Unavailable("this member has no seat at the moment")
        try:
            async with asyncio.timeout(self._patience):
                offset: int | None = await self._consumer.committed(
                    TopicPartition(self._topic, partition)
                )
        except FAULTS as raised:
            raise Unavailable(f"Kafka doesn't say what {self._group} noted: {raised!r}") from raised
        return offset

    async def close(self) -> None:
        """As the port says."""
        self.closed = True
        if self._sitting is not None:
            self._sitting.cancel()
            await asyncio.wait({self._sitting})
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await discard_consumer(consumer, _CLOSING)

    async def _sit(self, consumer: AIOKafkaConsumer) -> None:
        """Hear what aiokafka tells only to those who read: errors end a seat, and another is taken.

        Nothing is read, since all of it is paused; asking also counts as the sign of life without
        which aiokafka would leave the group.
        """
        while True:
            try:
                await consumer.getmany(timeout_ms=1000)
            except FAULTS:
                await discard_consumer(consumer, _CLOSING)
                self._consumer = None
                consumer = await self._another_seat()
                self._consumer = consumer

    async def _another_seat(self) -> AIOKafkaConsumer:
        while True:
            await asyncio.sleep(_BEFORE_SITTING_AGAIN)
            try:
                async with asyncio.timeout(self._patience):
                    return await self._seat()
            except FAULTS:
                continue

    async def _seat(self) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._servers,
            client_id=f"switchboard-{self._group}",
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="latest",  # never used: nothing is read here
            isolation_level="read_committed",
            partition_assignment_strategy=(RangePartitionAssignor,),
            session_timeout_ms=self._session_ms,
            heartbeat_interval_ms=self._session_ms // 4,
            rebalance_timeout_ms=2 * self._session_ms,
            max_poll_interval_ms=300_000,
            # The answer to a join takes as long as the slowest member; a request must outlive that.
            request_timeout_ms=3 * self._session_ms,
            retry_backoff_ms=50,
        )
        try:
            await reach(consumer._client, self._patience)  # noqa: SLF001  (see there)
            await consumer.start()
        except BaseException:
            await discard_consumer(consumer, _CLOSING)
            raise
        consumer.subscribe([self._topic], listener=_Ear(consumer, self))
        return consumer
