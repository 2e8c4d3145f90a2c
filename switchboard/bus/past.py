"""What a partition holds now, from its beginning to its end, for those who look back."""

from collections.abc import AsyncGenerator

from switchboard.bus.port import Bus, Record, Spot
from switchboard.bus.pump import IDLE

_BATCH = 1_000


async def past(bus: Bus, spot: Spot) -> AsyncGenerator[Record, None]:
    """Give every record that stands there now, a batch at a time: two weeks of intake fit in no memory.

    Close it (`contextlib.aclosing`) where it isn't read to its end. Raises Unavailable.
    """
    begin, end = (await bus.extent(spot.topic))[spot.partition]
    reader = await bus.reader({spot: begin})
    try:
        while reader.position(spot) < end:
            for record in await reader.batch(_BATCH, IDLE):
                yield record
    finally:
        await reader.close()
