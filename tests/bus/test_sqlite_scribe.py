"""The embedded log's writing thread: one fsync for whoever waits, an answer for each on its own."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import apsw
import pytest

from switchboard.bus.port import Draft, Extent, Fenced, Spot, Unavailable
from switchboard.bus.sqlite import SqliteBus, Stage, Terms
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds
from tests.bus.talk import SOON, draft, values
from tests.harness.clock import HandClock

TOPIC = Topic(name="intake", partitions=2)


class Valve:
    """Holds the writing thread at a stage, and counts what was committed."""

    def __init__(self) -> None:
        self.commits = 0
        self.fail_at: Stage | None = None
        self._open = threading.Event()
        self._open.set()

    def __call__(self, stage: Stage) -> None:
        assert self._open.wait(SOON)
        self.commits += stage == "committed"
        if stage == self.fail_at:
            self.fail_at = None
            raise Unavailable(f"a fault was put where all is {stage}")

    def shut(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def valve() -> Valve:
    return Valve()


@pytest.fixture
async def bus(tmp_path: Path, valve: Valve) -> AsyncIterator[SqliteBus]:
    terms = Terms(waiting_bytes=20_000, group_bytes=10_000, lock_within=Seconds(0.2))
    opened = await SqliteBus.open(str(tmp_path / "log.sqlite"), HandClock(), terms, valve)
    await opened.create([TOPIC])
    yield opened
    valve.open()
    await opened.close()


async def _queued(*jobs: asyncio.Task[object]) -> None:
    """Let the tasks run until each has its job in the queue."""
    for _ in range(5 * len(jobs) + 5):
        await asyncio.sleep(0)


async def test_all_that_wait_are_written_under_one_fsync(bus: SqliteBus, valve: Valve) -> None:
    valve.shut()
    first = asyncio.create_task(bus.publish([draft(TOPIC, b"holds the thread up")]))
    await asyncio.wait([first], timeout=0.2)
    rest = [asyncio.create_task(bus.publish([draft(TOPIC, b"%d" % n)])) for n in range(10)]
    await _queued(*rest)
    before = valve.commits
    valve.open()

    await asyncio.gather(first, *rest)

    assert valve.commits - before == 2
    assert (await values(bus, TOPIC))[1:] == [b"%d" % n for n in range(10)]


async def test_a_fenced_commit_and_a_broken_draft_fail_alone_in_their_group(
    bus: SqliteBus, valve: Valve
) -> None:
    zombie = await bus.writer("router.0")
    heir = await bus.writer("router.0")
    valve.shut()
    broken = Draft(TOPIC.name, 0, b"key", "not bytes")  # type: ignore[arg-type]  # (that is its fault)
    outcomes = asyncio.gather(
        bus.publish([draft(TOPIC, b"door")]),
        zombie.commit([draft(TOPIC, b"zombie")]),
        bus.publish([draft(TOPIC, b"half"), broken]),
        bus.publish([Draft("no such topic", 0, b"", b"")]),
        heir.commit([draft(TOPIC, b"heir")]),
        return_exceptions=True,
    )
    await _queued()
    valve.open()

    door, fenced, typed, unknown, crowned = await outcomes

    assert await values(bus, TOPIC) == [b"door", b"heir"]
    assert isinstance(fenced, Fenced)
    assert isinstance(typed, ValueError)
    assert isinstance(unknown, Unavailable)
    assert [door, crowned] == [[("intake", 0, 0)], [("intake", 0, 1)]]


async def test_a_single_record_need_not_wait_for_the_whole_of_a_bulk(bus: SqliteBus) -> None:
    bulk = asyncio.create_task(bus.publish([draft(TOPIC, bytes(1_000))] * 1_000))
    await _queued(bulk)

    (single,) = await bus.publish([draft(TOPIC, b"me too")])

    assert not bulk.done()
    assert single.offset < 100
    assert len(await bulk) == 1_000


async def test_whoever_brings_more_than_there_is_room_for_waits(
    bus: SqliteBus, valve: Valve
) -> None:
    valve.shut()
    calls = [
        asyncio.create_task(bus.publish([draft(TOPIC, bytes(8_000), key=b"%d" % n)]))
        for n in range(6)
    ]
    await asyncio.wait(calls, timeout=0.2)
    assert bus._gate.waiting == 4
    valve.open()

    await asyncio.gather(*calls)

    assert (await bus.extent(TOPIC.name))[0] == Extent(0, 6)
    assert bus._gate.waiting == 0


async def test_a_caller_who_goes_away_takes_nothing_back(bus: SqliteBus, valve: Valve) -> None:
    valve.shut()
    call = asyncio.create_task(bus.publish([draft(TOPIC, b"sent and left")]))
    await _queued(call)
    call.cancel()
    await asyncio.wait([call])
    valve.open()

    await bus.publish([draft(TOPIC, b"next")])

    assert await values(bus, TOPIC) == [b"sent and left", b"next"]


async def test_a_commit_that_was_cancelled_leaves_its_writer_of_no_use(
    bus: SqliteBus, valve: Valve
) -> None:
    writer = await bus.writer("router.0")
    valve.shut()
    call = asyncio.create_task(writer.commit([draft(TOPIC, b"who knows")]))
    await _queued(call)
    call.cancel()
    await asyncio.wait([call])
    valve.open()

    with pytest.raises(Fenced):
        await writer.commit([draft(TOPIC, b"after")])


async def test_what_failed_before_the_commit_is_not_there(bus: SqliteBus, valve: Valve) -> None:
    valve.fail_at = "written"
    with pytest.raises(Unavailable):
        await bus.publish([draft(TOPIC, b"rolled back")])

    assert await values(bus, TOPIC) == []


async def test_what_failed_after_the_commit_is_there_and_a_waiting_reader_sees_it(
    bus: SqliteBus, valve: Valve
) -> None:
    reader = await bus.reader({Spot(TOPIC.name, 0): 0})
    waiting = asyncio.create_task(reader.batch(10, Seconds(SOON)))
    writer = await bus.writer("router.0")
    valve.fail_at = "committed"

    with pytest.raises(Unavailable):
        await writer.commit([draft(TOPIC, b"outcome unknown")])

    assert [record.value for record in await waiting] == [b"outcome unknown"]


async def test_a_file_that_another_process_holds_makes_us_unavailable_not_stuck(
    bus: SqliteBus, tmp_path: Path
) -> None:
    await bus.publish([draft(TOPIC, b"before")])
    other = apsw.Connection(str(tmp_path / "log.sqlite"))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        await bus.publish([draft(TOPIC, b"meanwhile")])
    assert await values(bus, TOPIC) == [b"before"]
    other.execute("ROLLBACK")
    other.close()

    await bus.publish([draft(TOPIC, b"after")])

    assert await values(bus, TOPIC) == [b"before", b"after"]


async def test_a_full_disk_refuses_what_does_not_fit_and_keeps_what_is_there(
    bus: SqliteBus,
) -> None:
    await bus.publish([draft(TOPIC, b"before")])
    await bus._scribe.ask(lambda ledger: ledger.db.pragma("max_page_count", 30))

    with pytest.raises(Unavailable, match="full"):
        await bus.publish([draft(TOPIC, bytes(400_000))])

    await bus.publish([draft(TOPIC, b"small enough")])
    assert await values(bus, TOPIC) == [b"before", b"small enough"]


async def test_a_log_that_hangs_is_unavailable_to_its_callers_and_closes_all_the_same(
    tmp_path: Path,
) -> None:
    valve = Valve()
    terms = Terms(answer_within=Seconds(0.2))
    bus = await SqliteBus.open(str(tmp_path / "log.sqlite"), HandClock(), terms, valve)
    await bus.create([TOPIC])
    valve.shut()

    with pytest.raises(Unavailable, match="in time"):
        await bus.publish([draft(TOPIC, b"hangs")])

    async with asyncio.timeout(6):
        await bus.close()
    valve.open()


async def test_a_closed_log_turns_everybody_away_also_those_who_were_waiting(
    bus: SqliteBus,
) -> None:
    reader = await bus.reader({Spot(TOPIC.name, 0): 0})
    member = await bus.member("router", TOPIC.name)
    await member.assignment()
    waiting = [
        asyncio.create_task(reader.batch(1, Seconds(SOON))),
        asyncio.create_task(member.assignment()),
    ]
    await _queued(*waiting)

    await bus.close()

    late = await asyncio.gather(
        *waiting, bus.publish([draft(TOPIC, b"")]), bus.extent(TOPIC.name), return_exceptions=True
    )
    assert [type(outcome) for outcome in late] == [Unavailable] * 4
    await member.note(0, 1)
    await member.close()
    await bus.close()
