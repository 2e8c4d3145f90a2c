"""The one loop, on both buses: what follows is published once, whatever becomes of a step or a process."""

import asyncio

import pytest

from switchboard.bus.port import Draft, Fenced, OutOfRange, TooLarge
from switchboard.bus.pump import Plan, Step, run
from tests.bus.count import Count, Line, graves, line_on, pumped, pumping, unnoted, unprepared
from tests.bus.ground import Ground
from tests.bus.talk import SOON


@pytest.fixture
async def line(ground: Ground) -> Line:
    return await line_on(ground)


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
    source = (("src", b"4711"), ("at", b"0.0"))
    await line.bus.publish([Draft(line.sink.name, 0, b"count", b"9", source)])

    with pytest.raises(OutOfRange, match="our own output says 4712"):
        await pumped(line, Count(line.sink))


async def test_a_log_made_anew_is_known_by_its_time_however_far_it_has_grown(line: Line) -> None:
    """Our output speaks of another log's third record; this log has as many, and none of them is that one."""
    await line.say(b"a", b"b", b"c", b"d", b"e")
    source = (("src", b"2"), ("at", b"12345.678"))
    await line.bus.publish([Draft(line.sink.name, 0, b"count", b"3", source)])

    with pytest.raises(OutOfRange, match="another record at 2"):
        await pumped(line, Count(line.sink))


async def test_no_batch_is_larger_than_planned(line: Line) -> None:
    plan = Plan("count-" + line.sink.name, line.source.name, line.sink.name, most=3)
    await line.say(*[b"%d" % number for number in range(10)])
    step = Count(line.sink)

    async with pumping(line, step, plan):
        await line.until(10)

    assert max(step.batches) <= 3
    assert sum(step.batches) == 10


async def test_what_is_still_to_be_worked_off_is_shown_once_in_a_while(line: Line) -> None:
    plan = Plan("count-" + line.sink.name, line.source.name, line.sink.name, most=1)
    await line.say(b"a", b"b", b"c", b"stop")
    noted: list[int] = []

    async def note(partition: int, offset: int) -> None:
        noted.append(offset)

    async with asyncio.timeout(SOON):
        step = Count(line.sink)
        await run(line.bus, plan, 0, step, ready=unprepared, note=note, metrics=line.metrics)

    assert step.commits == 4
    assert len(noted) == 1
    labels = {"topic": line.source.name, "partition": "0"}
    assert line.figure("bus_lag_records", **labels) == 3


async def test_progress_is_noted_as_soon_as_there_is_nothing_else_to_do(line: Line) -> None:
    await line.say(b"a", b"b")
    noted = asyncio.Queue[int]()

    async def note(partition: int, offset: int) -> None:
        noted.put_nowait(offset)

    plan = Plan("count-" + line.sink.name, line.source.name, line.sink.name, most=1)
    step = Count(line.sink)
    task = asyncio.create_task(
        run(line.bus, plan, 0, step, ready=unprepared, note=note, metrics=line.metrics)
    )
    async with asyncio.timeout(SOON):
        offsets = [await noted.get(), await noted.get()]
    task.cancel()

    end = (await line.bus.extent(line.source.name))[0].end
    assert offsets == [end - 1, end]


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
        await run(line.bus, plan, 0, step, ready=ready, note=unnoted, metrics=line.metrics)

    assert seen == [(1, [])]
