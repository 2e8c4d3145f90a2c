"""A crew keeps one task at each partition that is ours, begins it again when it fails, and says what ails it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from switchboard.bus.crew import Crew, Own, tend
from switchboard.bus.port import Fenced, Member, OutOfRange, Unavailable
from switchboard.contracts.topics import Topic
from tests.bus.ground import SqliteGround
from tests.bus.talk import SOON


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[SqliteGround]:
    here = SqliteGround(tmp_path)
    yield here
    await here.close()


def never() -> float:
    return 0.0


class Works:
    """What the tasks of a crew do, as a test tells them to."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.faults: dict[int, list[Exception]] = {}

    async def own(self, partition: int) -> None:
        self.begun.append(partition)
        if faults := self.faults.get(partition):
            raise faults.pop(0)
        self.crew.begin(partition)
        try:
            await asyncio.Event().wait()
        finally:
            self.ended.append(partition)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not true():  # noqa: ASYNC110  (a crew rings no bell)
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def tending(member: Member, own: Own, crew: Crew) -> AsyncIterator[None]:
    task = asyncio.create_task(tend(member, own, crew, never))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def joined(ground: SqliteGround, topic: Topic) -> Member:
    bus = await ground.open()
    return await bus.member("crew", topic.name)


async def test_every_partition_that_is_ours_has_one_task(ground: SqliteGround) -> None:
    crew = Crew()
    works = Works(crew)
    topic = await ground.topic(partitions=3)

    async with tending(await joined(ground, topic), works.own, crew):
        await until(lambda: crew.at_work == {0, 1, 2})
        assert (crew.joined, crew.owned) == (True, frozenset({0, 1, 2}))

    assert sorted(works.begun) == sorted(works.ended) == [0, 1, 2]
    assert (crew.at_work, crew.owned) == (set(), frozenset())


async def test_a_task_whose_log_is_another_one_stops_until_a_person_has_looked(
    ground: SqliteGround,
) -> None:
    crew = Crew()
    works = Works(crew)
    works.faults = {1: [OutOfRange("holds 0..3, our own output says 5")]}
    topic = await ground.topic(partitions=2)

    async with tending(await joined(ground, topic), works.own, crew):
        await until(lambda: 1 in crew.troubles and crew.at_work == {0})

        assert crew.troubles == {1: "stopped: holds 0..3, our own output says 5"}
        assert works.begun.count(1) == 1


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (Fenced("by another"), "fenced: by another"),
        (Unavailable("no answer"), "the bus does not answer: no answer"),
        (ConnectionError("reset"), "the bus does not answer: reset"),
        (RuntimeError("Ana's words"), "fails with RuntimeError; see the log"),
    ],
)
async def test_a_task_that_fails_says_why_and_is_begun_again(
    ground: SqliteGround, fault: Exception, trouble: str
) -> None:
    crew = Crew()
    works = Works(crew)
    works.faults = {1: [fault]}
    topic = await ground.topic(partitions=2)

    async with tending(await joined(ground, topic), works.own, crew):
        await until(lambda: 1 in crew.troubles)
        assert (crew.troubles, 1 in crew.at_work) == ({1: trouble}, False)
        await until(lambda: crew.at_work == {0, 1})

        assert crew.troubles == {}
        assert works.begun.count(1) == 2
        assert works.begun.count(0) == 1


async def test_a_task_that_returns_has_stopped_for_good_and_the_others_go_on(
    ground: SqliteGround,
) -> None:
    crew = Crew()
    works = Works(crew)
    topic = await ground.topic(partitions=2)

    async def own(partition: int) -> None:
        if partition == 0:
            crew.begin(0)
            crew.troubles[0] = "newer than this version: upgrade"
            return
        await works.own(partition)

    async with tending(await joined(ground, topic), own, crew):
        await until(lambda: crew.at_work == {1})

        assert crew.troubles == {0: "newer than this version: upgrade"}


async def test_a_task_that_returns_without_a_word_is_called_stopped(ground: SqliteGround) -> None:
    crew = Crew()
    topic = await ground.topic(partitions=1)

    async def own(partition: int) -> None:
        """Nothing is to be done."""

    async with tending(await joined(ground, topic), own, crew):
        await until(lambda: crew.troubles == {0: "stopped"})


async def test_partitions_are_handed_over_and_taken_back(ground: SqliteGround) -> None:
    first, second = Crew(), Crew()
    works, others = Works(first), Works(second)
    topic = await ground.topic(partitions=4)

    async with tending(await joined(ground, topic), works.own, first):
        await until(lambda: len(first.at_work) == 4)
        member = await joined(ground, topic)
        async with tending(member, others.own, second):
            await until(lambda: len(first.at_work) == len(second.at_work) == 2)
            assert first.owned | second.owned == {0, 1, 2, 3}
            assert set(works.ended) == second.owned
        await member.close()
        await until(lambda: len(first.at_work) == 4)

    assert len(works.begun) == len(works.ended) == 6
