"""The front door: records from many callers at once, each answered when all replicas have its own."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from aiokafka import AIOKafkaProducer

from switchboard.bus.kafka.endings import FAULTS, discard_producer
from switchboard.bus.kafka.lanes import Lane
from switchboard.bus.kafka.reaching import reach
from switchboard.bus.kafka.sizes import Room, weigh
from switchboard.bus.kafka.writing import BATCH_BYTES, REQUEST_TIMEOUT_MS, RETRY_BACKOFF_MS
from switchboard.bus.port import Draft, Position, Spot, TooLarge, Unavailable
from switchboard.contracts.values import Seconds

_UNDER_WAY_BYTES: Final = 32_000_000
"""aiokafka's own buffer has no bound over all partitions."""
_EACH_COSTS: Final = 1_000
"""What a record costs beside its bytes: a future, a waiting caller."""


class _Outlet:
    """A producer with its lanes, and how many callers it still has to answer."""

    def __init__(self, producer: AIOKafkaProducer, stamp: Callable[[], int]) -> None:
        self._producer = producer
        self._stamp = stamp
        self._lanes: dict[Spot, Lane] = {}
        self.callers = 0
        self.ended = False

    def put(self, draft: Draft) -> "asyncio.Future[int]":
        spot = Spot(draft.topic, draft.partition)
        lane = self._lanes.get(spot)
        if lane is None:
            lane = self._lanes[spot] = Lane(self._producer, spot, self._stamp)
        return lane.put(draft)

    async def close(self) -> None:
        for lane in self._lanes.values():
            await lane.close()
        await discard_producer(self._producer)


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
        try:
            async with asyncio.timeout(self._patience) as deadline, self._room.taken(amount):
                outlet = self._outlet or await self._open()
                offsets = await self._through(outlet, drafts, deadline)
        except TimeoutError as late:
            raise Unavailable("Kafka did not acknowledge in time; it may have it") from late
        return [
            Position(draft.topic, draft.partition, offset)
            for draft, offset in zip(drafts, offsets, strict=True)
        ]

    async def close(self) -> None:
        """Let go; whoever still waits hears Unavailable."""
        self._shut = True
        outlet, self._outlet = self._outlet, None
        if outlet is not None:
            outlet.ended = True
            await outlet.close()
        if self._endings:
            await asyncio.wait(self._endings)

    async def _through(
        self, outlet: _Outlet, drafts: Sequence[Draft], deadline: asyncio.Timeout
    ) -> list[int]:
        outlet.callers += 1
        try:
            return await asyncio.gather(*[outlet.put(draft) for draft in drafts])
        except (Unavailable, TooLarge):
            self._retire(outlet)
            raise
        except asyncio.CancelledError:
            if deadline.expired():  # a caller that merely went away says nothing about Kafka
                self._retire(outlet)
            raise
        finally:
            outlet.callers -= 1
            self._end(outlet)

    async def _open(self) -> _Outlet:
        """Return the outlet in use; the first caller after a fault starts the next one."""
        async with self._opening:
            if self._outlet is None:
                producer = await self._started()
                self._outlet = _Outlet(producer, self._stamp)
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
            max_batch_size=BATCH_BYTES,
            linger_ms=0,
        )
        try:
            await reach(producer.client, self._patience)
            await producer.start()
        except BaseException as raised:
            await discard_producer(producer)
            if isinstance(raised, FAULTS):
                raise Unavailable(f"Kafka cannot be reached: {raised!r}") from raised
            raise
        return producer

    def _retire(self, outlet: _Outlet) -> None:
        """Use it no more: what it has numbered and not delivered would hold up what follows."""
        if self._outlet is outlet:
            self._outlet = None

    def _end(self, outlet: _Outlet) -> None:
        """Let it go once nobody waits for it any more; its last callers had their own deadlines."""
        if outlet is self._outlet or outlet.callers or outlet.ended:
            return
        outlet.ended = True
        ending = asyncio.get_running_loop().create_task(outlet.close())
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)
