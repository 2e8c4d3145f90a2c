"""Enrolment: the one writer of customers in the directory, and of what is known of addresses whosever they are.

Each entry of a customer has a version, which grows by one a change. A merge is an entry of the one who is merged:
taken back, all is as it was.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from switchboard.bus.port import Bus, Draft, Unavailable
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import Customer, Entry, Merged, Shared, Undeliverable
from switchboard.contracts.topics import DIRECTORY
from switchboard.contracts.values import Identity, Seconds, UnixSeconds
from switchboard.directory import Directory, customer_key, shared_key, undeliverable_key
from switchboard.people import LONGEST_CHAIN

_CATCHES_UP_WITHIN: Final = Seconds(10.0)


class Stale(Exception):
    """The entry has another version than the writer takes for granted."""


class Unknown(Exception):
    """Nobody of this customer id is in the directory."""


class NotNow(Exception):
    """The directory doesn't take it as things stand; the words say why, and what instead."""


class Tally(NamedTuple):
    """What many changes came to."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Return the two together."""
        return Tally(*(one + more for one, more in zip(self, other, strict=True)))


Revision = tuple[str, Callable[[Customer | None], Customer]]
"""A customer id, and what becomes of the entry that stands."""


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

        Raises Stale where `expected` is given and isn't the version that stands (0: there is none), and NotNow
        for somebody who was merged: what is written there would be seen by nobody.
        """
        async with self._turn:
            standing = self.entry(customer.facts.customer_id)
            version = standing.version if standing else 0
            if expected not in {None, version}:
                raise Stale(f"the entry is at version {version}, not {expected}")
            if standing and (why := unwritable(standing)):
                raise NotNow(why)
            (numbered,) = await self._write([(customer, version)])
        return numbered

    async def revise(self, revisions: Sequence[Revision]) -> Tally:
        """Write what the revisions make of the entries that stand, all or none; what changes nothing isn't written.

        Raises NotNow where one of them changes somebody who was merged.
        """
        async with self._turn:
            fresh, tally = self._fresh(revisions)
            await self._write(fresh)
        return tally

    async def tried(self, revisions: Sequence[Revision]) -> Tally:
        """Return what the revisions would come to. Raises NotNow as `revise` does."""
        return self._fresh(revisions)[1]

    def _fresh(self, revisions: Sequence[Revision]) -> tuple[list[tuple[Customer, int]], Tally]:
        """Return the entries that become others, each with the version that stands (0: there is none)."""
        pairs = [(self.entry(one), become) for one, become in revisions]
        become_of = [(standing, become(standing)) for standing, become in pairs]
        fresh = [
            (entry, standing.version if standing else 0)
            for standing, entry in become_of
            if entry != standing
        ]
        for standing, entry in become_of:
            if standing and entry != standing and (why := unwritable(standing)):
                raise NotNow(why)
        created = sum(version == 0 for _, version in fresh)
        return fresh, Tally(created, len(fresh) - created, len(revisions) - len(fresh))

    async def merge(self, customer_id: str, merged: Merged) -> Customer:
        """Have a customer count as another one from now on; durable on return. Raises Unknown, NotNow."""
        async with self._turn:
            await self._settled()
            people = self._directory.people
            standing, into = self._known(customer_id), people.winner(merged.into)
            self._known(merged.into)
            if into == customer_id:
                raise NotNow(
                    f"{merged.into} counts as {customer_id}: nobody is merged into themselves"
                )
            if standing.merged and people.winner(customer_id) == into:
                return standing
            if standing.merged:
                raise NotNow(
                    f"{customer_id} was merged into {standing.merged.into}: split them first"
                )
            if people.depth(customer_id) + 1 > LONGEST_CHAIN:
                raise NotNow(
                    f"more than {LONGEST_CHAIN} merges in a row: merge the others directly"
                )
            entry = replace(standing, merged=replace(merged, into=into))
            (numbered,) = await self._write([(entry, standing.version)])
        return numbered

    async def split(self, customer_id: str) -> Customer:
        """Take a merge back: whatever came by it is the customer's own again. Raises Unknown, NotNow."""
        async with self._turn:
            standing = self._known(customer_id)
            if standing.merged is None:
                raise NotNow(f"{customer_id} was not merged into anybody")
            (numbered,) = await self._write([(replace(standing, merged=None), standing.version)])
        return numbered

    async def share(self, entry: Shared) -> None:
        """Mark an identity as used by several people; durable on return."""
        await self._bus.publish([_draft(shared_key(entry.identity), entry)])

    async def unshare(self, identity: Identity) -> None:
        """Take the mark back; durable on return."""
        await self._bus.publish([_draft(shared_key(identity), None)])

    async def mark(self, entries: Sequence[Undeliverable]) -> None:
        """Write down how it stands with letters to these addresses; durable on return."""
        await self._bus.publish([_draft(undeliverable_key(one.identity), one) for one in entries])

    async def clear(self, identity: Identity, by: str, at: UnixSeconds) -> bool:
        """Have letters go to an address again; tell whether they did not. Durable on return."""
        known = self._directory.people.undeliverable(identity)
        if known is None or known.cleared_at is not None:
            return False
        await self.mark([replace(known, cleared_at=at, cleared_by=by)])
        return True

    def _known(self, customer_id: str) -> Customer:
        entry = self.entry(customer_id)
        if entry is None:
            raise Unknown(f"nobody is {customer_id}: PUT /v1/customers/{{id}} makes an entry")
        return entry

    async def _write(self, entries: Sequence[tuple[Customer, int]]) -> list[Customer]:
        """Write each as the version after the one that stands."""
        numbered = [replace(entry, version=version + 1) for entry, version in entries]
        if numbered:
            await self._bus.publish(
                [_draft(customer_key(one.facts.customer_id), one) for one in numbered]
            )
        self._written |= {one.facts.customer_id: one for one in numbered}
        return numbered

    async def _settled(self) -> None:
        """Wait until the directory has read what was written here. Raises Unavailable."""
        try:
            async with asyncio.timeout(_CATCHES_UP_WITHIN):
                while True:
                    moved = self._directory.moved
                    for customer_id in tuple(self._written):
                        self.entry(customer_id)
                    if not self._written:
                        return
                    await moved.wait()
        except TimeoutError:
            raise Unavailable("the directory lags behind what was written") from None


def unwritable(standing: Customer) -> str:
    """Return why nothing can be written to an entry; empty where it can."""
    if standing.merged is None:
        return ""
    merged = f"{standing.facts.customer_id} was merged into {standing.merged.into}"
    return f"{merged}: write there, or split them first"


def _draft(key: bytes, entry: Entry | None) -> Draft:
    return Draft(DIRECTORY, 0, key, None if entry is None else encode_entry(entry))
