"""The directory, as one process holds it: customers by identity, API keys by id. A fold of its topic.

Ready once it has read all that was there when it began; a channel stamps no facts before. Whom an identity
names is said in `people`.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from switchboard.bus.port import Bus, OutOfRange, Record, Spot, Unavailable
from switchboard.contracts import topics
from switchboard.contracts.codec import Unreadable, decode_entry
from switchboard.contracts.customer import (
    ApiKey,
    Customer,
    CustomerFacts,
    Shared,
    Staff,
    StrategyWanted,
    Undeliverable,
)
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Identity, Seconds
from switchboard.people import People

_log: Final = logging.getLogger(__name__)
_BATCH: Final = 500
_WAIT: Final = Seconds(30.0)
_PAUSE: Final = 1.0


def customer_key(customer_id: str) -> bytes:
    """Return the key of a customer's record."""
    return f"customer:{customer_id}".encode()


def staff_key(staff_id: str) -> bytes:
    """Return the key of the record of one of ours."""
    return f"staff:{staff_id}".encode()


STRATEGY_KEY: Final = b"strategy"


def api_key_key(key_id: str) -> bytes:
    """Return the key of an API key's record."""
    return f"key:{key_id}".encode()


def shared_key(identity: Identity) -> bytes:
    """Return the key of the mark that several people use an identity."""
    return f"shared:{identity_key(identity)}".encode()


def undeliverable_key(identity: Identity) -> bytes:
    """Return the key of what is known of letters to an address."""
    return f"undeliverable:{identity_key(identity)}".encode()


class Directory:
    """Who is known. `apply` is its only way to change."""

    def __init__(self) -> None:
        self.ready = False
        self.strategy: StrategyWanted | None = None
        self.moved = asyncio.Event()
        """Set after the next change, and another put in its place: take it, look, then wait for it."""
        self.people = People()
        self.staff: dict[str, Staff] = {}
        """Ours by their id, disabled ones included."""
        self._keys: dict[str, ApiKey] = {}
        self._key_seen = False

    def apply(self, records: Iterable[Record]) -> None:
        """Fold records in; one that can't be read is passed over, and logged."""
        for record in records:
            try:
                self._fold(record.key, record.value)
            except Unreadable:
                # What is wrong with it may quote a customer's name.
                _log.error("directory entry unreadable", extra={"offset": record.offset})
        self._tell()

    def caught_up(self) -> None:
        """Take note that all which was there at the beginning has been read."""
        if not self.ready:
            self.ready = True
            self._tell()

    async def until_ready(self) -> None:
        """Wait until all that was there at the beginning has been read."""
        while not self.ready:
            await self.moved.wait()

    def _tell(self) -> None:
        self.moved.set()
        self.moved = asyncio.Event()

    def _fold(self, key: bytes, value: bytes | None) -> None:
        if value is None:
            self._forget(key)
            return
        match decode_entry(value):
            case Customer() as entry:
                self.people.stand(entry)
            case ApiKey() as entry:
                self._keys[entry.key_id] = entry
                self._key_seen = True
            case StrategyWanted() as entry:
                self.strategy = entry
            case Shared() as entry:
                self.people.share(identity_key(entry.identity), entry)
            case Undeliverable() as entry:
                self.people.mark(identity_key(entry.identity), entry)
            case Staff() as entry:
                self.staff[entry.staff_id] = entry
            case other:
                assert_never(other)

    def _forget(self, key: bytes) -> None:
        kind, _, name = key.decode("utf-8", "replace").partition(":")
        match kind:
            case "customer":
                self.people.leave(name)
            case "key":
                self._keys.pop(name, None)
            case "staff":
                self.staff.pop(name, None)
            case "shared":
                self.people.share(name, None)
            case "undeliverable":
                self.people.mark(name, None)
            case _:
                return  # A strategy that was wanted once is wanted until another is.

    def facts(self, identities: Sequence[Identity]) -> CustomerFacts | None:
        """Return what is known of the one customer whom the identities name; None for nobody or for several."""
        return self.people.facts(identities)

    def customer(self, customer_id: str) -> Customer | None:
        """Return the entry of a customer."""
        return self.people.customer(customer_id)

    def api_key(self, key_id: str) -> ApiKey | None:
        """Return an API key, revoked ones included."""
        return self._keys.get(key_id)

    def api_keys(self) -> list[ApiKey]:
        """Return every API key, revoked ones included."""
        return list(self._keys.values())

    @property
    def keys_exist(self) -> bool:
        """Whether a key was ever created here: from then on nobody comes in without one."""
        return self._key_seen


async def follow(bus: Bus, directory: Directory) -> None:
    """Keep `directory` up to date until cancelled; a bus that doesn't answer is asked again."""
    while True:
        try:
            await _follow(bus, directory)
        except (Unavailable, OutOfRange) as fault:
            _log.warning("directory not followed", extra={"why": str(fault)})
            await asyncio.sleep(_PAUSE)


async def _follow(bus: Bus, directory: Directory) -> None:
    extents = await bus.extent(topics.DIRECTORY)
    starts = {Spot(topics.DIRECTORY, n): extent.begin for n, extent in extents.items()}
    reader = await bus.reader(starts)
    try:
        while True:
            if all(reader.position(spot) >= extents[spot.partition].end for spot in starts):
                directory.caught_up()
            directory.apply(await reader.batch(_BATCH, _WAIT if directory.ready else Seconds(0.2)))
    finally:
        await reader.close()
