"""What every bus keeps and what it lets go: retention and compaction, by the clock of the log."""

import pytest

from switchboard.bus.port import OutOfRange, Spot
from switchboard.contracts.values import Seconds
from tests.bus.ground import A_DAY, Ground
from tests.bus.talk import SOON, draft, heard, some, values


async def test_records_stay_while_they_are_young(ground: Ground) -> None:
    topic, bus = await ground.topic(keep=A_DAY), await ground.open()
    await bus.publish([draft(topic, b"young")])
    ground.clock.advance(A_DAY / 2)

    await ground.tidy(topic)

    assert await values(bus, topic) == [b"young"]


async def test_old_records_go_and_the_offsets_of_the_others_stay(ground: Ground) -> None:
    topic, bus = await ground.topic(keep=A_DAY), await ground.open()
    await bus.publish([draft(topic, b"old")] * 3)
    ground.clock.advance(A_DAY + 1)
    (young,) = await bus.publish([draft(topic, b"young")])

    await ground.tidy(topic)

    assert (await bus.extent(topic.name))[0] == (young.offset, young.offset + 1)
    assert await values(bus, topic) == [b"young"]


async def test_a_position_before_the_beginning_is_out_of_range(ground: Ground) -> None:
    topic, bus = await ground.topic(keep=A_DAY), await ground.open()
    await bus.publish([draft(topic, b"old")] * 3)
    ground.clock.advance(A_DAY + 1)
    await bus.publish([draft(topic, b"young")])
    await ground.tidy(topic)

    reader = await bus.reader({Spot(topic.name, 0): 1})

    with pytest.raises(OutOfRange):
        await reader.batch(10, Seconds(SOON))


async def test_compaction_keeps_the_newest_of_each_key_where_it_stands(ground: Ground) -> None:
    topic, bus = await ground.topic(compacted=True, keep=A_DAY), await ground.open()
    for key, value in ((b"a", b"1"), (b"b", b"1"), (b"a", b"2"), (b"b", b"2"), (b"a", b"3")):
        await bus.publish([draft(topic, value, key=key)])
    ground.clock.advance(A_DAY + 1)
    await bus.publish([draft(topic, b"young", key=b"c")])

    await ground.tidy(topic)

    found = [(record.offset, record.key, record.value) for record in await heard(bus, topic)]
    assert found == [(3, b"b", b"2"), (4, b"a", b"3"), (5, b"c", b"young")]


async def test_compaction_leaves_young_history_alone(ground: Ground) -> None:
    topic, bus = await ground.topic(compacted=True, keep=A_DAY), await ground.open()
    for n in range(3):
        await bus.publish([draft(topic, b"%d" % n)])
    ground.clock.advance(A_DAY / 2)
    await bus.publish([draft(topic, b"young", key=b"another")])

    await ground.tidy(topic)

    assert await values(bus, topic) == [b"0", b"1", b"2", b"young"]


async def test_a_compacted_partition_is_read_from_its_beginning_to_its_end(ground: Ground) -> None:
    topic, bus = await ground.topic(compacted=True, keep=A_DAY), await ground.open()
    writer = await bus.writer("router.0")
    for n in range(3):
        await writer.commit([draft(topic, b"%d" % n)])
    ground.clock.advance(A_DAY + 1)
    await writer.commit([draft(topic, b"young", key=b"another")])
    await ground.tidy(topic)

    begin, end = (await bus.extent(topic.name))[0]
    reader = await bus.reader({Spot(topic.name, 0): begin})
    records = await some(reader, 2)
    while await reader.batch(1, Seconds(0.2)):
        pass

    assert [record.value for record in records] == [b"2", b"young"]
    assert reader.position(Spot(topic.name, 0)) == end


async def test_a_tombstone_takes_what_it_buried_with_it(ground: Ground) -> None:
    topic, bus = await ground.topic(compacted=True, keep=A_DAY), await ground.open()
    await bus.publish([draft(topic, b"erase me"), draft(topic, None)])
    ground.clock.advance(A_DAY + 1)
    await bus.publish([draft(topic, b"young", key=b"another")])

    await ground.tidy(topic)

    assert b"erase me" not in await values(bus, topic)
    ground.clock.advance(A_DAY + 1)
    await bus.publish([draft(topic, b"younger", key=b"third")])
    await ground.tidy(topic)
    assert [r.key for r in await heard(bus, topic) if r.value is None] == []
