"""The router over Kafka against copying: decode, decide, encode, by the real pump, one process, four partitions."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from services.cli.clock import WallClock, stopwatch
from services.router.activate import activate, keep
from services.router.book import Book
from services.router.partition import Partition
from services.router.programs import Programs
from services.router.shell import PLAN
from switchboard.blobs import open_blobs
from switchboard.bus import pump
from switchboard.bus.kafka import KafkaBus
from switchboard.bus.port import Bus, Draft, Extent
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.topics import INTAKE, Topic, topics
from switchboard.contracts.values import UnixSeconds
from switchboard.metrics import Metrics
from tests.bench import copying
from tests.bench.figures import Figure, at_least
from tests.bench.inquiries import bundle, draft
from tests.harness.broker import running

PARTITIONS: Final = 4
ROUNDS: Final = 3
INQUIRIES: Final = 12_000
_AT_ONCE: Final = 1_000

Run = Callable[[Mapping[int, Extent]], Awaitable[float]]


async def over_kafka() -> list[Figure]:
    """Measure the router and two ways of copying by turns, and compare within each round."""
    with tempfile.TemporaryDirectory() as folder, running() as broker:
        bus = await KafkaBus.open(broker.bootstrap, WallClock())
        try:
            await bus.create(
                [*topics(PARTITIONS), Topic(name=copying.COPIES, partitions=PARTITIONS)]
            )
            router = await _installed(bus, Path(folder))
            return await _compared(bus, broker.bootstrap, router)
        finally:
            await bus.close()


async def _compared(bus: Bus, servers: str, router: Run) -> list[Figure]:
    ways: dict[str, Run] = {
        "bare copy": lambda span: copying.classic(servers, span),
        "tuned copy": lambda span: copying.tuned(servers, span),
        "router": router,
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        span = await _published(bus, f"round{number}", INQUIRIES if number else _AT_ONCE)
        took = {name: await run(span) for name, run in ways.items()}
        if number:  # The first round is for warming up.
            for name, seconds in took.items():
                rates[name].append(INQUIRIES / seconds)
    return [
        Figure(
            "router against a bare copy loop", _ratio(rates, "bare copy"), "ratio", at_least(0.4)
        ),
        Figure("router against a tuned copy loop", _ratio(rates, "tuned copy"), "ratio"),
        *(
            Figure(f"Kafka: {name}", statistics.median(each), "records/s")
            for name, each in rates.items()
        ),
    ]


def _ratio(rates: Mapping[str, Sequence[float]], name: str) -> float:
    return statistics.median(
        ours / theirs for ours, theirs in zip(rates["router"], rates[name], strict=True)
    )


async def over_sqlite() -> list[Figure]:
    """Measure the router over the embedded log, for information."""
    with tempfile.TemporaryDirectory() as folder:
        bus = await SqliteBus.open(f"{folder}/log.db", WallClock())
        try:
            await bus.create(topics(PARTITIONS))
            router = await _installed(bus, Path(folder))
            await router(await _published(bus, "warm", _AT_ONCE))
            seconds = await router(await _published(bus, "round", INQUIRIES))
            return [Figure("SQLite: router", INQUIRIES / seconds, "records/s")]
        finally:
            await bus.close()


async def _installed(bus: Bus, folder: Path) -> Run:
    """Put the strategy in force; return what routes."""
    blobs = open_blobs((folder / "blobs").as_uri())
    strategy = await keep(blobs, bundle())
    await activate(bus, strategy, range(PARTITIONS), WallClock().now(), "bench")
    programs = Programs(blobs)
    await programs.fetch([strategy])

    async def route(span: Mapping[int, Extent]) -> float:
        return await _routed(bus, programs, span)

    return route


async def _published(bus: Bus, crowd: str, count: int) -> dict[int, Extent]:
    """Publish inquiries; return what of `intake` they take up."""
    before = await bus.extent(INTAKE)
    for start in range(0, count, _AT_ONCE):
        some = range(start, min(start + _AT_ONCE, count))
        drafts: list[Draft] = [draft(number, crowd, PARTITIONS) for number in some]
        await bus.publish(drafts)
    after = await bus.extent(INTAKE)
    return {n: Extent(before[n].end, after[n].end) for n in after}


async def _routed(bus: Bus, programs: Programs, span: Mapping[int, Extent]) -> float:
    """Return the seconds from when all partitions were restored until all of the span was committed."""
    member = await bus.member("bench-router", INTAKE)
    together, left, done = asyncio.Barrier(PARTITIONS), set(span), asyncio.Event()
    began: list[float] = []
    metrics = Metrics()

    async def ready(_: pump.Step) -> None:
        await together.wait()
        began.append(time.perf_counter())

    def committed(book: Book) -> None:
        if (book.position or 0) >= span[book.partition].end:
            left.discard(book.partition)
        if not left:
            done.set()

    async def own(partition: int) -> None:
        book = Book(partition, PARTITIONS)
        step = Partition(book, programs, WallClock(), metrics, stopwatch)
        watched = Watched(step, lambda: committed(book))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(step.timer.run(bus))
            await pump.run(
                bus, PLAN, partition, watched, ready=ready, note=member.note, metrics=metrics
            )

    await member.assignment()
    working = [asyncio.create_task(own(partition)) for partition in span]
    try:
        await _until(done, working)
        return time.perf_counter() - min(began)
    finally:
        for task in working:
            task.cancel()
        await asyncio.wait(working)
        await member.close()


class Watched:
    """`switchboard.bus.pump.Step` that also tells when what it made is durable."""

    def __init__(self, step: Partition, told: Callable[[], None]) -> None:
        self.restore, self.prepare = step.restore, step.prepare
        self.take, self.park, self.park_alone = step.take, step.park, step.park_alone
        self._step, self._told = step, told

    @property
    def position(self) -> int | None:
        return self._step.position

    @property
    def position_at(self) -> UnixSeconds | None:
        return self._step.position_at

    def committed(self) -> None:
        self._step.committed()
        self._told()


async def _until(done: asyncio.Event, working: Sequence["asyncio.Task[None]"]) -> None:
    """Wait for the end of the work; a worker that ends of itself has failed."""
    waiting = asyncio.create_task(done.wait())
    ended, _ = await asyncio.wait([waiting, *working], return_when=asyncio.FIRST_COMPLETED)
    for task in ended:
        task.result()
    assert waiting.done(), "a partition stopped before its work was done"
