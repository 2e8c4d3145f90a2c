"""A budget of bytes: how much of what customers sent may be worked on at once. First come, first served."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Budget:
    """So many bytes. What is larger than all of it waits until nothing else is under way, and goes alone."""

    def __init__(self, bytes_: int) -> None:
        self._whole = self._left = bytes_
        self._queue = asyncio.Lock()
        self._freed = asyncio.Event()

    @asynccontextmanager
    async def share(self, size: int) -> AsyncIterator[None]:
        """Hold `size` bytes for the block; wait until they are free."""
        share = min(size, self._whole)
        async with (
            self._queue
        ):  # Small ones that came later must not keep a large one waiting for ever.
            while self._left < share:
                self._freed.clear()
                await self._freed.wait()
            self._left -= share
        try:
            yield
        finally:
            self._left += share
            self._freed.set()
