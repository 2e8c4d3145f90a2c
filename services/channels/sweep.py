"""Sweeping: what was stored for an inquiry that was never accepted is deleted after a month.

A blob is stored before the log speaks of it, so whoever gives up in between (a caller who hangs up, a process
that is killed) leaves one behind that nobody knows. The log is asked: what any record of it names, stays.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from contextlib import aclosing
from typing import Final

from services.channels.door import Door
from switchboard.blobs import Blobs, Missing, NotStored
from switchboard.bus.past import past
from switchboard.bus.port import Bus, OutOfRange, Spot, Unavailable
from switchboard.contracts import topics
from switchboard.contracts.reference import is_inquiry_id
from switchboard.contracts.values import Seconds, UnixSeconds

_log: Final = logging.getLogger(__name__)
_DAY: Final = 86_400.0
AFTER: Final = Seconds(30 * _DAY)
"""By then no sender tries again: the same inquiry can't be about to be accepted after all."""
_EVERY: Final = Seconds(_DAY)
_SPEAK: Final = (topics.ORIGINALS, topics.INTAKE, topics.CASES, topics.DEAD_LETTERS)
"""What is in none of these was never accepted."""
_ID: Final = re.compile(rb"(?=([0-9a-z]{30}))")
"""Whatever may be an inquiry id, wherever it stands."""


async def run(door: Door) -> None:
    """Sweep once a day until cancelled."""
    while True:
        try:
            swept = await sweep(door.bus, door.blobs, door.secrets.id_key, door.clock.now())
            door.metrics.blobs_swept.inc(swept)
        except (Unavailable, OutOfRange, NotStored) as fault:
            _log.warning("blobs not swept", extra={"why": str(fault)})
        await door.clock.until(UnixSeconds(door.clock.now() + _EVERY))


async def sweep(bus: Bus, blobs: Blobs, id_key: bytes, at: UnixSeconds) -> int:
    """Delete what belongs to inquiries that were never accepted; return how many blobs that were.

    Raises Unavailable, OutOfRange, NotStored; then nothing, or a part of it, was deleted.
    """
    old = UnixSeconds(at - AFTER)
    orphans: dict[bytes, list[str]] = {}
    async with aclosing(blobs.listed(old)) as stored:
        async for key in stored:
            owner = key.partition("/")[0]
            if is_inquiry_id(id_key, owner):
                orphans.setdefault(owner.encode(), []).append(key)
    if not orphans:
        return 0
    spots = {
        Spot(topic, n): one for topic in _SPEAK for n, one in (await bus.extent(topic)).items()
    }
    await _spare(bus, {spot: one.begin for spot, one in spots.items()}, orphans)
    # To look through all took a while: what was accepted meanwhile stays too.
    await _spare(bus, {spot: one.end for spot, one in spots.items()}, orphans)
    keys = [key for keys in orphans.values() for key in keys]
    return sum([await _deleted(blobs, key, old) for key in keys])


async def _spare(bus: Bus, begins: Mapping[Spot, int], orphans: dict[bytes, list[str]]) -> None:
    """Strike out whatever the log speaks of, in whichever words."""
    for spot, begin in begins.items():
        async with aclosing(past(bus, spot, begin)) as records:
            async for record in records:
                for named in _ID.findall(record.value or b""):
                    orphans.pop(named, None)
                await asyncio.sleep(0)  # Whoever is at the door meanwhile comes first.


async def _deleted(blobs: Blobs, key: str, old: UnixSeconds) -> bool:
    """Delete what is still old. What was put again since may be about to be accepted."""
    try:
        if await blobs.last_put(key) >= old:
            return False
    except Missing:
        return False
    await blobs.delete(key)
    return True
