"""The desk's memory: projection and archive in one SQLite file, moved on with their offsets or not at all.

One thread writes, a few read; none of them is the event loop's. Two desks on one file do no harm: what one has
applied changes nothing when the other comes with it.
"""

import asyncio
import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Final, Self, TypeVar

import apsw

from services.desk import rows
from services.desk.board import Change, change
from switchboard.bus.port import Record, Spot

T = TypeVar("T")

_READERS: Final = 3
_LOCK_MS: Final = 5_000


class Newer(Exception):
    """The file was written by a newer version of the desk: upgrade, or point this one at another file."""


class NotStored(Exception):
    """The file could not be written (a full disk, a lock held too long); trying again is safe."""


class Store:
    """An open file of the desk."""

    def __init__(self, path: Path, writer: apsw.Connection) -> None:
        self._writer = writer
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="desk-writes")
        self._reading = ThreadPoolExecutor(_READERS, thread_name_prefix="desk-reads")
        self._readers: queue.SimpleQueue[apsw.Connection] = queue.SimpleQueue()
        for _ in range(_READERS):
            self._readers.put(_connect(path))

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the file, made and brought up to date where needed. Raises Newer."""
        return await asyncio.to_thread(cls._open, path)

    @classmethod
    def _open(cls, path: Path) -> Self:
        writer = _connect(path)
        _migrate(writer, path)
        return cls(path, writer)

    async def apply(self, records: Sequence[Record], reached: Mapping[Spot, int]) -> list[Change]:
        """Move on by `records` up to `reached`, in one transaction; return what changed.

        A record that was applied before changes nothing. Raises NotStored, and what `board.change` raises.
        """
        return await self._write(lambda db: _apply(db, records, reached))

    async def positions(self) -> dict[Spot, int]:
        """Return the next offset of each partition that was ever read."""
        return await self.ask(rows.positions)

    async def forget(self) -> None:
        """Empty the projection, so that it is built again from the log; the archive stays."""
        await self._write(rows.forget)

    async def ask(self, question: Callable[[apsw.Connection], T]) -> T:
        """Return what `question` sees in one snapshot."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reading, self._look, question)

    async def close(self) -> None:
        """Finish what is under way, and let go of the file."""
        await asyncio.to_thread(self._close)

    async def _write(self, work: Callable[[apsw.Connection], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writing, self._commit, work)

    # What follows runs in the threads.

    def _commit(self, work: Callable[[apsw.Connection], T]) -> T:
        try:
            with _transaction(self._writer):
                done = work(self._writer)
        except apsw.Error as fault:
            raise NotStored(str(fault)) from fault
        return done

    def _look(self, question: Callable[[apsw.Connection], T]) -> T:
        db = self._readers.get()
        try:
            with db:
                answer = question(db)
        finally:
            self._readers.put(db)
        return answer

    def _close(self) -> None:
        self._writing.shutdown()
        self._reading.shutdown()
        for _ in range(_READERS):
            self._readers.get().close()
        self._writer.close()


def _apply(
    db: apsw.Connection, records: Sequence[Record], reached: Mapping[Spot, int]
) -> list[Change]:
    stored = rows.positions(db)
    fresh = [
        record
        for record in records
        if record.offset >= stored.get(Spot(record.topic, record.partition), 0)
    ]
    changes = [found for record in fresh if (found := change(record))]
    rows.write(db, changes)
    rows.note(db, {spot: max(to, stored.get(spot, 0)) for spot, to in reached.items()})
    return changes


def _connect(path: Path) -> apsw.Connection:
    db = apsw.Connection(str(path))
    db.set_busy_timeout(_LOCK_MS)
    db.pragma("journal_mode", "wal")
    # A power cut may undo the newest transactions, offsets included: the log has them still.
    db.pragma("synchronous", "normal")
    db.pragma("secure_delete", "on")  # What is erased must not linger in free pages.
    return db


@contextmanager
def _transaction(db: apsw.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _migrate(db: apsw.Connection, path: Path) -> None:
    steps = migrations()
    with _transaction(db):
        found = int(db.pragma("user_version"))
        if found > len(steps):
            raise Newer(f"{path} is of format {found}, this version knows {len(steps)}: upgrade")
        for number, step in enumerate(steps[found:], start=found + 1):
            db.execute(step)
            db.pragma("user_version", number)


def migrations() -> list[str]:
    """Return the steps from an empty file to today's, in order. The numbers of their files leave no gap."""
    folder = resources.files("services.desk") / "migrations"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )
    for number, file in enumerate(files, start=1):
        if not file.name.startswith(f"{number:04}_"):
            raise ValueError(f"{file.name} should be number {number:04}: migrations leave no gap")
    return [file.read_text(encoding="utf-8") for file in files]
