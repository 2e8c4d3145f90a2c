"""The log in SQL: appending within an open transaction, and what a snapshot of it holds. Plain calls, no threads."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import Final, NamedTuple

import apsw
import msgspec

from switchboard.bus.port import (
    Draft,
    Extent,
    Fenced,
    Header,
    OutOfRange,
    Position,
    Record,
    Spot,
    Unavailable,
)
from switchboard.contracts.values import UnixSeconds

OFFSET_BITS: Final = 40

_headers: Final = msgspec.msgpack.Decoder(tuple[Header, ...])
_encoder: Final = msgspec.msgpack.Encoder()
_NO_HEADERS: Final = _encoder.encode(())

_Row = tuple[int, UnixSeconds, bytes, bytes, bytes | None]
_AT_ONCE: Final = 16
_INSERT: Final = "INSERT INTO records (id, at, key, headers, value) VALUES (?, ?, ?, ?, ?)"
_INSERT_MANY: Final = _INSERT + ", (?, ?, ?, ?, ?)" * (_AT_ONCE - 1)


class Tail(NamedTuple):
    """Where a partition ends."""

    spot_id: int
    first: int
    next: int
    last_at: UnixSeconds


class Ledger:
    """One transaction under way. Whatever refuses does so before it has written anything."""

    def __init__(self, db: apsw.Connection, now: UnixSeconds) -> None:
        self.db = db
        self._now = now
        self._tails: dict[Spot, Tail] = {}
        self._rows: list[_Row] = []
        self.touched: set[Spot | str] = set()
        """Whom to wake once this is durable: followers of partitions, members of groups."""

    def append(self, drafts: Sequence[Draft]) -> list[Position]:
        """Append each; one that names no known partition refuses them all."""
        for topic, partition in {(draft.topic, draft.partition) for draft in drafts}:
            self._tail(Spot(topic, partition))
        return [
            position
            for spot, run in groupby(drafts, lambda draft: Spot(draft.topic, draft.partition))
            for position in self._extend(spot, list(run))
        ]

    def commit_as(self, identity: str, epoch: int, drafts: Sequence[Draft]) -> list[Position]:
        """Append for the writer of `identity`, unless a younger one has taken it over.

        Leaves one offset empty behind the records, as Kafka's commit marker does: so nobody who
        counts offsets instead of asking for them passes a test here and fails there.
        """
        if epoch_of(self.db, identity) != epoch:
            raise Fenced(f"another writer took {identity} over")
        positions = self.append(drafts)
        for spot in {Spot(draft.topic, draft.partition) for draft in drafts}:
            self._tails[spot] = self._tails[spot]._replace(next=self._tails[spot].next + 1)
        return positions

    def close(self) -> None:
        """Write what was appended, all of it at once, and where the partitions end now."""
        self._insert()
        self.db.executemany(
            "UPDATE spots SET next = ?, last_at = ? WHERE id = ?",
            [
                (tail.next, tail.last_at, tail.spot_id)
                for spot, tail in self._tails.items()
                if spot in self.touched
            ],
        )

    def _extend(self, spot: Spot, drafts: Sequence[Draft]) -> list[Position]:
        tail = self._tails[spot]
        at = max(self._now, tail.last_at)
        ident = tail.spot_id << OFFSET_BITS | tail.next
        self._rows += [
            (ident + n, at, draft.key, _packed(draft.headers), draft.value)
            for n, draft in enumerate(drafts)
        ]
        self._tails[spot] = tail._replace(next=tail.next + len(drafts), last_at=at)
        self.touched.add(spot)
        return [Position(*spot, tail.next + n) for n in range(len(drafts))]

    def _insert(self) -> None:
        """Many rows a statement: between two of them the event loop's thread would have to be waited for."""
        self._rows.sort(key=itemgetter(0))
        whole = len(self._rows) - len(self._rows) % _AT_ONCE
        for start in range(0, whole, _AT_ONCE):
            rows = self._rows[start : start + _AT_ONCE]
            self.db.execute(_INSERT_MANY, tuple(chain.from_iterable(rows)))
        self.db.executemany(_INSERT, self._rows[whole:])
        self._rows = []

    def _tail(self, spot: Spot) -> Tail:
        if spot not in self._tails:
            self._tails[spot] = tail_of(self.db, spot)
        return self._tails[spot]


def _packed(headers: tuple[Header, ...]) -> bytes:
    return _encoder.encode(headers) if headers else _NO_HEADERS


