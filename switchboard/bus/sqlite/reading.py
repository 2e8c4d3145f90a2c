"""Looking at the log off the event loop: each look is one snapshot, on a connection of its own."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import apsw

from switchboard.bus.port import Unavailable
from switchboard.bus.sqlite.file import Shelf
from switchboard.contracts.values import Seconds

T = TypeVar("T")


class Reading:
    """A few threads that read; none of them ever writes."""

    def __init__(self, shelf: Shelf, threads: int) -> None:
        self._shelf = shelf
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="reading")
        self._closed = False

    async def ask(self, look: Callable[[apsw.Connection], T]) -> T:
        """Return what `look` sees in one snapshot."""
        if self._closed:
            raise Unavailable("the log is closed")
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._look, look)

    def _look(self, look: Callable[[apsw.Connection], T]) -> T:
        with self._shelf.take() as db:
            try:
                return _snapshot(db, look)
            except apsw.Error as why:
                raise Unavailable(f"the log could not be read: {why}") from why

    async def close(self, within: Seconds) -> None:
        """Let looks under way end; whoever comes later is turned away."""
        self._closed = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await asyncio.to_thread(self._threads.shutdown)
        await asyncio.to_thread(self._shelf.close, Seconds(0.1))


def _snapshot(db: apsw.Connection, look: Callable[[apsw.Connection], T]) -> T:
    db.execute("BEGIN")
    try:
        return look(db)
    finally:
        db.execute("ROLLBACK")
