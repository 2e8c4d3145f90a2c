"""What every bus keeps: the one writer of an identity, all or nothing, and nobody beside it."""

import pytest

from switchboard.bus.port import Bus, Draft, Fenced, Spot, TooLarge, Unavailable
from switchboard.contracts.topics import MAX_RECORD_BYTES, Topic
from switchboard.contracts.values import Seconds
from tests.bus.ground import Ground
from tests.bus.talk import draft, heard, some, values


async def test_what_is_committed_together_stands_together(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    writer = await bus.writer("router.0")

    positions = await writer.commit([draft(topic, b"%d" % n) for n in range(3)])

    records = await heard(bus, topic)
    assert [record.value for record in records] == [b"0", b"1", b"2"]
    assert positions == [record[:3] for record in records]


async def test_a_writer_commits_again_and_again_and_its_offsets_only_grow(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    writer = await bus.writer("router.0")

    offsets = [(await writer.commit([draft(topic, b"%d" % n)]))[0].offset for n in range(5)]

    assert offsets == sorted(set(offsets))
    assert await values(bus, topic) == [b"%d" % n for n in range(5)]


async def test_offsets_have_gaps_so_nobody_may_count_them(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    writer = await bus.writer("router.0")
    (first,), (second,) = [await writer.commit([draft(topic, b"")]) for _ in range(2)]

    reader = await bus.reader({Spot(topic.name, 0): first.offset})
    await some(reader, 2)

    assert second.offset > first.offset + 1
    while await reader.batch(1, Seconds(0.2)):
        pass
    assert reader.position(Spot(topic.name, 0)) == (await bus.extent(topic.name))[0].end


async def test_a_reader_may_start_in_a_gap(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    writer = await bus.writer("router.0")
    (first,), _ = [await writer.commit([draft(topic, b"%d" % n)]) for n in range(2)]

    reader = await bus.reader({Spot(topic.name, 0): first.offset + 1})

    assert [record.value for record in await some(reader, 1)] == [b"1"]


async def test_nothing_of_a_step_that_came_to_nothing_is_visible(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    writer = await bus.writer("router.0")
    oversize = draft(topic, bytes(MAX_RECORD_BYTES + 1))

    with pytest.raises(TooLarge):
        await writer.commit([draft(topic, b"before"), oversize, draft(topic, b"after")])

    assert await values(bus, topic) == []


async def test_a_writer_that_failed_is_of_no_more_use(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    writer = await bus.writer("router.0")
    with pytest.raises(TooLarge):
        await writer.commit([draft(topic, bytes(MAX_RECORD_BYTES + 1))])

    with pytest.raises((Fenced, Unavailable)):
        await writer.commit([draft(topic, b"late")])

    await (await bus.writer("router.0")).commit([draft(topic, b"of a new one")])
    assert await values(bus, topic) == [b"of a new one"]


async def test_a_transaction_over_two_partitions_is_refused(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    writer = await bus.writer("router.0")

    with pytest.raises(ValueError, match="partition"):
        await writer.commit([draft(topic, b"", partition=0), draft(topic, b"", partition=1)])

    assert await values(bus, topic, 0) == await values(bus, topic, 1) == []


async def test_a_transaction_over_two_topics_is_refused(ground: Ground) -> None:
    one, other, bus = await ground.topic(), await ground.topic(), await ground.open()
    writer = await bus.writer("router.0")

    with pytest.raises(ValueError, match="partition"):
        await writer.commit([draft(one, b""), draft(other, b"")])

    assert await values(bus, one) == await values(bus, other) == []


async def test_a_zombie_is_fenced_and_what_it_writes_is_never_seen(ground: Ground) -> None:
    topic, ours, theirs = await ground.topic(), await ground.open(), await ground.open()
    zombie = await ours.writer("router.0")
    await zombie.commit([draft(topic, b"while it was alone")])
    heir = await theirs.writer("router.0")

    with pytest.raises(Fenced):
        await zombie.commit([draft(topic, b"of a zombie")])
    await heir.commit([draft(topic, b"of the heir")])

    assert await values(ours, topic) == [b"while it was alone", b"of the heir"]


async def test_a_zombie_is_fenced_before_its_heir_has_written_anything(ground: Ground) -> None:
    topic, ours, theirs = await ground.topic(), await ground.open(), await ground.open()
    zombie = await ours.writer("router.0")
    await theirs.writer("router.0")

    with pytest.raises(Fenced):
        await zombie.commit([draft(topic, b"of a zombie")])

    assert await values(theirs, topic) == []


async def test_writers_of_different_identities_leave_each_other_alone(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    first, second = await bus.writer("router.0"), await bus.writer("router.1")

    for n in range(3):
        await first.commit([draft(topic, b"first", partition=0)])
        await second.commit([draft(topic, b"second", partition=1)])
        assert len(await values(bus, topic, 1)) == n + 1


async def test_a_front_door_publishes_beside_the_owner(ground: Ground) -> None:
    topic, bus = await ground.topic(), await ground.open()
    writer = await bus.writer("router.0")
    for n in range(3):
        await writer.commit([draft(topic, b"owner %d" % n)])
        await bus.publish([draft(topic, b"door %d" % n)])

    wanted = [b"%s %d" % (who, n) for n in range(3) for who in (b"owner", b"door")]
    assert await values(bus, topic) == wanted


async def test_a_step_that_crashed_before_its_commit_is_done_again_and_one_that_did_not_is_not(
    ground: Ground,
) -> None:
    source, sink = await ground.topic(), await ground.topic()
    door = await ground.open()
    await door.publish([draft(source, b"%d" % n) for n in range(6)])

    for crashes in (False, True, False, True, False):
        bus = await ground.open()
        writer = await bus.writer("copier.0")
        made = await _next_two(bus, source, sink)
        if not crashes:
            await writer.commit(made)
        await bus.close()

    assert await values(door, sink) == [b"%d" % n for n in range(6)]


async def _next_two(bus: Bus, source: Topic, sink: Topic) -> list[Draft]:
    """Copy on from the position that stands in what was written."""
    done = [int(dict(record.headers)["src"]) for record in await heard(bus, sink)]
    reader = await bus.reader({Spot(source.name, 0): max(done, default=-1) + 1})
    return [
        Draft(sink.name, 0, record.key, record.value, (("src", b"%d" % record.offset),))
        for record in await some(reader, 2)
    ]
