"""A line to pump along: a source, a sink, and a step that counts what passes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from switchboard.bus.graves import DeadLetter
from switchboard.bus.port import Bus, Draft, Record
from switchboard.bus.pump import Made, Plan, Step, run
from switchboard.contracts.topics import DEAD_LETTERS, MAX_RECORD_BYTES, Topic
from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.metrics import Metrics
from tests.bus.ground import Ground
from tests.bus.talk import SOON, draft, heard, values

DEAD = Topic(name=DEAD_LETTERS, partitions=1, keep=Seconds(100 * 365 * 86_400))
"""Kept for longer than the hand-moved clock of any ground stands back."""


class Count:
    """`switchboard.bus.pump.Step` that counts: the position is the count, and words say what goes wrong."""

    def __init__(self, sink: Topic) -> None:
        self._sink = sink
        self.count = 0
        self.batches: list[int] = []
        self.commits = 0
        self._position: int | None = None
        self._position_at: UnixSeconds | None = None

    @property
    def position(self) -> int | None:
        return self._position

    @property
    def position_at(self) -> UnixSeconds | None:
        return self._position_at

    def restore(self, record: Record) -> None:
        self.count = int(record.value or b"0")
        said = dict(record.headers)
        self._position = int(said["src"]) + 1
        self._position_at = UnixSeconds(float(said["at"]))

    async def prepare(self, batch: Sequence[Record]) -> None:
        self.batches.append(len(batch))

    def take(self, record: Record) -> Made:
        match record.value:
            case b"poison":
                raise ValueError("Ana's own words \udcff")
            case bytes() as large if large.startswith(b"\x00"):
                raise ValueError("not for counting")
            case b"stop":
                return Made(stop="newer than this version: upgrade")
            case b"huge":
                return self._made(record, bytes(MAX_RECORD_BYTES + 1))
            case _:
                return self._made(record)

    def park(self, record: Record, fault: Exception) -> Made:
        if record.key == b"unparkable":
            raise LookupError("parking fails too")
        return self.park_alone(record, fault)

    def park_alone(self, record: Record, fault: Exception) -> Made:
        return self._made(record)._replace(dead=DeadLetter(record, "step_failed", str(fault)))

    def committed(self) -> None:
        self.commits += 1

    def _made(self, record: Record, value: bytes = b"") -> Made:
        self.count += 1
        source = (("src", b"%d" % record.offset), ("at", repr(record.at).encode()))
        return Made(Draft(self._sink.name, 0, b"count", value or b"%d" % self.count, source))


class Line(NamedTuple):
    """A source, a sink, and a bus to pump between them."""

    ground: Ground
    bus: Bus
    source: Topic
    sink: Topic
    metrics: Metrics

    async def say(self, *words: bytes) -> None:
        await self.bus.publish([draft(self.source, word) for word in words])

    async def counted(self) -> list[bytes | None]:
        return await values(self.bus, self.sink)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(SOON):
            while b"%d" % count not in await self.counted():  # noqa: ASYNC110 - logs ring no bell
                await asyncio.sleep(0.02)

    def figure(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(f"switchboard_{name}", labels) or 0.0


async def pumped(line: Line, step: Step, plan: Plan | None = None, bus: Bus | None = None) -> str:
    return await run(
        bus or line.bus,
        plan or Plan("count-" + line.sink.name, line.source.name, line.sink.name),
        0,
        step,
        ready=unprepared,
        note=unnoted,
        metrics=line.metrics,
    )


async def unprepared(step: Step) -> None:
    """Nothing else is to be begun."""


async def unnoted(partition: int, offset: int) -> None:
    """Correctness never depends on notes."""


@contextlib.asynccontextmanager
async def pumping(line: Line, step: Step, plan: Plan | None = None) -> AsyncIterator[None]:
    task = asyncio.create_task(pumped(line, step, plan))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def graves(line: Line) -> list[Record]:
    """Return the dead letters of this line; the topic is everybody's."""
    return [
        record
        for record in await heard(line.bus, DEAD)
        if record.key.startswith(line.source.name.encode() + b"/")
    ]


async def line_on(ground: Ground) -> Line:
    bus = await ground.open()
    await bus.create([DEAD])
    source, sink = await ground.topic(), await ground.topic(compacted=True)
    return Line(ground, bus, source, sink, Metrics())
