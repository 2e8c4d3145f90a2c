"""The file under the embedded log: its tables, and how a connection to it is opened.

Durable means `synchronous=FULL` on a write-ahead log: a commit returns after its fsync.
"""

import contextlib
import queue
from collections.abc import Iterator
from typing import Final

import apsw

from switchboard.bus.port import Unavailable
from switchboard.bus.sqlite.terms import MEMORY
from switchboard.contracts.values import Seconds

_FORMAT: Final = 1

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS topics (
    name TEXT PRIMARY KEY, partitions INTEGER NOT NULL, keep REAL NOT NULL, compacted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a partition. `first` and `next` bound its offsets; `next` never shrinks, whatever is deleted.
CREATE TABLE IF NOT EXISTS spots (
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL,
    first INTEGER NOT NULL DEFAULT 0, next INTEGER NOT NULL DEFAULT 0,
    last_at REAL NOT NULL DEFAULT 0, cleaned INTEGER NOT NULL DEFAULT 0,
    UNIQUE (topic, partition)
) STRICT;

-- id = spot << 40 | offset: one tree, each partition a run in it, appended to at its end.
-- The value stands last, so that compaction reads keys without touching it.
CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, key BLOB NOT NULL, headers BLOB NOT NULL, value BLOB
) STRICT;

CREATE TABLE IF NOT EXISTS writers (identity TEXT PRIMARY KEY, epoch INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS groups (
    name TEXT NOT NULL, topic TEXT NOT NULL, PRIMARY KEY (name, topic)
) STRICT, WITHOUT ROWID;

-- A seat's number is never given twice, so it orders members without a clock or a random id.
CREATE TABLE IF NOT EXISTS seats (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, topic TEXT NOT NULL, beat REAL NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS progress (
    name TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (name, topic, partition)
) STRICT, WITHOUT ROWID;
"""


class Shelf:
    """Connections, each in the hands of one thread at a time."""

    def __init__(self, *connections: apsw.Connection) -> None:
        self._free: queue.SimpleQueue[apsw.Connection] = queue.SimpleQueue()
        self._size = len(connections)
        for db in connections:
            self._free.put(db)

    @contextlib.contextmanager
    def take(self) -> Iterator[apsw.Connection]:
        db = self._free.get()
        try:
            yield db
        finally:
            self._free.put(db)

    def close(self, within: Seconds) -> None:
        """Close every connection that comes back in time; the others end with the process."""
        with contextlib.suppress(queue.Empty):
            for _ in range(self._size):
                self._free.get(timeout=within).close()
        self._size = 0


def open_shelves(path: str, readers: int, lock_within: Seconds) -> tuple[Shelf, Shelf]:
    """Return the writer's shelf and the readers'. In memory both are one: there is a single connection."""
    writer = _connect(path, lock_within)
    _prepare(writer, path)
    writing = Shelf(writer)
    if path == MEMORY:
        return writing, writing
    return writing, Shelf(*(_connect(path, lock_within) for _ in range(readers)))


def _connect(path: str, lock_within: Seconds) -> apsw.Connection:
    db = apsw.Connection(path)
    db.set_busy_timeout(int(lock_within * 1000))
    db.pragma("journal_mode", "wal")
    db.pragma("synchronous", "full")
    db.pragma("secure_delete", "on")  # What is erased must not linger in free pages.
    db.pragma("wal_autocheckpoint", 2000)
    db.pragma("journal_size_limit", 64_000_000)
    return db


def _prepare(db: apsw.Connection, path: str) -> None:
    db.execute("BEGIN IMMEDIATE")
    with contextlib.ExitStack() as undo:
        undo.callback(db.execute, "ROLLBACK")
        found = int(db.pragma("user_version"))
        if found > _FORMAT:
            raise Unavailable(f"{path} was written by a newer version (format {found}); upgrade me")
        db.execute(_TABLES)
        db.pragma("user_version", _FORMAT)
        db.execute("COMMIT")
        undo.pop_all()
