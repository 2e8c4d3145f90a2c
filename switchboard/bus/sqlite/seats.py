"""Groups in SQL: who sits in one, who is alive, which partitions follow from it, and how far the group is.

Life is measured by SQLite's own clock, real time that all processes of the machine share: a clock
moved by hand in one of them must not void the seats of the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import apsw

from switchboard.bus.port import Spot
from switchboard.bus.sqlite.log import tails
from switchboard.contracts.values import Seconds


class Seat(NamedTuple):
    """One member's place in a group; its number is never given twice."""

    number: int
    group: str
    topic: str


def place(group: str, topic: str) -> str:
    """Name what the bell rings when the seats of a group change."""
    return f"{group}/{topic}"


def sit(db: apsw.Connection, group: str, topic: str) -> Seat:
    """Take a new seat."""
    tails(db, topic)
    db.execute("INSERT OR IGNORE INTO groups (name, topic) VALUES (?, ?)", (group, topic))
    db.execute(
        "INSERT INTO seats (name, topic, beat) VALUES (?, ?, unixepoch('subsec'))", (group, topic)
    )
    return Seat(db.last_insert_rowid(), group, topic)


def beat(db: apsw.Connection, seats: Iterable[Seat], void_after: Seconds) -> None:
    """Say that `seats` live (also such as were voided meanwhile), and clear the silent ones away."""
    db.executemany(
        "INSERT OR REPLACE INTO seats (id, name, topic, beat) VALUES (?, ?, ?, unixepoch('subsec'))",
        list(seats),
    )
    # Either way: a beat from the future is one from before the machine's clock was set back.
    db.execute("DELETE FROM seats WHERE abs(unixepoch('subsec') - beat) > ?", (void_after,))


def leave(db: apsw.Connection, seat: Seat) -> None:
    db.execute("DELETE FROM seats WHERE id = ?", (seat.number,))


def assigned(db: apsw.Connection, seat: Seat, void_after: Seconds) -> frozenset[int]:
    """Return what falls to `seat` now; nothing where it was silent for too long."""
    living = [
        row[0]
        for row in db.execute(
            "SELECT id FROM seats WHERE name = ? AND topic = ?"
            " AND abs(unixepoch('subsec') - beat) <= ? ORDER BY id",
            (seat.group, seat.topic, void_after),
        )
    ]
    return share(len(tails(db, seat.topic)), living, seat.number)


def share(partitions: int, seats: Sequence[int], seat: int) -> frozenset[int]:
    """Return the range of `seat` among `seats`, which are in order; the first ones take what is left over."""
    if seat not in seats:
        return frozenset()
    each, over = divmod(partitions, len(seats))
    rank = seats.index(seat)
    start = rank * each + min(rank, over)
    return frozenset(range(start, start + each + (rank < over)))


def note(db: apsw.Connection, group: str, spot: Spot, offset: int) -> None:
    db.execute(
        "INSERT OR REPLACE INTO progress (name, topic, partition, next) VALUES (?, ?, ?, ?)",
        (group, *spot, offset),
    )


def follow(db: apsw.Connection, group: str, reached: Mapping[Spot, int]) -> None:
    """Note how far a group is that has no seats: whoever follows alone."""
    topics = {spot.topic for spot in reached}
    db.executemany(
        "INSERT OR IGNORE INTO groups (name, topic) VALUES (?, ?)",
        [(group, topic) for topic in topics],
    )
    for spot, offset in reached.items():
        note(db, group, spot, offset)


def noted(db: apsw.Connection, group: str, spot: Spot) -> int | None:
    row = db.execute(
        "SELECT next FROM progress WHERE name = ? AND topic = ? AND partition = ?", (group, *spot)
    ).fetchone()
    return row[0] if row else None


def slowest(db: apsw.Connection, spot: Spot) -> int | None:
    """Return how far the slowest group is; None where no group reads the topic. One that noted nothing is at 0."""
    row = db.execute(
        "SELECT min(coalesce(progress.next, 0)) FROM groups"
        " LEFT JOIN progress ON progress.name = groups.name AND progress.topic = groups.topic"
        " AND progress.partition = ? WHERE groups.topic = ?",
        (spot.partition, spot.topic),
    ).fetchone()
    return row[0] if row else None
