"""The router as a service: one pump and one timer for each partition that is ours."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, NamedTuple

from services.router.activate import activate, first_activation
from services.router.book import Book
from services.router.partition import Partition
from services.router.programs import Programs
from switchboard.bus import pump
from switchboard.bus.crew import Crew, tend
from switchboard.bus.port import Bus, Unavailable
from switchboard.clock import Clock
from switchboard.contracts.customer import StrategyWanted
from switchboard.contracts.topics import CASES, INTAKE
from switchboard.contracts.values import StrategyId, UnixSeconds
from switchboard.directory import Directory
from switchboard.metrics import Metrics

_log: Final = logging.getLogger(__name__)
_PAUSE: Final = 1.0
_MEASURE_EVERY: Final = 5.0
_LOOK_EVERY: Final = 5.0
_ASK_AGAIN: Final = 60.0

PLAN: Final = pump.Plan(service="router", source=INTAKE, sink=CASES)


class World(NamedTuple):
    """What the router is given by the root."""

    bus: Bus
    programs: Programs
    directory: Directory
    """Says which strategy is to be in force."""
    clock: Clock
    metrics: Metrics
    partitions: int
    jitter: Callable[[], float]
    stopwatch: Callable[[], float]


async def run(world: World, crew: Crew) -> None:
    """Route until cancelled."""
    books: dict[int, Book] = {}
    member = await world.bus.member("router", INTAKE)

    async def own(partition: int) -> None:
        await _own(world, crew, books, member.note, partition)

    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(tend(member, own, crew, world.jitter), name="router")
            tasks.create_task(_enforce(world, books), name="router-strategy")
            tasks.create_task(_measure(world, books), name="router-lag")
    finally:
        await member.close()


async def _own(
    world: World, crew: Crew, books: dict[int, Book], note: pump.Note, partition: int
) -> None:
    book = Book(partition, world.partitions)
    step = Partition(book, world.programs, world.clock, world.metrics, world.stopwatch)
    alarms = asyncio.Event()

    async def ready(_: pump.Step) -> None:
        await _learn_strategy(world, book)
        await step.prepare(())
        books[partition] = book
        await _catch_up(world, [book], {})
        step.figures.under(book.strategy_id)
        crew.begin(partition)
        alarms.set()

    async def go_along() -> None:
        await alarms.wait()
        async with asyncio.TaskGroup() as along:
            along.create_task(_persist(lambda: step.timer.run(world.bus)))
            along.create_task(_persist(lambda: step.mover.run(world.bus, world.directory)))

    timer = asyncio.create_task(go_along(), name=f"timer-{partition}")
    try:
        crew.troubles[partition] = await pump.run(
            world.bus, PLAN, partition, step, ready=ready, note=note, metrics=world.metrics
        )
    finally:
        books.pop(partition, None)
        step.figures.under(None)
        timer.cancel()


async def _learn_strategy(world: World, book: Book) -> None:
    """Have the strategy that the log of this partition begins with; where it begins with none, say which."""
    while book.strategy_id is None:
        book.initial = await first_activation(world.bus, book.partition)
        if book.initial is None:
            wanted = await _wanted(world)
            await activate(
                world.bus, wanted.strategy_id, [book.partition], world.clock.now(), wanted.by
            )


async def _persist(say: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await say()
        except Unavailable as fault:
            # What was to be said is said again within a minute; deadlines are facts and wait.
            _log.warning("alarms or moves not said", extra={"why": str(fault)})
            await asyncio.sleep(_PAUSE)


async def _wanted(world: World) -> StrategyWanted:
    while True:
        moved = world.directory.moved
        if (wanted := world.directory.strategy) is not None:
            return wanted
        await moved.wait()


async def _enforce(world: World, books: dict[int, Book]) -> None:
    """Put the wanted strategy in force in our partitions: when another is wanted, and again until it is."""
    asked: dict[int, Asked] = {}
    while True:
        moved = world.directory.moved
        await _catch_up(world, list(books.values()), asked)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_EVERY):
                await moved.wait()


class Asked(NamedTuple):
    """The activation that a partition was last asked for: in a backlog it takes its time."""

    strategy: StrategyId
    at: UnixSeconds


async def _catch_up(world: World, books: Sequence[Book], asked: dict[int, Asked]) -> None:
    """Activate the wanted strategy where another is in force, or may yet come to be from the backlog."""
    wanted, now = await _wanted(world), world.clock.now()
    behind = [
        book.partition
        for book in books
        if _lags(book, asked.get(book.partition), wanted.strategy_id, now)
    ]
    try:
        await activate(world.bus, wanted.strategy_id, behind, now, wanted.by)
    except Unavailable as fault:
        _log.warning("strategy not activated", extra={"why": str(fault)})
    else:
        asked.update(dict.fromkeys(behind, Asked(wanted.strategy_id, now)))


def _lags(book: Book, asked: Asked | None, wanted: StrategyId, now: UnixSeconds) -> bool:
    if asked is not None and asked.strategy != wanted:
        return True  # What was asked for before may still lie in the backlog, even if it is not in force.
    waiting = asked is not None and now - asked.at < _ASK_AGAIN
    return book.strategy_id != wanted and not waiting


async def _measure(world: World, books: Mapping[int, Book]) -> None:
    """Show how far each partition of ours is behind. A bus that doesn't answer leaves the last figure standing."""
    shown: set[int] = set()
    while True:
        with contextlib.suppress(Unavailable):
            extents = await world.bus.extent(INTAKE)
            for partition in shown - set(books):
                world.metrics.bus_lag.remove(INTAKE, str(partition))
            shown = set(books)
            for partition, book in books.items():
                done = extents[partition].begin if book.position is None else book.position
                lag = world.metrics.bus_lag.labels(INTAKE, str(partition))
                lag.set(max(0, extents[partition].end - done))
        await asyncio.sleep(_MEASURE_EVERY)