def epoch_of(db: apsw.Connection, identity: str) -> int:
    row = db.execute("SELECT epoch FROM writers WHERE identity = ?", (identity,)).fetchone()
    return row[0] if row else 0


def take_over(db: apsw.Connection, identity: str) -> int:
    """Fence every older writer of `identity`; return the epoch of the new one."""
    epoch = epoch_of(db, identity) + 1
    db.execute("INSERT OR REPLACE INTO writers (identity, epoch) VALUES (?, ?)", (identity, epoch))
    return epoch


def tail_of(db: apsw.Connection, spot: Spot) -> Tail:
    row = db.execute(
        "SELECT id, first, next, last_at FROM spots WHERE topic = ? AND partition = ?", spot
    ).fetchone()
    if row is None:
        raise Unavailable(f"there is no {spot.topic}/{spot.partition}: create the topics first")
    return Tail(*row)


def tails(db: apsw.Connection, topic: str) -> dict[int, Tail]:
    """Return the end of each partition of `topic`."""
    rows = db.execute(
        "SELECT partition, id, first, next, last_at FROM spots WHERE topic = ? ORDER BY partition",
        (topic,),
    )
    found = {row[0]: Tail(*row[1:]) for row in rows}
    if not found:
        raise Unavailable(f"there is no topic {topic}: create the topics first")
    return found


def extents(db: apsw.Connection, topic: str) -> dict[int, Extent]:
    return {n: Extent(tail.first, tail.next) for n, tail in tails(db, topic).items()}


class Page:
    """What one look at the log gave: records, and where each partition looked at goes on."""

    def __init__(self, limit: int, limit_bytes: int) -> None:
        self.records: list[Record] = []
        self.positions: dict[Spot, int] = {}
        self._limit = limit
        self._room = limit_bytes

    @property
    def full(self) -> bool:
        return self._room <= 0 or len(self.records) >= self._limit

    def take(self, record: Record) -> None:
        self.records.append(record)
        self.positions[Spot(record.topic, record.partition)] = record.offset + 1
        self._room -= len(record.key) + len(record.value or b"")


def read(db: apsw.Connection, positions: Mapping[Spot, int], limit: int, limit_bytes: int) -> Page:
    """Read on from `positions`, in their order, until `limit` records or `limit_bytes` are there."""
    page = Page(limit, limit_bytes)
    for spot, offset in positions.items():
        tail = tail_of(db, spot)
        if not tail.first <= offset <= tail.next:
            raise OutOfRange(
                f"{spot.topic}/{spot.partition} holds {tail.first}..{tail.next}, not {offset}"
            )
        _fill(db, page, spot, tail, offset)
        if page.full:
            break
    return page


def _fill(db: apsw.Connection, page: Page, spot: Spot, tail: Tail, offset: int) -> None:
    for record in _records(db, spot, tail, offset):
        if page.full:
            return
        page.take(record)
    page.positions[spot] = tail.next  # Nothing but gaps is left in this snapshot.


def _records(db: apsw.Connection, spot: Spot, tail: Tail, offset: int) -> Iterator[Record]:
    base = tail.spot_id << OFFSET_BITS
    if offset >= tail.next:
        return
    for ident, at, key, headers, value in db.execute(
        "SELECT id, at, key, headers, value FROM records WHERE id >= ? AND id < ? ORDER BY id",
        (base | offset, base | tail.next),
    ):
        yield Record(*spot, ident - base, at, key, value, _headers.decode(headers))


def offset_at(db: apsw.Connection, tail: Tail, at: UnixSeconds) -> int:
    """Return the first offset that is not older than `at`: append times never go backwards, so halving finds it."""
    low, high = tail.first, tail.next
    while low < high:
        middle = (low + high) // 2
        found = _next_record(db, tail, middle)
        if found is None or found[1] >= at:
            high = middle
        else:
            low = found[0] + 1
    found = _next_record(db, tail, low)
    return found[0] if found else tail.next


def _next_record(db: apsw.Connection, tail: Tail, offset: int) -> tuple[int, UnixSeconds] | None:
    base = tail.spot_id << OFFSET_BITS
    row = db.execute(
        "SELECT id, at FROM records WHERE id >= ? AND id < ? ORDER BY id LIMIT 1",
        (base | offset, base | tail.next),
    ).fetchone()
    return (row[0] - base, row[1]) if row else None
