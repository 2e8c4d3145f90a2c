"""The mover of a partition: says of each stray case, once, that it moves, as soon as the strategy is in force."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from services.router.book import Book
from services.router.moving import MOST, Mover
from switchboard.bus.port import Record, Spot
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.case import Case
from switchboard.contracts.codec import decode_event, encode_case, encode_entry, event_id
from switchboard.contracts.customer import StrategyWanted
from switchboard.contracts.events import CaseMoved
from switchboard.contracts.partition import PartitionState
from switchboard.contracts.reference import reference_of
from switchboard.contracts.topics import DIRECTORY, INTAKE, topics
from switchboard.contracts.values import (
    InquiryId,
    OpenCases,
    Reference,
    Seconds,
    Slot,
    Status,
    StrategyId,
)
from switchboard.directory import STRATEGY_KEY, Directory
from tests.harness.clock import SUNDAY_NOON, HandClock
from tests.router.company import opened

NEW, OLD = StrategyId("new"), StrategyId("old")
PATIENCE = 20.0


class Yard:
    """A partition with cases under the old strategy, and its mover."""

    def __init__(self, bus: SqliteBus, clock: HandClock) -> None:
        self.bus = bus
        self.book = Book(0, 1)
        self.directory = Directory()
        self.mover = Mover(self.book, clock)

    def holds(self, *cases: Case) -> None:
        for case in cases:
            self.book.restore(case, encode_case(case))

    def in_force(self, strategy: StrategyId) -> None:
        self.book.state = PartitionState(
            partition=0, partitions=1, strategy_id=strategy, activated_at=SUNDAY_NOON, position=0
        )
        self.mover.look()

    def wants(self, open_cases: OpenCases) -> None:
        entry = StrategyWanted(strategy_id=NEW, by="owner", open_cases=open_cases)
        self.directory.apply([Record(DIRECTORY, 0, 0, SUNDAY_NOON, STRATEGY_KEY, encode_entry(entry), ())])  # fmt: skip

    async def moves(self, count: int) -> list[CaseMoved]:
        """Wait for so many moves, and look whether any more come."""
        reader = await self.bus.reader({Spot(INTAKE, 0): 0})
        found: list[Record] = []
        async with asyncio.timeout(PATIENCE):
            while len(found) < count:
                found += await reader.batch(5_000, Seconds(0.2))
        found += await reader.batch(5_000, Seconds(0.1))
        await reader.close()
        events = [decode_event(record.value) for record in found]
        return [event for event in events if isinstance(event, CaseMoved)]


@pytest.fixture
async def yard(tmp_path: Path) -> AsyncIterator[Yard]:
    clock = HandClock()
    bus = await SqliteBus.open(str(tmp_path / "log"), clock)
    await bus.create(topics(1))
    yard = Yard(bus, clock)
    moving = asyncio.create_task(yard.mover.run(bus, yard.directory))
    yield yard
    moving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await moving
    await bus.close()


def stray(number: int = 0, status: Status = Status.OPEN) -> Case:
    reference = reference_of(Slot(0), InquiryId(f"inquiry {number}"))
    return replace(opened(), reference=reference, strategy_id=OLD, status=status)


def references(events: list[CaseMoved]) -> set[Reference]:
    return {event.reference for event in events}


async def test_every_open_case_is_told_once(yard: Yard) -> None:
    yard.holds(stray(1), stray(2, Status.WAITING), stray(3, Status.RESOLVED))
    yard.wants(OpenCases.MOVE)

    yard.in_force(NEW)
    told = await yard.moves(2)
    yard.mover.look()

    assert references(told) == {stray(1).reference, stray(2).reference}
    assert {(one.strategy_id, one.by) for one in told} == {(NEW, "owner")}
    assert await yard.moves(2) == told


async def test_nothing_moves_where_cases_are_to_stay(yard: Yard) -> None:
    yard.holds(stray())
    yard.wants(OpenCases.STAY)

    yard.in_force(NEW)

    assert await yard.moves(0) == []


async def test_nothing_moves_before_the_strategy_is_in_force_here(yard: Yard) -> None:
    yard.holds(stray())
    yard.in_force(OLD)

    yard.wants(OpenCases.MOVE)
    before = await yard.moves(0)
    yard.in_force(NEW)

    assert before == []
    assert len(await yard.moves(1)) == 1


async def test_cases_that_stayed_move_when_that_is_asked_for_later(yard: Yard) -> None:
    yard.holds(stray())
    yard.wants(OpenCases.STAY)
    yard.in_force(NEW)
    assert await yard.moves(0) == []

    yard.wants(OpenCases.MOVE)

    assert len(await yard.moves(1)) == 1


async def test_a_case_that_is_taken_up_again_follows_too(yard: Yard) -> None:
    yard.holds(stray(1, Status.RESOLVED))
    yard.wants(OpenCases.MOVE)
    yard.in_force(NEW)
    assert await yard.moves(0) == []

    yard.holds(stray(1))
    yard.mover.look()

    assert references(await yard.moves(1)) == {stray(1).reference}


async def test_more_cases_than_fit_one_publishing_are_all_told(yard: Yard) -> None:
    many = [stray(number) for number in range(MOST + 3)]
    yard.holds(*many)
    yard.wants(OpenCases.MOVE)

    yard.in_force(NEW)
    told = await yard.moves(len(many))

    assert references(told) == {case.reference for case in many}
    assert len({event_id(event) for event in told}) == len(many)
