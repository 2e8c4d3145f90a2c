"""Lanes: what is read quickly never waits behind what may take long. Each has processes and a budget of its own.

A short mail or a transcript takes milliseconds; a mail of many megabytes, a second; the pages of a fax, many.
A short mail that takes long all the same is read anew where that hinders nobody.
What is slow is also nice to the rest of the machine.
"""

import asyncio
from typing import Final, NamedTuple

from services.channels.budget import Budget
from services.channels.limits import Limits
from services.channels.originals import Original
from services.channels.readers import Readers
from switchboard.contracts.values import Channel

_NICE: Final = 10


class Lane(NamedTuple):
    """Processes that read, and how much may be in memory for them."""

    readers: Readers
    budget: Budget
    room: asyncio.Semaphore
    """How many of them."""


class Lanes(NamedTuple):
    """The lanes of one worker."""

    quick: Lane
    long: Lane
    pictures: Lane

    def of(self, original: Original, limits: Limits) -> Lane:
        """Return the lane in which an original is read. One whose size isn't told is long."""
        if original.channel is Channel.FAX:
            return self.pictures
        return self.quick if 0 < original.size <= limits.quick_bytes else self.long

    async def close(self) -> None:
        """End all processes."""
        for lane in self:
            await lane.readers.close()


def lanes(processes: int, limits: Limits) -> Lanes:
    """Return lanes of so many processes each, which start when they are first needed."""
    quick = Readers(processes, limits, within=limits.quick_within)
    return Lanes(
        _lane(quick, limits),
        _lane(Readers(processes, limits, _NICE), limits),
        _lane(Readers(processes, limits, _NICE), limits),
    )


def _lane(readers: Readers, limits: Limits) -> Lane:
    return Lane(readers, Budget(limits.reading_bytes), asyncio.Semaphore(limits.under_way))
