"""The one loop, on both buses: what follows is published once, whatever is wrong with a record, a step or a process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

import pytest

from switchboard.bus.port import Bus, Draft, Fenced, OutOfRange, Record, TooLarge
from switchboard.bus.pump import DeadLetter, Made, Plan, Step, position_name, run
from switchboard.contracts.topics import DEAD_LETTERS, MAX_RECORD_BYTES, Topic
from switchboard.contracts.values import Seconds
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

    @property
    def position(self) -> int | None:
        return self._position

    def restore(self, record: Record) -> None:
        self.count = int(record.value or b"0")
        self._position = int(dict(record.headers)["src"]) + 1

    async def prepare(self, batch: Sequence[Record]) -> None:
        self.batches.append(len(batch))

    def take(self, record: Record) -> Made:
        match record.value:
            case b"poison":
                raise ValueError("Ana's own words \udcff")
            case b"stop":
                return Made(stop="newer than this version: upgrade")
            case b"huge":
                return self._made(record, bytes(MAX_RECORD_BYTES + 1))
            case _:
                return self._made(record)

    def park(self, record: Record, fault: Exception) -> Made:
        return self._made(record)._replace(dead=DeadLetter(record, "step_failed", str(fault)))

    def committed(self) -> None:
        self.commits += 1

    def _made(self, record: Record, value: bytes = b"") -> Made:
        self.count += 1
        source = (("src", b"%d" % record.offset),)
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


@pytest.fixture
async def line(ground: Ground) -> Line:
    bus = await ground.open()
    await bus.create([DEAD])
    source, sink = await ground.topic(), await ground.topic(compacted=True)
    return Line(ground, bus, source, sink, Metrics())


async def pumped(line: Line, step: Step, plan: Plan | None = None, bus: Bus | None = None) -> str:
    return await run(
        bus or line.bus,
        plan or Plan("count-" + line.sink.name, line.source.name, line.sink.name),
        0,
        step,
        ready=_ready,
        note=_note,
        metrics=line.metrics,
    )


async def _ready(step: Step) -> None:
    """Nothing else is to be begun."""


async def _note(partition: int, offset: int) -> None:
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


async def test_what_follows_from_each_record_stands_in_the_sink_once_and_in_order(
    line: Line,
) -> None:
    await line.say(b"a", b"b")
    step = Count(line.sink)

    async with pumping(line, step):
        await line.until(2)
        await line.say(b"c")
        await line.until(3)

    assert await line.counted() == [b"1", b"2", b"3"]
    assert line.figure("bus_transactions_total", outcome="committed") == step.commits


async def test_a_pump_that_begins_again_goes_on_where_its_output_ends(line: Line) -> None:
    await line.say(b"a", b"b")
    async with pumping(line, Count(line.sink)):
        await line.until(2)
    await line.say(b"c")

    async with pumping(line, Count(line.sink)):
        await line.until(3)

    assert await line.counted() == [b"1", b"2", b"3"]


async def test_poison_is_parked_and_lies_in_the_dead_letters_as_it_came(line: Line) -> None:
    header = ("ce_type", b"switchboard.x")
    poison = Draft(line.source.name, 0, b"the key", b"poison", (header,))
    await line.bus.publish([draft(line.source, b"a"), poison, draft(line.source, b"b")])

    async with pumping(line, Count(line.sink)):
        await line.until(3)

    (grave,) = await graves(line)
    stands = (await heard(line.bus, line.source))[1]
    assert (grave.value, grave.key) == (b"poison", position_name(stands).encode())
    assert grave.headers[0] == header
    assert dict(grave.headers) == {
        "ce_type": b"switchboard.x",
        "dead-position": position_name(stands).encode(),
        "dead-reason": b"step_failed",
        "dead-detail": b"Ana's own words ?",
        "dead-key": b"the key",
    }
    assert await line.counted() == [b"1", b"2", b"3"]
    assert line.figure("dead_letters_total", reason="step_failed") == 1


async def test_a_flood_of_poison_stops_the_partition_before_it(line: Line) -> None:
    plan = Plan("flood-" + line.sink.name, line.source.name, line.sink.name, flood=3)
    await line.say(b"a", *[b"poison"] * 4)

    async with asyncio.timeout(SOON):
        why = await pumped(line, Count(line.sink), plan)

    assert why.startswith("4 dead letters in a row, the records are not what is wrong")


async def test_a_flood_is_counted_over_batches(line: Line) -> None:
    name = "flood-" + line.sink.name
    plan = Plan(name, line.source.name, line.sink.name, most=2, flood=3)
    await line.say(*[b"poison"] * 4)

    async with asyncio.timeout(SOON):
        why = await pumped(line, Count(line.sink), plan)

    assert why.startswith("4 dead letters in a row")
    assert len(await graves(line)) == 2


async def test_poison_here_and_there_is_no_flood(line: Line) -> None:
    plan = Plan("flood-" + line.sink.name, line.source.name, line.sink.name, flood=3)
    await line.say(*[b"poison", b"poison", b"a"] * 5)

    async with pumping(line, Count(line.sink), plan):
        await line.until(15)

    assert len(await graves(line)) == 10


async def test_a_record_from_the_future_stops_the_pump_behind_all_that_came_before(
    line: Line,
) -> None:
    await line.say(b"a", b"b", b"stop", b"c")

    async with asyncio.timeout(SOON):
        why = await pumped(line, Count(line.sink))
        again = await pumped(line, Count(line.sink))

    assert why == again == "newer than this version: upgrade"
    assert await line.counted() == [b"1", b"2"]
    assert await graves(line) == []


async def test_a_crash_between_step_and_commit_leaves_no_trace_and_the_records_come_again(
    line: Line,
) -> None:
    await line.say(b"a", b"b", b"huge")
    first = Count(line.sink)
    with pytest.raises(TooLarge):
        await pumped(line, first)
    assert (first.count, first.commits, await line.counted()) == (3, 0, [])
    assert line.figure("bus_transactions_total", outcome="failed") == 1

    second = Count(line.sink)
    plan = Plan("count-" + line.sink.name, line.source.name, line.sink.name, most=2)
    with pytest.raises(TooLarge):
        await pumped(line, second, plan)
    assert await line.counted() == [b"1", b"2"]


async def test_whoever_is_fenced_writes_no_more_and_is_counted(line: Line) -> None:
    plan = Plan("count-" + line.sink.name, line.source.name, line.sink.name)
    old = asyncio.create_task(pumped(line, Count(line.sink), plan))
    await line.say(b"a")
    await line.until(1)

    other = await line.ground.open()
    usurper = await other.writer(f"{plan.service}.0")
    await line.say(b"b")
    async with asyncio.timeout(SOON):
        with pytest.raises(Fenced):
            await old
    await usurper.close()

    assert await line.counted() == [b"1"]
    assert line.figure("bus_transactions_total", outcome="fenced") == 1


async def test_output_that_speaks_of_what_the_log_does_not_hold_stops_loudly(line: Line) -> None:
    source = (("src", b"4711"),)
    await line.bus.publish([Draft(line.sink.name, 0, b"count", b"9", source)])

    with pytest.raises(OutOfRange, match="our own output says 4712"):
        await pumped(line, Count(line.sink))


async def test_no_batch_is_larger_than_planned(line: Line) -> None:
    plan = Plan("count-" + line.sink.name, line.source.name, line.sink.name, most=3)
    await line.say(*[b"%d" % number for number in range(10)])
    step = Count(line.sink)

    async with pumping(line, step, plan):
        await line.until(10)

    assert max(step.batches) <= 3
    assert sum(step.batches) == 10


async def test_what_is_still_to_be_worked_off_is_shown(line: Line) -> None:
    plan = Plan("count-" + line.sink.name, line.source.name, line.sink.name, most=1)
    await line.say(b"a", b"b", b"c", b"stop")
    shown: list[float] = []

    async def note(partition: int, offset: int) -> None:
        labels = {"topic": line.source.name, "partition": str(partition)}
        shown.append(line.figure("bus_lag_records", **labels))

    async with asyncio.timeout(SOON):
        step = Count(line.sink)
        await run(line.bus, plan, 0, step, ready=_ready, note=note, metrics=line.metrics)

    assert shown == [0, 3, 2]


async def test_what_goes_along_with_the_loop_starts_restored_and_not_yet_reading(
    line: Line,
) -> None:
    await line.say(b"a")
    async with pumping(line, Count(line.sink)):
        await line.until(1)
    seen: list[tuple[int, list[int]]] = []
    step = Count(line.sink)

    async def ready(_: Step) -> None:
        seen.append((step.count, list(step.batches)))
        raise Fenced("enough")

    plan = Plan("count-" + line.sink.name, line.source.name, line.sink.name)
    with pytest.raises(Fenced, match="enough"):
        await run(line.bus, plan, 0, step, ready=ready, note=_note, metrics=line.metrics)

    assert seen == [(1, [])]
