"""The embedded log in SQL: finding a moment among gaps, and giving each partition its turn."""

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.bus.port import Draft, OutOfRange, Record, Spot, Unavailable
from switchboard.bus.sqlite import MEMORY, SqliteBus, Terms
from switchboard.bus.sqlite import log as sql
from switchboard.bus.sqlite.file import open_shelves
from switchboard.bus.sqlite.log import OFFSET_BITS, Ledger
from switchboard.bus.sqlite.topics import create
from switchboard.contracts.topics import Topic
from switchboard.contracts.values import Seconds, UnixSeconds
from tests.bus.talk import draft, some
from tests.harness.clock import HandClock

TOPIC = Topic(name="intake", partitions=2)
HERE = Spot(TOPIC.name, 0)


def _log() -> apsw.Connection:
    writing, _ = open_shelves(MEMORY, 0, Seconds(1))
    with writing.take() as db:
        create(Ledger(db, UnixSeconds(0)), [TOPIC])
        return db


def _append(db: apsw.Connection, at: float, value: bytes = b"") -> None:
    ledger = Ledger(db, UnixSeconds(at))
    ledger.append([draft(TOPIC, value)])
    ledger.close()


@given(st.lists(st.integers(0, 20), max_size=30), st.sets(st.integers(0, 30)), st.integers(-1, 22))
def test_a_moment_is_found_by_halving_as_by_looking_at_every_record(
    times: list[int], gaps: set[int], at: int
) -> None:
    db = _log()
    for time in sorted(times):
        _append(db, time)
    tail = sql.tail_of(db, HERE)
    for gap in gaps:
        db.execute("DELETE FROM records WHERE id = ?", (tail.spot_id << OFFSET_BITS | gap,))

    found = sql.offset_at(db, tail, UnixSeconds(at))

    left = [(n, time) for n, time in enumerate(sorted(times)) if n not in gaps]
    assert found == next((n for n, time in left if time >= at), len(times))


@given(st.integers(0, 12), st.integers(1, 12), st.integers(1, 500))
def test_a_look_gives_a_run_of_the_log_within_its_limits(
    start: int, limit: int, limit_bytes: int
) -> None:
    db = _log()
    for n in range(12):
        _append(db, 0, bytes(100) + b"%x" % n)

    page = sql.read(db, {HERE: start}, limit, limit_bytes)

    offsets = [record.offset for record in page.records]
    assert offsets == list(range(start, start + len(offsets)))
    assert len(offsets) == min(limit, 12 - start, -(-limit_bytes // 104))
    assert page.positions == {HERE: start + len(offsets)}


def test_a_position_outside_the_log_is_named_with_what_there_is() -> None:
    db = _log()
    _append(db, 0)

    with pytest.raises(OutOfRange, match=r"intake/0 holds 0\.\.1, not 2"):
        sql.read(db, {HERE: 2}, 1, 1)


@pytest.mark.parametrize("spot", [Spot("nowhere", 0), Spot(TOPIC.name, 2)])
def test_what_was_never_created_is_said_to_be_missing(spot: Spot) -> None:
    with pytest.raises(Unavailable, match="create the topics"):
        sql.read(_log(), {spot: 0}, 1, 1)


async def test_a_busy_partition_does_not_hold_up_a_quiet_one() -> None:
    bus = await SqliteBus.open(MEMORY, HandClock())
    await bus.create([TOPIC])
    await bus.publish([draft(TOPIC, b"busy")] * 100)
    await bus.publish([draft(TOPIC, b"quiet", partition=1)])
    reader = await bus.reader({Spot(TOPIC.name, n): 0 for n in (0, 1)})

    batches = [await reader.batch(10, Seconds(1)) for _ in range(2)]

    assert [record.value for record in batches[1]] == [b"quiet"] + [b"busy"] * 9
    await bus.close()


async def test_a_batch_of_large_records_ends_before_memory_does() -> None:
    bus = await SqliteBus.open(MEMORY, HandClock(), Terms(batch_bytes=1_000_000))
    await bus.create([TOPIC])
    await bus.publish([draft(TOPIC, bytes(300_000))] * 10)
    reader = await bus.reader({HERE: 0})

    assert len(await reader.batch(1_000, Seconds(1))) == 4
    assert len(await some(reader, 6)) == 6
    await bus.close()


async def test_every_double_in_memory_is_a_log_of_its_own() -> None:
    one, other = [await SqliteBus.open(MEMORY, HandClock()) for _ in range(2)]
    await one.create([TOPIC])
    await one.publish([Draft(TOPIC.name, 1, b"key", b"value", (("a", b"b"),))])

    (record,) = await (await one.reader({Spot(TOPIC.name, 1): 0})).batch(1, Seconds(1))

    assert record == Record(TOPIC.name, 1, 0, HandClock().now(), b"key", b"value", (("a", b"b"),))
    assert await other.check([TOPIC]) == ["intake is missing; create the topics."]
    await one.close()
    await other.close()


async def test_check_says_in_a_sentence_each_what_differs() -> None:
    bus = await SqliteBus.open(MEMORY, HandClock())
    await bus.create([TOPIC])

    found = await bus.check(
        [Topic(name="intake", partitions=3, keep=Seconds(60), compacted=True), Topic(name="cases")]
    )

    assert found == [
        "intake was created with 2 partitions, expected 3.",
        "intake keeps records for 1209600 s, expected 60 s.",
        "intake is not compacted, expected compacted.",
        "cases is missing; create the topics.",
    ]
    assert await bus.check([TOPIC]) == []
    await bus.close()


@pytest.mark.parametrize("records", [1, 15, 16, 17, 32, 50])
def test_what_is_written_at_once_stands_in_its_order_in_every_partition(records: int) -> None:
    db = _log()
    ledger = Ledger(db, UnixSeconds(7))
    values: list[bytes | None] = [b"%d" % n for n in range(records)]
    drafts = [draft(TOPIC, value, partition=n % 2) for n, value in enumerate(values)]
    given = [ledger.append([each])[0] for each in drafts]
    ledger.close()

    page = sql.read(db, {Spot(TOPIC.name, n): 0 for n in (0, 1)}, 100, 10_000)

    found = {(each.partition, each.offset): (each.at, each.value) for each in page.records}
    assert [found[position.partition, position.offset] for position in given] == [
        (UnixSeconds(7), value) for value in values
    ]
    assert len(found) == records
