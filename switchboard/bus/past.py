"""What a partition holds now, from its beginning to its end, for those who look back."""

from collections.abc import AsyncGenerator

from switchboard.bus.port import Bus, Record, Spot
from switchboard.bus.pump import IDLE

_BATCH = 1_000


async def past(bus: Bus, spot: Spot, since: int = 0) -> AsyncGenerator[Record, None]:
    """Give every record that stands there now, a batch at a time: two weeks of intake fit in no memory.

    `since`: not those before it.

    Close it (`contextlib.aclosing`) where it isn't read to its end. Raises Unavailable.
    """
    begin, end = (await bus.extent(spot.topic))[spot.partition]
    reader = await bus.reader({spot: max(begin, since)})
    try:
        while reader.position(spot) < end:
            for record in await reader.batch(_BATCH, IDLE):
                yield record
    finally:
        await reader.close()
