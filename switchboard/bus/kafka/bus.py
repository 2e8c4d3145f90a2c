"""The log on Kafka: opens what moves records, and closes all of it. Every wait is bounded."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from switchboard.bus.kafka.asking import Asking
from switchboard.bus.kafka.membership import KafkaMember
from switchboard.bus.kafka.publishing import Door
from switchboard.bus.kafka.reading import KafkaReader, open_reader
from switchboard.bus.kafka.soundness import require_soundness
from switchboard.bus.kafka.terms import Terms
from switchboard.bus.kafka.writing import KafkaWriter, open_writer
from switchboard.bus.port import Draft, Extent, Position, Spot
from switchboard.clock import Clock
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import UnixSeconds

_CLOSING: Final = 4.5


class _Closes(Protocol):
    async def close(self) -> None: ...


_HandedOut = KafkaReader | KafkaMember | KafkaWriter


class KafkaBus:
    """`switchboard.bus.port.Bus` over Kafka."""

    def __init__(self, servers: str, clock: Clock, terms: Terms) -> None:
        self._servers = servers
        self._clock = clock
        self._terms = terms
        self._last_stamp = 0
        self._door = Door(servers, self._stamp, terms.patience)
        self._asking = Asking(servers, terms)
        self._handed_out: set[_HandedOut] = set()

    @classmethod
    async def open(cls, servers: str, clock: Clock, terms: Terms | None = None) -> "KafkaBus":
        """Return the bus at `servers` ("host:port,host:port"), which needn't answer yet.

        Raises BrokenInstallation.
        """
        require_soundness()
        return cls(servers, clock, terms or Terms())

    async def publish(self, drafts: Sequence[Draft]) -> list[Position]:
        """As the port says."""
        return await self._door.publish(drafts)

    async def reader(self, starts: Mapping[Spot, int]) -> KafkaReader:
        """As the port says. Raises Unavailable."""
        reader = await open_reader(self._servers, starts, self._terms.patience)
        self._remember(reader)
        return reader

    async def member(self, group: str, topic: str) -> KafkaMember:
        """As the port says. Raises Unavailable."""
        member = KafkaMember(self._servers, group, topic, self._terms)
        await member.join()
        self._remember(member)
        return member

    async def writer(self, identity: str) -> KafkaWriter:
        """As the port says. Raises Unavailable."""
        writer = await open_writer(self._servers, identity, self._stamp, self._terms)
        self._remember(writer)
        return writer

    async def extent(self, topic: str) -> dict[int, Extent]:
        """As the port says. Raises Unavailable."""
        return await self._asking.extent(topic)

    async def offset_at(self, topic: str, at: UnixSeconds) -> dict[int, int]:
        """As the port says. Raises Unavailable."""
        return await self._asking.offset_at(topic, at)

    async def create(self, topics: Sequence[Topic]) -> None:
        """As the port says; on return all of them can be written to. Raises Unavailable."""
        await self._asking.create(topics)

    async def check(self, topics: Sequence[Topic]) -> list[str]:
        """As the port says; also looks at what the brokers themselves are set to. Raises Unavailable."""
        return await self._asking.check(topics)

    async def close(self) -> None:
        """As the port says."""
        closing: list[_Closes] = [*self._handed_out, self._door, self._asking]
        tasks = [asyncio.ensure_future(each.close()) for each in closing]
        await asyncio.wait(tasks, timeout=_CLOSING)

    def _remember(self, one: _HandedOut) -> None:
        """Keep what we must close, and forget what its user has closed."""
        self._handed_out = {each for each in self._handed_out if not each.closed} | {one}

    def _stamp(self) -> int:
        """Return the clock's milliseconds, never less than before: the log's time doesn't run backwards."""
        self._last_stamp = max(self._last_stamp, round(self._clock.now() * 1000))
        return self._last_stamp
