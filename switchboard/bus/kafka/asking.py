"""Asks the broker over connections that the first question opens and a fault drops. Bounded; asks once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient

from switchboard.bus.kafka import questions
from switchboard.bus.kafka.endings import FAULTS, discard_admin, discard_consumer
from switchboard.bus.kafka.questions import Line
from switchboard.bus.kafka.reaching import reach
from switchboard.bus.kafka.terms import Terms
from switchboard.bus.port import Extent, Unavailable
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import UnixSeconds

_REQUEST_TIMEOUT_MS: Final = 10_000
_CLOSING: Final = 1.0

_Answer = TypeVar("_Answer")


class Asking:
    """The questions of `switchboard.bus.port.Bus`."""

    def __init__(self, servers: str, terms: Terms) -> None:
        self._servers = servers
        self._terms = terms
        self._line: Line | None = None
        self._opening = asyncio.Lock()

    async def extent(self, topic: str) -> dict[int, Extent]:
        """Return where each partition begins and ends, committed records only."""
        return await self._ask(lambda line: questions.extent(line, topic))

    async def offset_at(self, topic: str, at: UnixSeconds) -> dict[int, int]:
        """Return the first offset of each partition whose record is not older than `at`, else its end."""
        return await self._ask(lambda line: questions.offset_at(line, topic, at))

    async def create(self, topics: Sequence[Topic]) -> None:
        """Create what is missing, and wait until it can be written to."""
        await self._ask(lambda line: questions.create(line, topics, self._terms))

    async def check(self, topics: Sequence[Topic]) -> list[str]:
        """Return what is wrong with topics and brokers."""
        return await self._ask(lambda line: questions.check(line, topics, self._terms))

    async def close(self) -> None:
        """Let go of the connections."""
        line, self._line = self._line, None
        if line is not None:
            await _hang_up(line)

    async def _ask(self, question: Callable[[Line], Awaitable[_Answer]]) -> _Answer:
        try:
            async with asyncio.timeout(self._terms.patience):
                return await question(await self._opened())
        except FAULTS as raised:
            await self.close()
            raise Unavailable(f"Kafka does not answer: {raised!r}") from raised

    async def _opened(self) -> Line:
        async with self._opening:
            if self._line is None:
                self._line = await self._open()
            return self._line

    async def _open(self) -> Line:
        line = Line(
            AIOKafkaAdminClient(
                bootstrap_servers=self._servers, request_timeout_ms=_REQUEST_TIMEOUT_MS
            ),
            AIOKafkaConsumer(
                bootstrap_servers=self._servers,
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="none",
                isolation_level="read_committed",
                request_timeout_ms=_REQUEST_TIMEOUT_MS,
                retry_backoff_ms=20,  # it learns of each topic by failing once
            ),
        )
        try:
            clients = (line.admin._client, line.consumer._client)  # noqa: SLF001  (see there)
            await asyncio.gather(*(reach(client, self._terms.patience) for client in clients))
            await line.admin.start()
            await line.consumer.start()
        except BaseException:
            await _hang_up(line)
            raise
        return line


async def _hang_up(line: Line) -> None:
    await discard_consumer(line.consumer, _CLOSING)
    await discard_admin(line.admin)
