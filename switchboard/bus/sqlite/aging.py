"""What leaves the log, and when: retention and compaction, in pieces so small that writers hardly notice.

A record that some group has not got past stays, however old. Of a compacted topic a record goes once
it and its successor are both older than `keep`, and a tombstone once it is; the gaps remain.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import apsw

from switchboard.bus.port import Spot
from switchboard.bus.sqlite import seats
from switchboard.bus.sqlite.log import OFFSET_BITS, Ledger, Tail, offset_at, tail_of
from switchboard.bus.sqlite.reading import Reading
from switchboard.bus.sqlite.scribe import Scribe
from switchboard.bus.sqlite.topics import known
from switchboard.contracts.values import UnixSeconds

_PIECE: Final = 1000


async def tidy(scribe: Scribe, reading: Reading, now: UnixSeconds) -> None:
    """Delete what is due at `now`."""
    for topic in await reading.ask(known):
        old = UnixSeconds(now - topic.keep)
        for partition in range(topic.partitions):
            spot = Spot(topic.name, partition)
            if topic.compacted:
                await _compact(scribe, reading, spot, old)
            else:
                await _retire(scribe, reading, spot, old)


async def _retire(scribe: Scribe, reading: Reading, spot: Spot, old: UnixSeconds) -> None:
    def due(db: apsw.Connection) -> tuple[Tail, int]:
        tail = tail_of(db, spot)
        reached = seats.slowest(db, spot)
        end = offset_at(db, tail, old)
        return tail, end if reached is None else min(end, reached)

    tail, end = await reading.ask(due)
    for first in _steps(tail.first, end):
        await scribe.ask(partial(_begin_at, tail.spot_id, first))


def _steps(first: int, end: int) -> Iterator[int]:
    while first < end:
        first = min(first + _PIECE, end)
        yield first


def _begin_at(spot_id: int, first: int, ledger: Ledger) -> None:
    base = spot_id << OFFSET_BITS
    ledger.db.execute("DELETE FROM records WHERE id >= ? AND id < ?", (base, base | first))
    ledger.db.execute("UPDATE spots SET first = max(first, ?) WHERE id = ?", (first, spot_id))


async def _compact(scribe: Scribe, reading: Reading, spot: Spot, old: UnixSeconds) -> None:
    def due(db: apsw.Connection) -> tuple[Tail, int, list[int]]:
        tail = tail_of(db, spot)
        end = offset_at(db, tail, old)
        return tail, end, _superseded(db, tail.spot_id, end)

    tail, end, doomed = await reading.ask(due)
    for piece in _pieces(doomed):
        await scribe.ask(partial(_delete, piece))
    if doomed:
        await scribe.ask(partial(_cleaned, tail.spot_id, end))


def _superseded(db: apsw.Connection, spot_id: int, end: int) -> list[int]:
    base = spot_id << OFFSET_BITS
    cleaned: int = db.execute("SELECT cleaned FROM spots WHERE id = ?", (spot_id,)).get
    if end <= cleaned:  # Nothing has grown old since the last time.
        return []
    return [
        row[0]
        for row in db.execute(
            "SELECT id FROM (SELECT id, value IS NULL AS tombstone,"
            " row_number() OVER (PARTITION BY key ORDER BY id DESC) AS age"
            " FROM records WHERE id >= ? AND id < ?) WHERE age > 1 OR tombstone",
            (base, base | end),
        )
    ]


def _pieces(doomed: Sequence[int]) -> Iterator[Sequence[int]]:
    for n in range(0, len(doomed), _PIECE):
        yield doomed[n : n + _PIECE]


def _delete(doomed: Sequence[int], ledger: Ledger) -> None:
    ledger.db.executemany("DELETE FROM records WHERE id = ?", [(ident,) for ident in doomed])


def _cleaned(spot_id: int, end: int, ledger: Ledger) -> None:
    ledger.db.execute("UPDATE spots SET cleaned = max(cleaned, ?) WHERE id = ?", (end, spot_id))
