"""An installation of its own on a broker that many tests share: the same bus, every name with a prefix."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from switchboard.bus.port import (
    Bus,
    Draft,
    Extent,
    Member,
    Position,
    Reader,
    Record,
    Spot,
    Writer,
)
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds, UnixSeconds


class Apart:
    """`switchboard.bus.port.Bus` that puts `prefix` before each topic, group and identity."""

    def __init__(self, bus: Bus, prefix: str) -> None:
        self._bus = bus
        self._prefix = prefix

    def _there(self, topic: str) -> str:
        return f"{self._prefix}{topic}"

    def _out(self, drafts: Sequence[Draft]) -> list[Draft]:
        return [draft._replace(topic=self._there(draft.topic)) for draft in drafts]

    def _back(self, positions: Sequence[Position]) -> list[Position]:
        return [at._replace(topic=at.topic.removeprefix(self._prefix)) for at in positions]

    async def publish(self, drafts: Sequence[Draft]) -> list[Position]:
        return self._back(await self._bus.publish(self._out(drafts)))

    async def reader(self, starts: Mapping[Spot, int]) -> Reader:
        there = {Spot(self._there(spot.topic), spot.partition): at for spot, at in starts.items()}
        return _Reader(await self._bus.reader(there), self._prefix)

    async def member(self, group: str, topic: str) -> Member:
        return await self._bus.member(self._there(group), self._there(topic))

    async def writer(self, identity: str) -> Writer:
        return _Writer(await self._bus.writer(self._there(identity)), self)

    async def extent(self, topic: str) -> dict[int, Extent]:
        return await self._bus.extent(self._there(topic))

    async def offset_at(self, topic: str, at: UnixSeconds) -> dict[int, int]:
        return await self._bus.offset_at(self._there(topic), at)

    async def create(self, topics: Sequence[Topic]) -> None:
        await self._bus.create([replace(one, name=self._there(one.name)) for one in topics])

    async def check(self, topics: Sequence[Topic]) -> list[str]:
        return await self._bus.check([replace(one, name=self._there(one.name)) for one in topics])

    async def close(self) -> None:
        await self._bus.close()


class _Reader:
    def __init__(self, reader: Reader, prefix: str) -> None:
        self._reader = reader
        self._prefix = prefix

    async def batch(self, limit: int, wait: Seconds) -> list[Record]:
        found = await self._reader.batch(limit, wait)
        return [one._replace(topic=one.topic.removeprefix(self._prefix)) for one in found]

    def position(self, spot: Spot) -> int:
        return self._reader.position(Spot(f"{self._prefix}{spot.topic}", spot.partition))

    async def close(self) -> None:
        await self._reader.close()


class _Writer:
    def __init__(self, writer: Writer, apart: Apart) -> None:
        self._writer = writer
        self._apart = apart

    async def commit(self, drafts: Sequence[Draft]) -> list[Position]:
        return self._apart._back(await self._writer.commit(self._apart._out(drafts)))

    async def close(self) -> None:
        await self._writer.close()
