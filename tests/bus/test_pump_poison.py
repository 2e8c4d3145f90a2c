"""What can't be applied: parked, buried as it came, and, where it is all that comes, a reason to stop."""

import asyncio

import pytest

from switchboard.bus.graves import position_name
from switchboard.bus.port import Draft
from switchboard.bus.pump import Plan
from switchboard.contracts.topics import MAX_RECORD_BYTES
from tests.bus.count import Count, Line, graves, line_on, pumped, pumping
from tests.bus.ground import Ground
from tests.bus.talk import SOON, draft, heard


@pytest.fixture
async def line(ground: Ground) -> Line:
    return await line_on(ground)


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


async def test_what_cannot_even_be_parked_stops_nobody_behind_it(line: Line) -> None:
    unparkable = Draft(line.source.name, 0, b"unparkable", b"poison")
    await line.bus.publish([unparkable, draft(line.source, b"b")])

    async with pumping(line, Count(line.sink)):
        await line.until(2)

    (grave,) = await graves(line)
    assert dict(grave.headers)["dead-detail"] == b"parking fails too"


async def test_poison_as_large_as_a_record_may_be_is_buried_cut_and_says_so(line: Line) -> None:
    whole = MAX_RECORD_BYTES - 1_000
    await line.bus.publish(
        [Draft(line.source.name, 0, b"large", b"\x00" * whole), draft(line.source, b"b")]
    )

    async with pumping(line, Count(line.sink)):
        await line.until(2)

    (grave,) = await graves(line)
    assert len(grave.value or b"") == MAX_RECORD_BYTES - 16_000
    assert dict(grave.headers)["dead-cut-from"] == b"%d" % whole


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
