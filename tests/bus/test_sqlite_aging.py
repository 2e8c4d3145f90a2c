"""What the embedded log lets go, where it differs from Kafka: it waits for the slowest group, and leaves no trace."""

from collections.abc import AsyncIterator
from pathlib import Path

import apsw
import pytest

from switchboard.bus.port import Extent, Spot
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.topics import Topic
from tests.bus.ground import A_DAY, SqliteGround
from tests.bus.talk import draft, heard, values


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[SqliteGround]:
    only = SqliteGround(tmp_path)
    yield only
    await only.close()


def _bytes_by_name(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def _extent(bus: SqliteBus, topic: Topic) -> Extent:
    return (await bus.extent(topic.name))[0]


async def test_no_record_goes_before_the_slowest_group_has_got_past_it(
    ground: SqliteGround,
) -> None:
    topic, bus = await ground.topic(), await ground.open()
    fast, slow = await bus.member("fast", topic.name), await bus.member("slow", topic.name)
    await bus.publish([draft(topic, b"%d" % n) for n in range(10)])
    ground.clock.advance(A_DAY + 1)
    await fast.note(0, 9)

    for noted, begin in ((None, 0), (4, 4), (10, 9)):
        if noted is not None:
            await slow.note(0, noted)
        await bus.tidy()
        assert await _extent(bus, topic) == (begin, 10)


async def test_who_follows_alone_holds_back_what_it_has_still_to_read(
    ground: SqliteGround,
) -> None:
    topic, bus = await ground.topic(), await ground.open()
    spots = [Spot(topic.name, n) for n in range(topic.partitions)]
    member = await bus.member("router", topic.name)
    await bus.publish([draft(topic, b"%d" % n) for n in range(10)])
    ground.clock.advance(A_DAY + 1)
    await member.note(0, 10)
    await bus.follow("desk", dict.fromkeys(spots, 0))

    for reached, begin in ((0, 0), (4, 4), (10, 10)):
        await bus.follow("desk", {spots[0]: reached})
        await bus.tidy()
        assert await _extent(bus, topic) == (begin, 10)


async def test_a_group_of_another_topic_holds_nothing_back(ground: SqliteGround) -> None:
    topic, other, bus = await ground.topic(), await ground.topic(), await ground.open()
    await bus.member("router", other.name)
    await bus.publish([draft(topic, b"old")])
    ground.clock.advance(A_DAY + 1)

    await bus.tidy()

    assert await _extent(bus, topic) == (1, 1)


async def test_the_end_never_shrinks_though_nothing_is_left(ground: SqliteGround) -> None:
    topic, bus = await ground.topic(), await ground.open()
    await bus.publish([draft(topic, b"old")] * 3)
    ground.clock.advance(A_DAY + 1)
    await bus.tidy()
    await bus.close()

    again = await ground.open()
    (position,) = await again.publish([draft(topic, b"new")])

    assert position.offset == 3
    assert await values(again, topic) == [b"new"]


async def test_much_goes_in_small_pieces(ground: SqliteGround) -> None:
    topic, bus = await ground.topic(partitions=1), await ground.open()
    compacted = await ground.topic(partitions=1, compacted=True)
    await bus.publish([draft(topic, b"old") for _ in range(3_500)])
    await bus.publish([draft(compacted, b"%d" % n) for n in range(3_500)])
    ground.clock.advance(A_DAY + 1)

    await bus.tidy()
    await bus.tidy()

    assert await _extent(bus, topic) == (3_500, 3_500)
    assert await _extent(bus, compacted) == (0, 3_500)
    assert await values(bus, compacted) == [b"3499"]


async def test_two_that_tidy_at_once_do_no_harm(ground: SqliteGround) -> None:
    topic = await ground.topic(partitions=1, compacted=True)
    ours, theirs = await ground.open(), await ground.open()
    for day in range(3):
        await ours.publish([draft(topic, b"%d" % day, key=b"%d" % (n % 7)) for n in range(50)])
        ground.clock.advance(A_DAY + 1)
        await ours.tidy()
        await theirs.tidy()

    assert [record.value for record in await heard(ours, topic)] == [b"2"] * 7


async def test_what_was_erased_is_nowhere_in_the_file(ground: SqliteGround, tmp_path: Path) -> None:
    topic, bus = await ground.topic(compacted=True), await ground.open()
    canary = b"canary" * 2_000
    await bus.publish([draft(topic, canary), draft(topic, None)])
    ground.clock.advance(A_DAY + 1)
    await bus.tidy()
    await ground.close()

    left = _bytes_by_name(tmp_path)
    assert "log.sqlite" in left
    assert [name for name, content in left.items() if b"canary" in content] == []


async def test_a_young_record_may_follow_an_old_one_of_its_key_for_as_long_as_it_is_young(
    ground: SqliteGround,
) -> None:
    topic, bus = await ground.topic(compacted=True), await ground.open()
    await bus.publish([draft(topic, b"old")])
    ground.clock.advance(A_DAY + 1)
    await bus.publish([draft(topic, b"young")])

    await bus.tidy()
    assert await values(bus, topic) == [b"old", b"young"]

    ground.clock.advance(A_DAY + 1)
    await bus.tidy()
    assert await values(bus, topic) == [b"young"]


async def test_the_file_is_durable_at_every_commit(ground: SqliteGround) -> None:
    bus = await ground.open()

    def look(db: apsw.Connection) -> tuple[object, object, object]:
        return db.pragma("journal_mode"), db.pragma("synchronous"), db.pragma("secure_delete")

    assert await bus._scribe.ask(lambda ledger: look(ledger.db)) == ("wal", 2, 1)
