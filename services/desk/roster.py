"""The roster: the one writer of staff in the directory.

Each entry has a version, which grows by one a change. Whoever leaves takes their entry along, but for the records of
what they did; who only pauses is disabled.
"""

import asyncio
from collections.abc import Callable

from msgspec.structs import replace

from services.desk.enrol import Stale
from switchboard.bus.port import Bus, Draft
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import Staff
from switchboard.contracts.topics import DIRECTORY
from switchboard.directory import Directory, staff_key

Become = Callable[[Staff | None], Staff]
"""What becomes of the entry that stands."""


class Roster:
    """Writes entries one after another; knows its own last writes before the directory has read them."""

    def __init__(self, bus: Bus, directory: Directory) -> None:
        self._bus = bus
        self._directory = directory
        self._turn = asyncio.Lock()
        self._written: dict[str, Staff | None] = {}
        self._removed: dict[str, int] = {}
        """Versions of entries removed here: whoever comes again begins above, so that nothing older looks newer."""

    def entry(self, staff_id: str) -> Staff | None:
        """Return the newest entry of somebody."""
        read = self._directory.staff.get(staff_id)
        if staff_id not in self._written:
            return read
        written = self._written[staff_id]
        caught_up = read is None if written is None else read and read.version >= written.version
        if caught_up:
            del self._written[staff_id]
            return read
        return written

    def entries(self, after: str, limit: int) -> list[Staff]:
        """Return so many entries in the order of ids, those after `after`."""
        ids = sorted({*self._directory.staff, *self._written})
        found = (entry for one in ids if one > after and (entry := self.entry(one)))
        return [entry for entry, _ in zip(found, range(limit), strict=False)]

    async def write(
        self, staff_id: str, become: Become, expected: int | None
    ) -> tuple[Staff, bool]:
        """Write what becomes of an entry with its next version, and tell whether it is new; durable on return.

        Raises Stale where `expected` is given and isn't the version that stands (0: there is none).
        """
        async with self._turn:
            standing = self._standing(staff_id, expected)
            last = standing.version if standing else self._removed.get(staff_id, 0)
            entry = replace(become(standing), version=last + 1)
            await self._bus.publish([Draft(DIRECTORY, 0, staff_key(staff_id), encode_entry(entry))])
            self._written[staff_id] = entry
        return entry, standing is None

    async def remove(self, staff_id: str, expected: int | None) -> bool:
        """Take an entry out of the directory; tell whether there was one. Durable on return. Raises Stale."""
        async with self._turn:
            standing = self._standing(staff_id, expected)
            if standing is None:
                return False
            await self._bus.publish([Draft(DIRECTORY, 0, staff_key(staff_id), None)])
            self._written[staff_id] = None
            self._removed[staff_id] = standing.version
        return True

    def _standing(self, staff_id: str, expected: int | None) -> Staff | None:
        standing = self.entry(staff_id)
        version = standing.version if standing else 0
        if expected not in {None, version}:
            raise Stale(f"the entry is at version {version}, not {expected}")
        return standing
