"""Promises at a running router on the embedded log: 5,000 that fall due within one second, and 10,000 cases that wait."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from services.cli.clock import WallClock, jitter, stopwatch
from services.router import shell
from services.router.activate import keep
from services.router.programs import Programs
from services.router.timer import GRACE
from switchboard.blobs import open_blobs
from switchboard.bus.crew import Crew
from switchboard.bus.port import Draft, Record, Spot
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.case import Case, ClockState
from switchboard.contracts.codec import decode_case, encode_entry, encode_event
from switchboard.contracts.customer import StrategyWanted
from switchboard.contracts.events import Event, InquiryReceived
from switchboard.contracts.handling import ReplyWritten
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import (
    CASES,
    DIRECTORY,
    INTAKE,
    is_partition_key,
    partition_of,
    slot_key,
    topics,
)
from switchboard.contracts.values import Clock, Identity, Reference, Seconds, UnixSeconds
from switchboard.directory import STRATEGY_KEY, Directory, follow
from switchboard.metrics import Metrics
from switchboard.strategy.bundle import Bundle
from tests.bench.figures import Figure, below
from tests.router.company import BUNDLE, inquiry
from tests.router.matter import YAML

DUE: Final = 5_000
OPEN: Final = 10_000
IDLE: Final = 20.0
_PARTITIONS: Final = 4
_AHEAD: Final = Seconds(30.0)
"""How long before they are due the cases come in: all must be there by then."""
_PATIENCE: Final = 120.0
_EIGHT_HOURS: Final = 8 * 3_600.0
_UNPROMISED: Final = ("    acknowledge: 15m\n", "")


async def promises() -> list[Figure]:
    """Measure both, one after the other, each with a log of its own."""
    return [await _due_at_once(), *await _waiting()]


class _Running:
    """A router at work, and the log that it works on."""

    def __init__(self, bus: SqliteBus) -> None:
        self.bus = bus

    async def says(self, events: Iterable[Event]) -> None:
        """Have these in the log, in their order."""
        drafts = [_draft(event) for event in events]
        for start in range(0, len(drafts), 1_000):
            await self.bus.publish(drafts[start : start + 1_000])

    async def records(self, least: int) -> list[Record]:
        """Return what stands in `cases`, once it is so much."""
        until = time.perf_counter() + _PATIENCE
        while sum(one.end for one in (await self.bus.extent(CASES)).values()) < least:
            assert time.perf_counter() < until, "the router does not get on"
            await asyncio.sleep(0.5)
        extents = await self.bus.extent(CASES)
        reader = await self.bus.reader({Spot(CASES, n): one.begin for n, one in extents.items()})
        found: list[Record] = []
        while batch := await reader.batch(1_000, Seconds(0.2)):
            found += [one for one in batch if not is_partition_key(one.key)]
        await reader.close()
        return found


@contextlib.asynccontextmanager
async def _running(yaml: str) -> AsyncIterator[_Running]:
    """Run a router under this strategy, by the product's own wiring."""
    clock, directory = WallClock(), Directory()
    with tempfile.TemporaryDirectory() as folder:
        bus = await SqliteBus.open(f"{folder}/log.db", clock)
        await bus.create(topics(_PARTITIONS))
        blobs = open_blobs((Path(folder) / "blobs").as_uri())
        strategy = await keep(blobs, Bundle(files={**BUNDLE.files, "strategy.yaml": yaml}))
        wanted = StrategyWanted(strategy_id=strategy, by="bench", since=clock.now())
        await bus.publish([Draft(DIRECTORY, 0, STRATEGY_KEY, encode_entry(wanted))])
        world = shell.World(
            bus, Programs(blobs), directory, clock, Metrics(), _PARTITIONS, jitter, stopwatch
        )
        crew = Crew()
        tasks = [
            asyncio.create_task(follow(bus, directory)),
            asyncio.create_task(shell.run(world, crew)),
        ]
        try:
            until = time.perf_counter() + _PATIENCE
            while len(crew.at_work) < _PARTITIONS:
                assert time.perf_counter() < until, "the router does not begin"
                await asyncio.sleep(0.1)
            yield _Running(bus)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await bus.close()


