"""Reading what other instances accepted: `intake` from a day back, so that an Idempotency-Key holds everywhere.

Until it has caught up an instance may take a second body under a used key: as an inquiry of its own.
"""

import asyncio
import logging
from typing import Final

from services.channels.memory import KEPT, Memory
from switchboard.bus.port import Bus, OutOfRange, Spot, Unavailable
from switchboard.clock import Clock
from switchboard.contracts import topics
from switchboard.contracts.values import Seconds, UnixSeconds

_log: Final = logging.getLogger(__name__)
_BATCH: Final = 1_000
_WAIT: Final = Seconds(30.0)
_PAUSE: Final = 1.0
_GATHERING: Final = 0.25
"""Under load records come one by one, mostly our own: look at many of them at once."""


async def recall(bus: Bus, clock: Clock, memory: Memory) -> None:
    """Keep `memory` up to date until cancelled; a bus that doesn't answer is asked again."""
    while True:
        try:
            await _recall(bus, clock, memory)
        except (Unavailable, OutOfRange) as fault:
            _log.warning("intake not followed", extra={"why": str(fault)})
            await asyncio.sleep(_PAUSE)


async def _recall(bus: Bus, clock: Clock, memory: Memory) -> None:
    since = UnixSeconds(clock.now() - KEPT)
    starts = await bus.offset_at(topics.INTAKE, since)
    reader = await bus.reader({Spot(topics.INTAKE, n): offset for n, offset in starts.items()})
    try:
        while True:
            for record in await reader.batch(_BATCH, _WAIT):
                memory.learn(record.value, record.at)
            await asyncio.sleep(_GATHERING)
    finally:
        await reader.close()
