"""Enrolment: the one writer of customers in the directory. Each entry has a version, which grows by one a change."""

import asyncio

from msgspec.structs import replace

from switchboard.bus.port import Bus, Draft
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import Customer
from switchboard.contracts.topics import DIRECTORY
from switchboard.directory import Directory, customer_key


class Stale(Exception):
    """The entry has another version than the writer takes for granted."""


class Enrolment:
    """Writes entries one after another; knows its own last writes before the directory has read them."""

    def __init__(self, bus: Bus, directory: Directory) -> None:
        self._bus = bus
        self._directory = directory
        self._turn = asyncio.Lock()
        self._written: dict[str, Customer] = {}

    def entry(self, customer_id: str) -> Customer | None:
        """Return the newest entry of a customer."""
        read = self._directory.customer(customer_id)
        written = self._written.get(customer_id)
        if written is None or (read is not None and read.version >= written.version):
            self._written.pop(customer_id, None)
            return read
        return written

    async def enrol(self, customer: Customer, expected: int | None) -> Customer:
        """Write the entry with its next version; durable on return.

        Raises Stale where `expected` is given and isn't the version that stands (0: there is none).
        """
        customer_id = customer.facts.customer_id
        async with self._turn:
            standing = self.entry(customer_id)
            version = standing.version if standing else 0
            if expected not in {None, version}:
                raise Stale(f"the entry is at version {version}, not {expected}")
            numbered = replace(customer, version=version + 1)
            draft = Draft(DIRECTORY, 0, customer_key(customer_id), encode_entry(numbered))
            await self._bus.publish([draft])
            self._written[customer_id] = numbered
        return numbered
