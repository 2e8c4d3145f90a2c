"""What a record weighs on the wire, and how many bytes may be under way at once. Knows no broker."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiokafka.record.default_records import DefaultRecordBatchBuilder

from switchboard.bus.port import Draft, TooLarge
from switchboard.contracts.topics import MAX_RECORD_BYTES


def weight(draft: Draft) -> int:
    """Return the most that the broker counts for a batch of this record alone."""
    headers = list(draft.headers)
    estimate: int = DefaultRecordBatchBuilder.estimate_size_in_bytes(
        draft.key, draft.value, headers
    )
    return estimate


def weigh(drafts: Iterable[Draft]) -> int:
    """Return the weight of all. Raises TooLarge where one is more than a topic takes."""
    whole = 0
    for draft in drafts:
        bytes_of_it = weight(draft)
        if bytes_of_it > MAX_RECORD_BYTES:
            key = draft.key.decode(errors="replace")
            raise TooLarge(f"{draft.topic} {key}: {bytes_of_it} bytes, at most {MAX_RECORD_BYTES}")
        whole += bytes_of_it
    return whole


class Room:
    """A number of bytes, given out in the order of asking and taken back."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._free = size
        self._queue: deque[tuple[int, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def taken(self, amount: int) -> AsyncIterator[None]:
        """Hold `amount` while the block runs, as soon as it is free; more than there is takes all."""
        amount = min(amount, self._size)
        await self._take(amount)
        try:
            yield
        finally:
            self._give_back(amount)

    async def _take(self, amount: int) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._queue.append((amount, turn))
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._admit()  # we may have stood at the head
            else:
                self._give_back(amount)
            raise

    def _give_back(self, amount: int) -> None:
        self._free += amount
        self._admit()

    def _admit(self) -> None:
        while self._queue:
            amount, turn = self._queue[0]
            if not turn.cancelled():
                if amount > self._free:
                    return
                self._free -= amount
                turn.set_result(None)
            self._queue.popleft()
