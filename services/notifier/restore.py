"""A partition's debts from the log: first what was done about them, then what the cases owe.

Called once the fence stands, so that no claim of an earlier owner can come after what is read here.
"""

from collections.abc import Iterator, Sequence

from services.notifier.owed import Owed
from switchboard.bus.port import Bus, Reader, Record, Spot
from switchboard.bus.pump import FOLD_BATCH, IDLE, restore
from switchboard.contracts.case import Case
from switchboard.contracts.codec import decode_case, decode_delivery
from switchboard.contracts.topics import CASES, DELIVERIES, is_partition_key
from switchboard.contracts.values import UnixSeconds


async def deliveries(bus: Bus, partition: int, owed: Owed, now: UnixSeconds) -> None:
    """Fold what has been claimed, sent and given up. Raises Unreadable, FromTheFuture."""

    def take(record: Record) -> None:
        if record.value is not None:
            owed.note(decode_delivery(record.value), now)

    await restore(bus, Spot(DELIVERIES, partition), take)


async def cases(bus: Bus, partition: int, owed: Owed, now: UnixSeconds) -> Reader:
    """Fold what is owed; return the reader that goes on from there. Raises Unreadable, FromTheFuture."""
    spot = Spot(CASES, partition)
    extent = (await bus.extent(CASES))[partition]
    reader = await bus.reader({spot: extent.begin})
    try:
        while reader.position(spot) < extent.end:
            for key, case in cases_of(await reader.batch(FOLD_BATCH, IDLE)):
                owed.hear(key, case, now)
    except BaseException:
        await reader.close()
        raise
    return reader


def cases_of(records: Sequence[Record]) -> Iterator[tuple[bytes, Case | None]]:
    """Return the cases among the records of `cases`; None where one is gone."""
    for record in records:
        if not is_partition_key(record.key):
            yield record.key, None if record.value is None else decode_case(record.value)
