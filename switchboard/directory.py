"""The directory, as one process holds it: customers by identity, API keys by id. A fold of its topic.

Ready once it has read all that was there when it began; a channel stamps no facts before. An identity that
two customers claim is shared: it names nobody, until one of them gives it up.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from switchboard.bus.port import Bus, OutOfRange, Record, Spot, Unavailable
from switchboard.contracts import topics
from switchboard.contracts.codec import Unreadable, decode_entry
from switchboard.contracts.customer import ApiKey, Customer, CustomerFacts, StrategyWanted
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Identity, Seconds

_log: Final = logging.getLogger(__name__)
_BATCH: Final = 500
_WAIT: Final = Seconds(30.0)
_PAUSE: Final = 1.0


def customer_key(customer_id: str) -> bytes:
    """Return the key of a customer's record."""
    return f"customer:{customer_id}".encode()


STRATEGY_KEY: Final = b"strategy"


def api_key_key(key_id: str) -> bytes:
    """Return the key of an API key's record."""
    return f"key:{key_id}".encode()


class Directory:
    """Who is known. `apply` is its only way to change."""

    def __init__(self) -> None:
        self.ready = False
        self.strategy: StrategyWanted | None = None
        self.moved = asyncio.Event()
        """Set after the next change, and another put in its place: take it, look, then wait for it."""
        self._customers: dict[bytes, Customer] = {}
        self._claims: dict[str, set[bytes]] = {}
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
        entry = None if value is None else decode_entry(value)
        self._forget(key)
        match entry:
            case None:
                return
            case Customer():
                self._customers[key] = entry
                for identity in _identities(entry):
                    self._claims.setdefault(identity, set()).add(key)
            case ApiKey():
                self._keys[entry.key_id] = entry
                self._key_seen = True
            case StrategyWanted():
                self.strategy = entry
            case _:
                assert_never(entry)

    def _forget(self, key: bytes) -> None:
        self._keys.pop(key.decode("utf-8", "replace").removeprefix("key:"), None)
        old = self._customers.pop(key, None)
        for identity in _identities(old) if old else ():
            self._claims[identity].discard(key)
            if not self._claims[identity]:
                del self._claims[identity]

    def facts(self, identities: Sequence[Identity]) -> CustomerFacts | None:
        """Return what is known of the one customer whom the identities name; None for nobody or for several."""
        named = {
            next(iter(claims))
            for identity in identities
            if len(claims := self._claims.get(identity_key(identity), set())) == 1
        }
        return self._customers[named.pop()].facts if len(named) == 1 else None

    def customer(self, customer_id: str) -> Customer | None:
        """Return the entry of a customer."""
        return self._customers.get(customer_key(customer_id))

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


def _identities(customer: Customer) -> set[str]:
    own = Identity(f"customer:{customer.facts.customer_id}")
    return {identity_key(identity) for identity in (own, *customer.identities)}


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
