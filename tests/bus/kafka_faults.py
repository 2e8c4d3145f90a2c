"""Ways in which a Kafka goes wrong: it freezes, or a request of a minute ago arrives now."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

from aiokafka.client import ConnectionGroup, CoordinationType
from aiokafka.producer.transaction_manager import TransactionResult
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.protocol.transaction import EndTxnRequest

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


class LateRequest:
    """Ends a writer's transaction once more, as a delayed duplicate would, just before it sends a `before`."""

    def __init__(self, before: type[Any], result: TransactionResult, transaction: int) -> None:
        self._before = before
        self._result = result
        self._transaction = transaction
        self.arrived = 0

    def strike(self, writer: KafkaWriter) -> None:
        """Stand between this writer and its broker."""
        producer = writer._producer
        sending = producer.client.send
        seen = 0

        async def send(node: int, request: Any, *, group: Any = ConnectionGroup.DEFAULT) -> Any:
            nonlocal seen
            seen += isinstance(request, self._before)
            if seen == self._transaction and not self.arrived:
                self.arrived += 1
                late = self._ending(producer._txn_manager)
                coordinator = producer._sender._coordinators[CoordinationType.TRANSACTION]
                await sending(coordinator, late, group=ConnectionGroup.COORDINATION)
            return await sending(node, request, group=group)

        producer.client.send = send

    def _ending(self, transactions: Any) -> EndTxnRequest:
        return EndTxnRequest(
            transactional_id=transactions.transactional_id,
            producer_id=transactions.producer_id,
            producer_epoch=transactions.producer_epoch,
            transaction_result=self._result,
        )
