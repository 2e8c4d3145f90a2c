"""What died inside a transaction: in the log for whoever reads everything, and for nobody who reads what is committed."""

from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from switchboard.contracts.topics import CASES, DELIVERIES, PARTITIONS

_SPOTS: Final = [
    TopicPartition(topic, n) for topic in (CASES, DELIVERIES) for n in range(PARTITIONS)
]


async def aborted_records(bootstrap: str) -> int:
    """Return how many records were written in transactions that came to nothing."""
    written = await _records(bootstrap, "read_uncommitted")
    committed = await _records(bootstrap, "read_committed")
    assert committed <= written
    return len(written - committed)


async def _records(bootstrap: str, isolation: str) -> set[tuple[TopicPartition, int]]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, isolation_level=isolation, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        consumer.assign(_SPOTS)
        ends = await consumer.end_offsets(_SPOTS)
        found: set[tuple[TopicPartition, int]] = set()
        while any([await consumer.position(spot) < ends[spot] for spot in _SPOTS]):
            batch = await consumer.getmany(timeout_ms=500)
            found |= {(spot, one.offset) for spot, records in batch.items() for one in records}
        return found
    finally:
        await consumer.stop()
