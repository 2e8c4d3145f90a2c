"""Ways in which a Kafka goes wrong: it freezes, or a request of a minute ago arrives now."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

from aiokafka.client import ConnectionGroup, CoordinationType
from aiokafka.producer.transaction_manager import TransactionResult
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.protocol.transaction import EndTxnRequest

from switchboard.bus.kafka import KafkaBus
from switchboard.bus.kafka.writing import KafkaWriter
from switchboard.bus.port import Unavailable
from tests.bus.talk import SOON
from tests.harness.broker import Broker

_Answer = TypeVar("_Answer")

PRODUCE, END = ProduceRequest, EndTxnRequest


@contextlib.contextmanager
def frozen(broker: Broker) -> Iterator[None]:
    """Freeze the broker while the block runs, and thaw it whatever happens."""
    broker.pause()
    try:
        yield
    finally:
        broker.resume()


async def at_last(call: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """Ask again until the thawed broker answers."""
    async with asyncio.timeout(SOON):
        while True:
            with contextlib.suppress(Unavailable):
                return await call()


class Ambush:
    """Strikes once, just before the `nth` request of one kind that a bus's transactions send."""

    def __init__(
        self, before: type[Any], nth: int, strike: Callable[[Any], Awaitable[None]]
    ) -> None:
        self._before = before
        self._nth = nth
        self._strike = strike
        self.struck = 0

    def lie_in_wait(self, bus: KafkaBus) -> None:
        """Stand between the bus's writers and their broker."""
        opening = bus.writer

        async def writer(identity: str) -> KafkaWriter:
            opened = await opening(identity)
            self._stand_between(opened._producer)
            return opened

        bus.writer = writer  # type: ignore[method-assign]  # the fault is outside our code

    def _stand_between(self, producer: Any) -> None:
        sending = producer.client.send
        seen = 0

        async def send(node: int, request: Any, *, group: Any = ConnectionGroup.DEFAULT) -> Any:
            nonlocal seen
            seen += isinstance(request, self._before)
            if seen == self._nth and not self.struck:
                self.struck += 1
                await self._strike(producer)
            return await sending(node, request, group=group)

        producer.client.send = send


async def late_commit(producer: Any) -> None:
    """A commit of an earlier transaction, sent again by a network that had lost its way."""
    await _end(producer, TransactionResult.COMMIT)


async def late_abort(producer: Any) -> None:
    """The same of an abort."""
    await _end(producer, TransactionResult.ABORT)


async def _end(producer: Any, result: TransactionResult) -> None:
    late = EndTxnRequest(
        transactional_id=producer._txn_manager.transactional_id,
        producer_id=producer._txn_manager.producer_id,
        producer_epoch=producer._txn_manager.producer_epoch,
        transaction_result=result,
    )
    coordinator = producer._sender._coordinators[CoordinationType.TRANSACTION]
    await producer.client.send(coordinator, late, group=ConnectionGroup.COORDINATION)
