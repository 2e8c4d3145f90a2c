"""What a bus promises, whichever log is under it. Knows no inquiry.

A bus is a set of topics, each a fixed number of partitions, each an append-only sequence of records
with growing offsets (gaps are normal: ask a reader for its position, never add one yourself).

Three things happen on it, and nothing else:

- a **front door** publishes records and answers its caller once they are durable (`Bus.publish`);
- a **follower** reads partitions from positions that it knows itself (`Bus.reader`);
- an **owner** of a partition reads it and writes what follows from it, alone (`Bus.member` says which
  partitions are ours, `Bus.writer` makes sure that whoever held them before can write no more).

An owner keeps its position *inside* the records that it writes, so that output and position are one.
What a group has noted as its progress is for operations and for at-least-once relays only.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds, UnixSeconds

Header = tuple[str, bytes]


class Spot(NamedTuple):
    """One partition of one topic."""

    topic: str
    partition: int


class Position(NamedTuple):
    """One place in the log."""

    topic: str
    partition: int
    offset: int


class Draft(NamedTuple):
    """A record that somebody wants written. A value of None is a tombstone (compacted topics)."""

    topic: str
    partition: int
    key: bytes
    value: bytes | None
    headers: tuple[Header, ...] = ()


class Record(NamedTuple):
    """A record as it stands in the log."""

    topic: str
    partition: int
    offset: int
    at: UnixSeconds
    """When the log took it: set by the broker or by the embedded writer, never backwards."""
    key: bytes
    value: bytes | None
    headers: tuple[Header, ...] = ()


class Extent(NamedTuple):
    """Where a partition begins (the oldest record still there) and ends (one past the newest)."""

    begin: int
    end: int


class Unavailable(Exception):
    """The bus didn't answer in time. Whether it took the records is unknown; sending again is safe."""


class TooLarge(Exception):
    """A record is larger than its topic takes. Nothing of the call was written."""


class Fenced(Exception):
    """Another writer took this identity over. Stop, forget the state, do not retry."""


class OutOfRange(Exception):
    """A position that the log doesn't hold: something was lost or the wrong log is mounted."""


class Reader(Protocol):
    """Follows partitions. Sees committed records only, in log order within a partition."""

    async def batch(self, limit: int, wait: Seconds) -> list[Record]:
        """Return up to `limit` records; waits up to `wait` for the first, and wakes as soon as it comes.

        An empty list means that none came. Raises OutOfRange, Unavailable.
        """
        ...

    def position(self, spot: Spot) -> int:
        """Return the offset that is read next, aborted records and gaps passed over."""
        ...

    async def close(self) -> None:
        """Let go, within two seconds whatever the broker does."""
        ...


class Writer(Protocol):
    """The one writer of its identity. After anything it raises, it is of no more use: close it, make a new one."""

    async def commit(self, drafts: Sequence[Draft]) -> list[Position]:
        """Publish all or nothing, into one partition of one topic (anything else is a ValueError).

        Raises Fenced, TooLarge (nothing written), Unavailable (outcome unknown: read the log).
        """
        ...

    async def close(self) -> None:
        """Let go, within two seconds whatever the broker does."""
        ...


class Member(Protocol):
    """Our seat in a group that shares the partitions of a topic."""

    async def assignment(self) -> frozenset[int]:
        """Wait for the next change and return every partition that is ours now (the first call: at once joined).

        Two members may believe for a moment that they own the same partition: writers settle it.
        """
        ...

    async def note(self, partition: int, offset: int) -> None:
        """Note that everything before `offset` is done. Never raises for a bus that doesn't answer."""
        ...

    async def noted(self, partition: int) -> int | None:
        """Return what the group noted last; None where it never did."""
        ...

    async def close(self) -> None:
        """Leave the group, so that others take over at once; within five seconds."""
        ...


class Bus(Protocol):
    """The log."""

    async def publish(self, drafts: Sequence[Draft]) -> list[Position]:
        """Append each; all are durable on return, in order within a partition. Waits where too many are under way.

        Not atomic: on Unavailable any of them may have been written, or none. TooLarge: none was.
        """
        ...

    async def reader(self, starts: Mapping[Spot, int]) -> Reader:
        """Return a follower of these partitions from these offsets."""
        ...

    async def member(self, group: str, topic: str) -> Member:
        """Join `group` for the partitions of `topic`."""
        ...

    async def writer(self, identity: str) -> Writer:
        """Return the writer of `identity`, and fence every older one: what it hasn't committed never will be."""
        ...

    async def extent(self, topic: str) -> dict[int, Extent]:
        """Return where each partition of `topic` begins and ends, committed records only."""
        ...

    async def offset_at(self, topic: str, at: UnixSeconds) -> dict[int, int]:
        """Return for each partition the first offset whose record is not older than `at` (else its end)."""
        ...

    async def create(self, topics: Sequence[Topic]) -> None:
        """Create what is missing; what exists stays as it is."""
        ...

    async def check(self, topics: Sequence[Topic]) -> list[str]:
        """Return what is wrong with the topics, a sentence each; an empty list where all is well."""
        ...

    async def close(self) -> None:
        """Let go of everything, within five seconds; records not yet accepted are Unavailable to their callers."""
        ...
