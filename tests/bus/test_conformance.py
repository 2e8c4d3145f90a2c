"""What every bus keeps: publishing, following, asking where things stand."""

import asyncio

import pytest

from switchboard.bus.port import Draft, Extent, OutOfRange, Position, Spot, TooLarge
from switchboard.contracts.topics import MAX_RECORD_BYTES
from switchboard.contracts.values import Seconds, UnixSeconds
from tests.bus.ground import Ground
from tests.bus.talk import SOON, draft, heard, some, values


async def test_a_record_comes_back_as_it_was_sent(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    headers = (("traceparent", b"00-4bf9"), ("bytes", b"\x00\xff"), ("twice", b"1"), ("twice", b""))

    positions = await bus.publish([Draft(topic.name, 2, b"k\x00", b"v\xfe", headers)])

    (record,) = await heard(bus, topic, 2)
    assert positions == [record[:3]]
    assert record[3:] == (ground.clock.now(), b"k\x00", b"v\xfe", headers)


async def test_a_tombstone_comes_back_as_a_tombstone_and_an_empty_value_as_empty(
    ground: Ground,
) -> None:
    topic, bus = await ground.topic(compacted=True), await ground.open()
    await bus.publish([draft(topic, None), draft(topic, b"")])

    assert await values(bus, topic) == [None, b""]


async def test_publishing_tells_where_each_record_stands(ground: Ground) -> None:
    topic, bus = await ground.topic(partitions=2), await ground.open()
    sent = [draft(topic, b"%d" % n, partition=n % 2) for n in range(10)]

    positions = await bus.publish(sent)

    found = {record[:3]: record.value for n in (0, 1) for record in await heard(bus, topic, n)}
    assert [found[position] for position in positions] == [one.value for one in sent]


async def test_publishing_nothing_writes_nothing(ground: Ground) -> None:
    topic, bus = await ground.topic(partitions=1), await ground.open()

    assert await bus.publish([]) == []
    assert await bus.extent(topic.name) == {0: Extent(0, 0)}


async def test_what_one_process_publishes_another_reads_in_the_same_order(ground: Ground) -> None:
    topic, ours, theirs = await ground.topic(), await ground.open(), await ground.open()
    for n in range(20):
        await (ours, theirs)[n % 2].publish([draft(topic, b"%d" % n)])

    assert await values(ours, topic) == [b"%d" % n for n in range(20)]
    assert await values(theirs, topic) == await values(ours, topic)


async def test_records_of_one_key_keep_the_order_in_which_their_sender_sent_them(
    ground: Ground,
) -> None:
    topic, bus = await ground.topic(partitions=2), await ground.open()

    async def sender(key: int) -> None:
        for n in range(10):
            await bus.publish([draft(topic, b"%d" % n, key=b"%d" % key, partition=key % 2)])

    await asyncio.gather(*(sender(key) for key in range(8)))

    records = await heard(bus, topic, 0) + await heard(bus, topic, 1)
    for key in range(8):
        told = [record.value for record in records if record.key == b"%d" % key]
        assert told == [b"%d" % n for n in range(10)]


async def test_a_flood_is_taken_as_fast_as_it_can_be_written_and_nothing_of_it_is_lost(
    ground: Ground,
) -> None:
    topic, bus = await ground.topic(), await ground.open()
    bulk = bytes(50_000)

    async def flood(partition: int) -> list[Position]:
        return await bus.publish([draft(topic, bulk, partition=partition)] * 25)

    told = await asyncio.gather(*(flood(n % 4) for n in range(40)))

    assert len({position for positions in told for position in positions}) == 1_000
    for partition in range(4):
        assert len(await heard(bus, topic, partition)) == 250


async def test_a_record_that_is_too_large_is_refused_with_all_that_came_with_it(
    ground: Ground,
) -> None:
    topic, bus = await ground.topic(partitions=2), await ground.open()
    oversize = draft(topic, bytes(MAX_RECORD_BYTES + 1), partition=1)

    with pytest.raises(TooLarge):
        await bus.publish([draft(topic, b"small"), oversize, draft(topic, b"small")])

    await bus.publish([draft(topic, b"the next one passes")])
    assert await values(bus, topic, 0) == [b"the next one passes"]
    assert await values(bus, topic, 1) == []


async def test_a_record_just_below_the_limit_is_taken(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    value = bytes(MAX_RECORD_BYTES - 1_000)

    await bus.publish([draft(topic, value)])

    assert await values(bus, topic) == [value]


async def test_append_times_never_go_backwards_though_the_clock_does(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    noon = ground.clock.now()
    for at in (noon, noon - 60, noon + 1):
        ground.clock.set(UnixSeconds(at))
        await bus.publish([draft(topic, b"")])

    assert [record.at for record in await heard(bus, topic)] == [noon, noon, noon + 1]


async def test_a_reader_that_waits_wakes_as_soon_as_a_record_comes(ground: Ground) -> None:
    topic, bus, other = await ground.topic(), await ground.open(), await ground.open()
    reader = await bus.reader({Spot(topic.name, n): 0 for n in range(4)})
    now = asyncio.get_running_loop().time
    for sender in (bus, other):
        waiting = asyncio.create_task(reader.batch(10, Seconds(SOON)))
        await asyncio.wait([waiting], timeout=0.2)
        assert not waiting.done()

        sent_at = now()
        await sender.publish([draft(topic, b"awake", partition=3)])

        assert [record.value for record in await waiting] == [b"awake"]
        assert now() - sent_at < 2


async def test_a_reader_that_waited_in_vain_says_so(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    reader = await bus.reader({Spot(topic.name, 0): 0})

    assert await reader.batch(10, Seconds(0.2)) == []
    assert reader.position(Spot(topic.name, 0)) == 0


async def test_a_reader_gives_no_more_than_it_was_asked_for_and_then_goes_on(
    ground: Ground,
) -> None:
    topic, bus = await ground.topic(partitions=1), await ground.open()
    await bus.publish([draft(topic, b"%d" % n) for n in range(25)])
    reader = await bus.reader({Spot(topic.name, 0): 0})

    first, rest = await some(reader, 10), await some(reader, 15)

    assert [record.value for record in first + rest] == [b"%d" % n for n in range(25)]


async def test_a_follower_goes_on_where_it_knows_that_it_was(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    positions = await bus.publish([draft(topic, b"%d" % n) for n in range(5)])

    reader = await bus.reader({Spot(topic.name, 0): positions[3].offset})

    assert [record.value for record in await some(reader, 2)] == [b"3", b"4"]
    assert reader.position(Spot(topic.name, 0)) == (await bus.extent(topic.name))[0].end


async def test_a_reader_follows_several_partitions_at_once(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    await bus.publish([draft(topic, b"%d" % n, partition=n % 4) for n in range(100)])
    reader = await bus.reader({Spot(topic.name, n): 0 for n in range(4)})

    records = await some(reader, 100)

    for partition in range(4):
        told = [record.value for record in records if record.partition == partition]
        assert told == [b"%d" % n for n in range(partition, 100, 4)]


async def test_a_position_past_the_end_is_out_of_range(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    await bus.publish([draft(topic, b"only one")])
    reader = await bus.reader({Spot(topic.name, 0): 7})

    with pytest.raises(OutOfRange):
        await reader.batch(10, Seconds(SOON))


async def test_the_first_offset_since_a_moment_is_found_in_each_partition(ground: Ground) -> None:
    topic, bus = await ground.topic(partitions=2), await ground.open()
    noon = ground.clock.now()
    positions = []
    for _ in range(3):
        positions += await bus.publish([draft(topic, b"")])
        ground.clock.advance(60)

    for after, offset in ((-1, 0), (0, 0), (1, 1), (60, 1), (61, 2), (121, 3)):
        found = await bus.offset_at(topic.name, UnixSeconds(noon + after))
        assert found == {0: offset, 1: 0}
    assert [position.offset for position in positions] == [0, 1, 2]


async def test_creating_a_topic_again_leaves_it_as_it_is(ground: Ground) -> None:
    topic, bus = await ground.topic(partitions=2), await ground.open()
    await bus.publish([draft(topic, b"kept")])

    await bus.create([topic])

    assert await values(bus, topic) == [b"kept"]
