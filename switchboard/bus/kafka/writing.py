"""The one writer of an identity: a transactional producer that lives until the first thing goes wrong."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.producer import sender

from switchboard.bus.kafka.endings import FAULTS, discard_producer, fault_of
from switchboard.bus.kafka.reaching import reach
from switchboard.bus.kafka.sizes import weigh
from switchboard.bus.kafka.terms import Terms
from switchboard.bus.port import Draft, Position, Spot, Unavailable

REQUEST_TIMEOUT_MS: Final = 10_000
_TRANSACTION_TIMEOUT_MS: Final = 15_000
RETRY_BACKOFF_MS: Final = 5
"""A second transaction is told to wait while the first one's markers are written: milliseconds."""
BATCH_BYTES: Final = 500_000
"""One step's output is one request; well under what a topic takes as one batch."""


class KafkaWriter:
    """`switchboard.bus.port.Writer`. Its start has fenced every older one of its identity."""

    def __init__(self, producer: AIOKafkaProducer, stamp: Callable[[], int], terms: Terms) -> None:
        self._producer = producer
        self._stamp = stamp
        self._patience = terms.patience
        self._reached = terms.reached
        self._spent = False
        self.closed = False

    async def commit(self, drafts: Sequence[Draft]) -> list[Position]:
        """As the port says. What was begun and not finished is ended by the next writer's fence."""
        if self._spent:
            raise Unavailable("this writer has met a fault before: make a new one and read the log")
        self._spent = True  # until the end is seen: a cancellation must leave it so as well
        spot = _only_spot(drafts)
        weigh(drafts)
        try:
            async with asyncio.timeout(self._patience):
                offsets = await self._transact(spot, drafts) if spot is not None else []
        except FAULTS as raised:
            raise fault_of(raised, self._producer) from raised
        if any(offset < 0 for offset in offsets):
            raise Unavailable("Kafka took a repeated batch and didn't say where it stands")
        self._spent = False
        self._reached("transaction.committed")
        return [
            Position(draft.topic, draft.partition, at)
            for draft, at in zip(drafts, offsets, strict=True)
        ]

    async def close(self) -> None:
        """As the port says."""
        self._spent = self.closed = True
        await discard_producer(self._producer)

    async def _transact(self, spot: Spot, drafts: Sequence[Draft]) -> list[int]:
        self._reached("transaction.ready")
        await self._producer.begin_transaction()
        sent = [await self._send(batch, spot) for batch in self._batches(drafts)]
        # Unawaited, a batch that the broker refused would be left out of a commit that reports success.
        bases = await asyncio.gather(*(future for _, future in sent))
        self._reached("transaction.sent")
        await self._producer.commit_transaction()
        return list(
            chain.from_iterable(
                range(base.offset, base.offset + count) if base.offset >= 0 else [-1] * count
                for base, (count, _) in zip(bases, sent, strict=True)
            )
        )

    async def _send(self, batch: Any, spot: Spot) -> "tuple[int, asyncio.Future[Any]]":
        count: int = batch.record_count()
        return count, await self._producer.send_batch(batch, spot.topic, partition=spot.partition)

    def _batches(self, drafts: Sequence[Draft]) -> list[Any]:
        """Pack them by hand: a tenth of the work of sending one by one."""
        batches = [self._producer.create_batch()]
        for draft in drafts:
            record = {
                "timestamp": self._stamp(),
                "key": draft.key,
                "value": draft.value,
                "headers": list(draft.headers),
            }
            if batches[-1].append(**record) is None:
                batches.append(self._producer.create_batch())
                batches[-1].append(**record)
        return batches


async def open_writer(
    servers: str, identity: str, stamp: Callable[[], int], terms: Terms
) -> KafkaWriter:
    """Start the producer of `identity`, which fences and ends what the one before it left. Raises Unavailable."""
    # For the same wait after a transaction aiokafka has a constant of its own, of 20 ms.
    sender.BACKOFF_OVERRIDE = RETRY_BACKOFF_MS / 1000
    producer = AIOKafkaProducer(
        bootstrap_servers=servers,
        client_id=f"switchboard-{identity}",
        transactional_id=identity,
        acks="all",
        transaction_timeout_ms=_TRANSACTION_TIMEOUT_MS,
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        retry_backoff_ms=RETRY_BACKOFF_MS,
        max_batch_size=BATCH_BYTES,
        linger_ms=0,
    )
    try:
        async with asyncio.timeout(terms.patience):
            await reach(producer.client, terms.patience)
            await producer.start()
    except BaseException as raised:
        await discard_producer(producer)
        if isinstance(raised, FAULTS):
            raise Unavailable(f"Kafka made no writer for {identity}: {raised!r}") from raised
        raise
    return KafkaWriter(producer, stamp, terms)


def _only_spot(drafts: Sequence[Draft]) -> Spot | None:
    """Return where all of them go; a second place would let half a step be committed."""
    spots = {Spot(draft.topic, draft.partition) for draft in drafts}
    if len(spots) > 1:
        raise ValueError(
            f"a transaction writes to one partition of one topic, not to {sorted(spots)}"
        )
    return next(iter(spots), None)
