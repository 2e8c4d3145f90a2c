"""What every service of a process stands on: the bus, the blobs, the clock, the secrets, the directory.

The only place that chooses a bus.
"""

import asyncio
import hashlib
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from services.channels.door import Secrets
from services.cli.clock import WallClock
from services.cli.failpoint import Reached, failpoint, passed
from services.cli.say import CouldNot, Wrong
from services.cli.settings import Settings
from switchboard.blobs import Blobs, open_blobs
from switchboard.bus.kafka import KafkaBus, Terms
from switchboard.bus.port import Bus, Unavailable
from switchboard.bus.sqlite import SqliteBus, Stage
from switchboard.clock import Clock
from switchboard.contracts.topics import topics
from switchboard.directory import Directory
from switchboard.metrics import Metrics

_MINIMUM = 16


class House(NamedTuple):
    """Made once a process."""

    settings: Settings
    bus: Bus
    blobs: Blobs
    clock: Clock
    metrics: Metrics
    directory: Directory
    secrets: Secrets
    embedded: bool
    """Whether the log is our own file."""
    reached: Reached = passed
    """Told how far work has come; tests have the process die there."""
    mail: socket.socket | None = None
    """Where mail servers come in; None: they don't."""
    url: str = ""
    """Where the pages of all services are reached from this machine; empty: the services run apart."""


@asynccontextmanager
async def open_bus(
    settings: Settings, clock: WallClock, reached: Reached = passed
) -> AsyncIterator[Bus]:
    """Open the bus that the settings name. Raises Wrong, CouldNot."""
    bus = await _bus(settings, clock, reached)
    try:
        yield bus
    finally:
        await bus.close()


async def _bus(settings: Settings, clock: WallClock, reached: Reached) -> Bus:
    parts = urlsplit(settings.bus_url)
    match parts.scheme:
        case "kafka":
            terms = Terms(replicas=settings.replication, reached=reached)
            return await KafkaBus.open(parts.netloc, clock, terms)
        case "sqlite":
            path = Path(settings.bus_url.removeprefix("sqlite:///"))
            return await _embedded(path, clock, settings.partitions, reached)
        case _:
            raise Wrong(
                f"SWITCHBOARD_BUS: {settings.bus_url!r} is no bus; "
                "write kafka://host:9092 or sqlite:///FILE"
            )


async def _embedded(path: Path, clock: WallClock, partitions: int, reached: Reached) -> SqliteBus:
    def staged(stage: Stage) -> None:
        reached(f"log.{stage}")

    try:
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        bus = await SqliteBus.open(str(path), clock, fault=staged)
    except (OSError, Unavailable) as fault:
        raise CouldNot(f"{path}: the embedded log can't be opened: {fault}") from None
    # The file is ours alone: its topics need nobody to create them.
    await bus.create(topics(partitions))
    return bus


async def require_topics(bus: Bus, settings: Settings) -> None:
    """Stop the start where the topics are not as they must be. Raises CouldNot."""
    try:
        wrong = await bus.check(topics(settings.partitions))
    except Unavailable as fault:
        raise CouldNot(f"{settings.bus_url}: the bus does not answer: {fault}") from None
    if wrong:
        raise CouldNot(f"{'; '.join(wrong)}; see `switchboard topics check`")


@asynccontextmanager
async def open_house(settings: Settings, secrets: Secrets) -> AsyncIterator[House]:
    """Open everything that services stand on. Raises Wrong, CouldNot."""
    clock, reached = WallClock(), failpoint(os.environ)
    try:
        blobs = open_blobs(settings.blobs_url)
    except ValueError as fault:
        raise Wrong(f"SWITCHBOARD_BLOBS: {fault}") from None
    async with open_bus(settings, clock, reached) as bus:
        await require_topics(bus, settings)
        embedded = isinstance(bus, SqliteBus)
        yield House(settings, bus, blobs, clock, Metrics(), Directory(), secrets, embedded, reached)


def secrets_of(settings: Settings) -> Secrets:
    """Return the secrets of the settings: the single services share them and start without none of them."""
    id_key = settings.id_key.get_secret_value().strip()
    token_keys = [key.strip() for key in settings.token_keys.get_secret_value().split(",")]
    for name, key in (("ID_KEY", id_key), ("TOKEN_KEYS", token_keys[0])):
        if len(key) < _MINIMUM:
            raise Wrong(
                f"SWITCHBOARD_{name} must hold a secret of at least {_MINIMUM} characters, the same for all "
                "services; make one with: openssl rand -hex 32"
            )
    return Secrets(id_key=_key(id_key), token_keys=tuple(_key(key) for key in token_keys if key))


def _key(secret: str) -> bytes:
    """Return 32 bytes, however long the secret is written."""
    return hashlib.sha256(secret.encode()).digest()
