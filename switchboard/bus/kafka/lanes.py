"""Records of many callers on their way into one partition: what waits goes as one batch, one after the other.

aiokafka's own way of packing wakes every waiting caller for each batch, which is quadratic.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from aiokafka import AIOKafkaProducer

from switchboard.bus.kafka.endings import FAULTS, fault_of
from switchboard.bus.port import Draft, Spot, TooLarge, Unavailable

_Place = asyncio.Future[int]
"""Becomes the offset of one record."""


class Lane:
    """The way into one partition through one producer, until the first fault."""

    def __init__(self, producer: AIOKafkaProducer, spot: Spot, stamp: Callable[[], int]) -> None:
        self._producer = producer
        self._spot = spot
        self._stamp = stamp
        self._waiting: deque[tuple[Draft, _Place]] = deque()
        self._driving: asyncio.Task[None] | None = None

    def put(self, draft: Draft) -> _Place:
        """Append to what waits; whoever cancels its place before the batch is packed was never here."""
        loop = asyncio.get_running_loop()
        place = loop.create_future()
        self._waiting.append((draft, place))
        if self._driving is None or self._driving.done():
            self._driving = loop.create_task(self._drive())
        return place

    async def close(self) -> None:
        """Stop; whoever still waits hears Unavailable."""
        if self._driving is not None:
            self._driving.cancel()
            await asyncio.wait({self._driving})

    async def _drive(self) -> None:
        packed: list[_Place] = []
        try:
            while self._waiting:
                batch, packed = self._pack()
                first = await self._deliver(batch)
                for offset, place in enumerate(packed, first):
                    if not place.done():
                        place.set_result(offset)
        except FAULTS as raised:
            self._fail(packed, fault_of(raised, self._producer))
        except asyncio.CancelledError:
            self._fail(packed, Unavailable("this bus was closed before Kafka acknowledged"))
            raise

    def _pack(self) -> tuple[Any, list[_Place]]:
        batch = self._producer.create_batch()
        packed: list[_Place] = []
        while self._waiting:
            draft, place = self._waiting[0]
            if not place.done():
                there = batch.append(
                    timestamp=self._stamp(),
                    key=draft.key,
                    value=draft.value,
                    headers=list(draft.headers),
                )
                if there is None:
                    break
                packed.append(place)
            self._waiting.popleft()
        return batch, packed

    async def _deliver(self, batch: Any) -> int:
        if not batch.record_count():
            return 0
        told = await (
            await self._producer.send_batch(batch, self._spot.topic, partition=self._spot.partition)
        )
        first: int = told.offset
        if first < 0:
            raise TimeoutError("Kafka took a repeated batch and didn't say where it stands")
        return first

    def _fail(self, packed: list[_Place], fault: Exception) -> None:
        """Tell everybody. Which of several records was too large the broker doesn't say."""
        places = [*packed, *(place for _, place in self._waiting)]
        self._waiting.clear()
        kind = TooLarge if isinstance(fault, TooLarge) and len(packed) == 1 else Unavailable
        for place in places:
            if not place.done():
                place.set_exception((kind if place in packed else Unavailable)(*fault.args))