def _draft(event: Event) -> Draft:
    slot = event.slot if isinstance(event, InquiryReceived) else slot_of_reference(_case_of(event))
    value, headers = encode_event(event, source="/bench", at=WallClock().now())
    return Draft(INTAKE, partition_of(slot, _PARTITIONS), slot_key(slot), value, headers)


def _case_of(event: Event) -> Reference:
    assert isinstance(event, ReplyWritten)
    return event.reference


def _inquiries(count: int, since: UnixSeconds) -> list[InquiryReceived]:
    """Return inquiries of as many customers, all received within the second from `since`."""
    return [
        inquiry(
            str(number),
            sender=Identity(f"mailto:c{number}@example.org"),
            received_at=UnixSeconds(round(since + number / count, 3)),
        )
        for number in range(count)
    ]


async def _due_at_once() -> Figure:
    """Return how long after its deadline and the grace the last of them stood in the log as broken."""
    async with _running(YAML.replace(*_UNPROMISED)) as router:
        moment = UnixSeconds(WallClock().now() + _AHEAD)
        await router.says(_inquiries(DUE, UnixSeconds(moment - _EIGHT_HOURS)))
        await router.records(DUE)
        came_in = WallClock().now()
        assert came_in < moment, "the cases were not all there before they were due"
        await asyncio.sleep(moment + GRACE - came_in)
        broken: dict[bytes, float] = {}
        until = time.perf_counter() + _PATIENCE
        while len(broken) < DUE:
            assert time.perf_counter() < until, f"{DUE - len(broken)} are not recorded"
            await asyncio.sleep(5.0)  # Whoever reads along all the time would be measured too.
            broken = _broken(await router.records(DUE))
        last = max(broken.values()) - (moment + 1.0 + GRACE)
    return Figure("5,000 due in a second, until recorded", last, "s after grace", below(5.0))


def _broken(records: Sequence[Record]) -> dict[bytes, float]:
    """Return when each case was first recorded with its first answer late."""
    found: dict[bytes, float] = {}
    for one in records:
        if one.value is not None and _is_late(decode_case(one.value)):
            found.setdefault(one.key, one.at)
    return found


def _is_late(case: Case) -> bool:
    return any(
        run.clock is Clock.FIRST_RESPONSE and run.state is ClockState.BREACHED
        for run in case.clocks
    )


async def _waiting() -> list[Figure]:
    """Return which share of a core a router takes whose cases all wait, and how many clocks they have."""
    async with _running(YAML) as router:
        asked = _inquiries(OPEN, WallClock().now())
        await router.says(asked)
        await router.says(_answered(one) for one in asked)
        await router.says(_more(one) for one in asked)
        records = await router.records(3 * OPEN)
        newest = {one.key: one.value for one in records if one.value is not None}
        clocks = [len(decode_case(value).clocks) for value in newest.values()]
        assert len(clocks) == OPEN
        await asyncio.sleep(5.0)
        began = time.process_time()
        await asyncio.sleep(IDLE)
        share = (time.process_time() - began) / IDLE
    return [
        Figure("10,000 open cases while nothing is due", share * 100, "% of a core", below(1.0)),
        Figure("clocks of such a case", sum(clocks) / OPEN, "clocks"),
    ]


def _answered(said: InquiryReceived) -> ReplyWritten:
    action_id = f"reply-{said.inquiry_id}"
    return ReplyWritten(action_id=action_id, reference=said.reference, by="bench", body="blob")


def _more(said: InquiryReceived) -> InquiryReceived:
    further = inquiry(f"{said.message_id}/more", sender=said.sender.identities[0])
    at = WallClock().now()
    slot = slot_of_reference(said.reference)
    return replace(further, received_at=at, verified_case=said.reference, slot=slot)
