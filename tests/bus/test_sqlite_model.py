"""Whatever is done to an embedded log, in whatever order: it holds what a plain list of records would."""

import asyncio
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from typing_extensions import override

from switchboard.bus.port import Draft, Extent, Fenced, Record, Spot, TooLarge
from switchboard.bus.sqlite import SqliteBus, Terms
from switchboard.bus.sqlite.writer import SqliteWriter
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds, UnixSeconds
from tests.bus.talk import heard
from tests.harness.clock import HandClock

T = TypeVar("T")

KEEP = Seconds(100)
PLAIN = Topic(name="intake", partitions=2, keep=KEEP)
COMPACTED = Topic(name="cases", partitions=2, keep=KEEP, compacted=True)
TOPICS = {topic.name: topic for topic in (PLAIN, COMPACTED)}

spots = st.builds(Spot, st.sampled_from(sorted(TOPICS)), st.integers(0, 1))
contents = st.lists(
    st.tuples(st.sampled_from([b"a", b"b", b"c"]), st.none() | st.binary(max_size=4)),
    min_size=1,
    max_size=4,
)


class PlainLog:
    """One partition as a list: the oracle."""

    def __init__(self, spot: Spot) -> None:
        self.spot = spot
        self.first = self.next = 0
        self.records: list[Record] = []
        self.last_at = UnixSeconds(0)
        self.noted: int | None = None

    def append(self, content: list[tuple[bytes, bytes | None]], now: UnixSeconds) -> None:
        self.last_at = at = max(now, self.last_at)
        for key, value in content:
            self.records.append(Record(*self.spot, self.next, at, key, value))
            self.next += 1

    def old(self, now: UnixSeconds) -> int:
        """The first offset that is not old."""
        young = (record.offset for record in self.records if record.at >= now - KEEP)
        return next(young, self.next)

    def retire(self, now: UnixSeconds) -> None:
        end = self.old(now) if self.noted is None else min(self.old(now), self.noted)
        self.first = max(self.first, end)
        self.records = [record for record in self.records if record.offset >= self.first]

    def compact(self, now: UnixSeconds) -> None:
        end = self.old(now)
        newest = {record.key: record.offset for record in self.records if record.offset < end}
        self.records = [
            record
            for record in self.records
            if record.offset >= end
            or (newest[record.key] == record.offset and record.value is not None)
        ]


class EmbeddedLog(RuleBasedStateMachine):
    """Two processes on one file, and the oracle beside them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.clock = HandClock()
        self.buses = [self.do(self._open()) for _ in range(2)]
        self.do(self.buses[0].create([PLAIN, COMPACTED]))
        self.logs = {
            spot: PlainLog(spot) for name in TOPICS for n in (0, 1) for spot in [Spot(name, n)]
        }
        self.writers: list[SqliteWriter] = []

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def _open(self) -> SqliteBus:
        path = Path(self.folder.name) / "log.sqlite"
        return await SqliteBus.open(str(path), self.clock, Terms(record_bytes=1_000))

    @rule(bus=st.integers(0, 1), spot=spots, content=contents)
    def publish(self, bus: int, spot: Spot, content: list[tuple[bytes, bytes | None]]) -> None:
        told = self.do(self.buses[bus].publish([Draft(*spot, *pair) for pair in content]))
        start = self.logs[spot].next
        self.logs[spot].append(content, self.clock.now())
        assert [position.offset for position in told] == list(range(start, start + len(content)))

    @rule(bus=st.integers(0, 1), spot=spots)
    def refuse(self, bus: int, spot: Spot) -> None:
        with pytest.raises(TooLarge):
            self.do(
                self.buses[bus].publish([Draft(*spot, b"", b""), Draft(*spot, b"", bytes(999_999))])
            )

    @rule(bus=st.integers(0, 1))
    def take_over(self, bus: int) -> None:
        self.writers.append(self.do(self.buses[bus].writer("router")))

    @precondition(lambda self: self.writers)
    @rule(spot=spots, content=contents)
    def commit(self, spot: Spot, content: list[tuple[bytes, bytes | None]]) -> None:
        self.do(self.writers[-1].commit([Draft(*spot, *pair) for pair in content]))
        self.logs[spot].append(content, self.clock.now())
        self.logs[spot].next += 1

    @precondition(lambda self: len(self.writers) > 1)
    @rule(spot=spots, content=contents)
    def fence(self, spot: Spot, content: list[tuple[bytes, bytes | None]]) -> None:
        with pytest.raises(Fenced):
            self.do(self.writers.pop(0).commit([Draft(*spot, *pair) for pair in content]))

    @rule(seconds=st.integers(-50, 150))
    def pass_time(self, seconds: int) -> None:
        self.clock.advance(seconds)

    @rule(bus=st.integers(0, 1))
    def tidy(self, bus: int) -> None:
        self.do(self.buses[bus].tidy())
        for log in self.logs.values():
            if TOPICS[log.spot.topic].compacted:
                log.compact(self.clock.now())
            else:
                log.retire(self.clock.now())

    @rule(partition=st.integers(0, 1), share=st.floats(0, 1))
    def note(self, partition: int, share: float) -> None:
        log = self.logs[Spot(PLAIN.name, partition)]
        self.do(self._note(partition, offset := int(log.next * share)))
        log.noted = offset
        other = self.logs[Spot(PLAIN.name, 1 - partition)]
        other.noted = other.noted or 0

    async def _note(self, partition: int, offset: int) -> None:
        member = await self.buses[0].member("desk", PLAIN.name)
        await member.note(partition, offset)
        await member.close()

    @rule(bus=st.integers(0, 1))
    def reopen(self, bus: int) -> None:
        self.do(self.buses[bus].close())
        self.buses[bus] = self.do(self._open())
        self.writers = []

    @invariant()
    def both_processes_see_the_same_as_the_list(self) -> None:
        for bus in self.buses:
            for name, topic in TOPICS.items():
                extents = self.do(bus.extent(name))
                for n in (0, 1):
                    log = self.logs[Spot(name, n)]
                    assert extents[n] == Extent(log.first, log.next)
                    assert self.do(heard(bus, topic, n)) == log.records

    @override
    def teardown(self) -> None:
        for bus in self.buses:
            self.do(bus.close())
        self.runner.close()
        self.folder.cleanup()


EmbeddedLog.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestEmbeddedLog = EmbeddedLog.TestCase
