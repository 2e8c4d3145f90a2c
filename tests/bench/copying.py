"""What the router is measured against: bare aiokafka, committed records read, copied in transactions of 500.

`classic` is the usual loop with aiokafka as it comes, one producer and the group's offsets in the transaction.
`tuned` has our adapter's settings and one producer a partition: what the broker can do when nobody decides.
"""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.producer import sender

from switchboard.bus.port import Extent
from switchboard.contracts.topics import INTAKE

MOST: Final = 500
COPIES: Final = "bench.copies"
_GROUP: Final = "bench-copying"
_RETRY_BACKOFF_MS: Final = 20
_TUNED: Final = {
    "retry_backoff_ms": 5,
    "max_batch_size": 500_000,
}
_AIOKAFKAS_OWN_BACKOFF: Final = 0.02


async def classic(servers: str, span: Mapping[int, Extent]) -> float:
    """Copy with one transactional producer; return the seconds that it took."""
    with _as_it_comes():
        return await _timed([_copy(servers, span, "bench-classic", _GROUP, {})])


async def tuned(servers: str, span: Mapping[int, Extent]) -> float:
    """Copy with one transactional producer a partition; return the seconds that it took."""
    return await _timed(
        [_copy(servers, {n: part}, f"bench-{n}", None, _TUNED) for n, part in span.items()]
    )


@contextmanager
def _as_it_comes() -> Iterator[None]:
    """Take back what our adapter has told aiokafka, for as long as somebody else uses it."""
    ours = sender.BACKOFF_OVERRIDE
    sender.BACKOFF_OVERRIDE = _AIOKAFKAS_OWN_BACKOFF
    try:
        yield
    finally:
        sender.BACKOFF_OVERRIDE = ours


async def _timed(copies: Sequence[Any]) -> float:
    began, ended = zip(*await asyncio.gather(*copies), strict=True)
    return float(max(ended) - min(began))


async def _copy(
    servers: str,
    span: Mapping[int, Extent],
    identity: str,
    group: str | None,
    settings: Mapping[str, int],
) -> tuple[float, float]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=servers,
        transactional_id=identity,
        acks="all",
        **{"retry_backoff_ms": _RETRY_BACKOFF_MS, **settings},
    )
    async with producer, consumer:
        consumer.assign([TopicPartition(INTAKE, n) for n in span])
        for n, extent in span.items():
            consumer.seek(TopicPartition(INTAKE, n), extent.begin)
        began = time.perf_counter()
        await _loop(consumer, producer, {n: extent.end for n, extent in span.items()}, group)
        return began, time.perf_counter()


async def _loop(
    consumer: AIOKafkaConsumer,
    producer: AIOKafkaProducer,
    ends: Mapping[int, int],
    group: str | None,
) -> None:
    read = dict.fromkeys(ends, 0)
    while any(read[n] < end for n, end in ends.items()):
        found = await consumer.getmany(timeout_ms=1000, max_records=MOST)
        if not found:
            continue
        async with producer.transaction():
            sent = [await _sent(producer, each) for records in found.values() for each in records]
            await asyncio.gather(*sent)
            offsets = {spot: records[-1].offset + 1 for spot, records in found.items()}
            if group is not None:
                await producer.send_offsets_to_transaction(offsets, group)
        read |= {spot.partition: offset for spot, offset in offsets.items()}


async def _sent(producer: AIOKafkaProducer, record: Any) -> "asyncio.Future[Any]":
    future: asyncio.Future[Any] = await producer.send(
        COPIES,
        record.value,
        key=record.key,
        partition=record.partition,
        headers=list(record.headers),
    )
    return future
