"""How aiokafka's clients are let go, and what their errors mean to us.

Their own stop() flushes and may wait for ever for a broker that doesn't answer, and what it leaves
behind goes on trying. Here nothing is flushed, nothing outlives the call, and every wait is bounded.
"""
# ruff: noqa: SLF001  (aiokafka has no public way to stop without waiting)

import asyncio
from collections.abc import Coroutine
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import (
    InvalidProducerEpoch,
    KafkaConnectionError,
    KafkaError,
    MessageSizeTooLargeError,
    ProducerFenced,
    RecordListTooLargeError,
)

from switchboard.bus.port import Fenced, TooLarge, Unavailable

FAULTS = (KafkaError, OSError, TimeoutError, AssertionError)
"""What aiokafka raises when something is wrong; its state machine trips over an assert at times."""

_A_MOMENT = 0.5


def fault_of(raised: BaseException, producer: AIOKafkaProducer) -> Exception:
    """Return what the port calls it. The sender's own death says more than the call that met it."""
    sender = producer._sender.sender_task
    ended = sender is not None and sender.done() and not sender.cancelled()
    died = sender.exception() if ended else None
    seen = (raised, died, died.__cause__ if died is not None else None)
    if any(isinstance(each, ProducerFenced | InvalidProducerEpoch) for each in seen):
        return Fenced("another writer holds this identity, or the transaction took too long")
    if any(isinstance(each, MessageSizeTooLargeError | RecordListTooLargeError) for each in seen):
        return TooLarge(str(raised))
    return Unavailable(f"Kafka did not take it: {raised!r}")


async def discard_producer(producer: AIOKafkaProducer) -> None:
    """Make it write no more, whatever it was doing; those who wait for it hear so at once."""
    producer._closed = True  # its finalizer complains otherwise
    sender = producer._sender.sender_task
    for _ in range(3):  # cancelled, it waits for its requests; cancelled again, it gives them up
        if sender is None or sender.done():
            break
        sender.cancel()
        await asyncio.wait({sender}, timeout=_A_MOMENT / 5)
    await _hang_up(producer.client)
    # Only now: a commit that waits for these batches must not see them ended while it can still be sent.
    producer._message_accumulator.fail_all(KafkaConnectionError("the producer was let go"))
    _hush(producer)


def _hush(producer: AIOKafkaProducer) -> None:
    """Look at the errors that aiokafka left where nobody waits, or they are logged as forgotten."""
    accumulator = producer._message_accumulator
    batches = [batch for queue in accumulator._batches.values() for batch in queue]
    batches += accumulator._pending_batches
    left = [future for batch in batches for future in (batch.future, batch._drain_waiter)]
    for future in (*left, producer._txn_manager._transaction_waiter):
        if future is not None and future.done() and not future.cancelled():
            future.exception()


async def discard_consumer(consumer: AIOKafkaConsumer, within: float) -> None:
    """Stop it; a group hears that it left, if the broker listens."""
    await _bounded(consumer.stop(), within)
    left = (
        getattr(consumer._coordinator, "_coordination_task", None),
        getattr(consumer._coordinator, "_heartbeat_task", None),
        getattr(consumer._coordinator, "_commit_refresh_task", None),
        getattr(consumer._fetcher, "_fetch_task", None),
    )
    for task in left:
        if task is not None:
            task.cancel()
    await _hang_up(consumer._client)


async def discard_admin(admin: AIOKafkaAdminClient) -> None:
    """Hang up on the broker."""
    await _hang_up(admin._client)


async def _hang_up(client: AIOKafkaClient) -> None:
    client._get_conn = _no_connection  # what still runs must not dial again
    for connection in list(client._conns.values()):
        if connection._writer is not None:
            connection._writer.transport.abort()  # close() would first wait to send what nobody reads
    await _bounded(client.close(), _A_MOMENT)


async def _no_connection(*_: object, **__: object) -> None:
    """There is none, and there will be none."""


async def _bounded(ending: Coroutine[Any, Any, None], within: float) -> None:
    """Run it to its end, or give it up. Its errors are of no interest any more, its cancellation not ours."""
    task = asyncio.ensure_future(ending)
    await asyncio.wait({task}, timeout=within)
    if not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=_A_MOMENT / 5)
    if task.done() and not task.cancelled():
        task.exception()
