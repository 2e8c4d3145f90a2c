"""What all notifiers together have claimed and sent: the whole of `deliveries`, read along by each process.

Ready once it has read what stood there when it began. Never raises for a bus that doesn't answer: it goes on later.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from switchboard.bus.port import Bus, OutOfRange, Reader, Record, Spot, Unavailable
from switchboard.bus.pump import FOLD_BATCH
from switchboard.clock import Clock
from switchboard.contracts.codec import FromTheFuture, Unreadable, decode_delivery
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.topics import DELIVERIES
from switchboard.contracts.values import Seconds, UnixSeconds

_log: Final = logging.getLogger(__name__)
_IDLE: Final = Seconds(5.0)
_PAUSE: Final = Seconds(1.0)


class Follower:
    """Tells of each delivery as it stands in the log."""

    def __init__(self, bus: Bus, clock: Clock, note: Callable[[Delivery], None]) -> None:
        self._bus = bus
        self._clock = clock
        self._note = note
        self._reader: Reader | None = None
        self._beginning = asyncio.Lock()

    async def until_ready(self) -> None:
        """Return once all that stood there has been read. Raises Unavailable, OutOfRange."""
        async with self._beginning:
            if self._reader is None:
                self._reader = await self._caught_up()

    async def run(self) -> None:
        """Read along until cancelled."""
        try:
            while True:
                try:
                    await self._read_along()
                except (Unavailable, OutOfRange, OSError) as fault:
                    _log.warning("deliveries not followed", extra={"fault": type(fault).__name__})
                    await self._begin_anew()
        finally:
            if self._reader is not None:
                await self._reader.close()

    async def _read_along(self) -> None:
        await self.until_ready()
        assert self._reader is not None
        while True:
            self._take(await self._reader.batch(FOLD_BATCH, _IDLE))

    async def _begin_anew(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            await reader.close()
        await self._clock.until(UnixSeconds(self._clock.now() + _PAUSE))

    async def _caught_up(self) -> Reader:
        extents = await self._bus.extent(DELIVERIES)
        ends = {Spot(DELIVERIES, number): extent.end for number, extent in extents.items()}
        reader = await self._bus.reader(
            {Spot(DELIVERIES, number): extent.begin for number, extent in extents.items()}
        )
        try:
            while any(reader.position(spot) < end for spot, end in ends.items()):
                self._take(await reader.batch(FOLD_BATCH, _PAUSE))
        except BaseException:
            await reader.close()
            raise
        return reader

    def _take(self, records: Sequence[Record]) -> None:
        for record in records:
            if record.value is None:
                continue
            try:
                self._note(decode_delivery(record.value))
            except (Unreadable, FromTheFuture):
                continue  # Whoever owns its partition says so.
