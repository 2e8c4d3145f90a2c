"""The front door: records from many callers at once, each answered when all replicas have its own."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from aiokafka import AIOKafkaProducer

from switchboard.bus.kafka.endings import FAULTS, discard_producer, fault_of
from switchboard.bus.kafka.sizes import Room, weigh
from switchboard.bus.kafka.writing import REQUEST_TIMEOUT_MS, RETRY_BACKOFF_MS
from switchboard.bus.port import Draft, Position, Unavailable
from switchboard.contracts.topics import MAX_RECORD_BYTES
from switchboard.contracts.values import Seconds

_UNDER_WAY_BYTES: Final = 32_000_000
"""aiokafka's own buffer has no bound over all partitions."""
_EACH_COSTS: Final = 1_000
"""What a record costs beside its bytes: a future, a waiting caller."""
_BATCH_BYTES: Final = 128_000


class _Outlet:
    """A producer, and how many callers it still has to answer."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self.producer = producer
        self.callers = 0
        self.ended = False


class Door:
    """Publishes through one idempotent producer, and through a fresh one after anything went wrong."""

    def __init__(self, servers: str, stamp: Callable[[], int], patience: Seconds) -> None:
        self._servers = servers
        self._stamp = stamp
        self._patience = patience
        self._room = Room(_UNDER_WAY_BYTES)
        self._outlet: _Outlet | None = None
        self._opening = asyncio.Lock()
        self._endings: set[asyncio.Task[None]] = set()
        self._shut = False

    async def publish(self, drafts: Sequence[Draft]) -> list[Position]:
        """As the port says of `Bus.publish`."""
        amount = weigh(drafts) + _EACH_COSTS * len(drafts)
        until = asyncio.get_running_loop().time() + self._patience
        async with self._room.taken(amount, until):
            outlet = await self._open(until)
            outlet.callers += 1
            try:
                async with asyncio.timeout_at(until):
                    return await self._send(outlet.producer, drafts)
            except FAULTS as raised:
                if self._outlet is outlet:
                    self._outlet = (
                        None  # what it has numbered and not delivered would block what follows
                    )
                raise fault_of(raised, outlet.producer) from raised
            finally:
                outlet.callers -= 1
                self._end(outlet)

    async def close(self) -> None:
        """Let go; whoever still waits hears Unavailable."""
        self._shut = True
        outlet, self._outlet = self._outlet, None
        if outlet is not None:
            await discard_producer(outlet.producer)
        if self._endings:
            await asyncio.wait(self._endings)

    async def _send(self, producer: AIOKafkaProducer, drafts: Sequence[Draft]) -> list[Position]:
        sent = [
            await producer.send(
                draft.topic,
                value=draft.value,
                key=draft.key,
                partition=draft.partition,
                timestamp_ms=self._stamp(),
                headers=list(draft.headers),
            )
            for draft in drafts
        ]
        told = await asyncio.gather(*sent)
        if any(each.offset < 0 for each in told):
            raise Unavailable("Kafka took a repeated batch and didn't say where it stands")
        return [Position(each.topic, each.partition, each.offset) for each in told]

    async def _open(self, until: float) -> _Outlet:
        """Return the outlet in use; the first caller after a fault starts the next one."""
        if self._outlet is None:
            try:
                async with asyncio.timeout_at(until), self._opening:
                    if self._outlet is None:
                        self._outlet = _Outlet(await self._started())
            except FAULTS as raised:
                raise Unavailable(f"Kafka cannot be reached: {raised!r}") from raised
        if self._outlet is None:
            raise Unavailable("Kafka failed another caller just now")
        return self._outlet

    async def _started(self) -> AIOKafkaProducer:
        if self._shut:
            raise Unavailable("this bus is closed")
        producer = AIOKafkaProducer(
            bootstrap_servers=self._servers,
            client_id="switchboard-door",
            enable_idempotence=True,
            acks="all",
            request_timeout_ms=REQUEST_TIMEOUT_MS,
            retry_backoff_ms=RETRY_BACKOFF_MS,
            max_batch_size=_BATCH_BYTES,
            max_request_size=MAX_RECORD_BYTES,
            linger_ms=0,
        )
        try:
            await producer.start()
        except BaseException:
            await discard_producer(producer)
            raise
        return producer

    def _end(self, outlet: _Outlet) -> None:
        """Let a producer go that nobody uses any more; its last callers had their own deadlines."""
        if outlet is self._outlet or outlet.callers or outlet.ended:
            return
        outlet.ended = True
        ending = asyncio.get_running_loop().create_task(discard_producer(outlet.producer))
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)
