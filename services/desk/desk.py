"""The desk as its routes hold it: what it reads from, what it writes to, and whom it lets in."""

from collections.abc import Callable
from typing import NamedTuple

from services.desk.awaited import Awaited
from services.desk.enrol import Enrolment
from services.desk.store import Store
from switchboard.blobs import Blobs
from switchboard.bus.port import Bus
from switchboard.clock import Clock
from switchboard.contracts.topics import PARTITIONS
from switchboard.directory import Directory
from switchboard.http.access import Gate
from switchboard.http.body import Room


def _unknown() -> frozenset[str]:
    return frozenset()


class Desk(NamedTuple):
    """Made once, at the root."""

    bus: Bus
    store: Store
    blobs: Blobs
    directory: Directory
    enrolment: Enrolment
    awaited: Awaited
    gate: Gate
    room: Room
    clock: Clock
    fresh: Callable[[], str]
    """A new id, never given before."""
    id_key: bytes
    partitions: int = PARTITIONS
    region: str = ""
    """ISO 3166 code of telephone numbers without a country; empty: none is assumed."""
    departments: Callable[[], frozenset[str]] = _unknown
    """Those of the strategy in force; none while it isn't known: then only the router can refuse one."""
