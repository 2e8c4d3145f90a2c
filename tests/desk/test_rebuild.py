"""The projection is a function of the log: built again, or in other batches and another order, it is the same."""

import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.desk.store import Store
from switchboard.bus.port import Draft, Record, Spot
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.handling import CaseClaimed, CaseTransferred
from switchboard.contracts.values import How, Status
from tests.desk.matter import (
    BEN,
    STRATEGY,
    Log,
    acted,
    asked,
    case,
    delivered,
    delivery,
    gone,
    heard,
    inquiry,
    judging,
    later,
    owing,
    stood,
)

TABLES = (
    "cases",
    "placements",
    "people",
    "outcomes",
    "deliveries",
    "partitions",
    "positions",
    "messages",
    "actions",
)


def story() -> list[Draft]:
    """Return what the log says of two customers over a day, each topic in its order."""
    pump, again, valve = inquiry("pump"), inquiry("again"), inquiry("valve", sender=BEN)
    opened = owing(case(pump))
    both = replace(owing(case(pump, again, how=How.JOINED)), version=2)
    claim = CaseClaimed(action_id="claim", reference=pump.reference, by="mia")
    transfer = CaseTransferred(
        action_id="transfer", reference=pump.reference, by="tom", department="accounts"
    )
    claimed = replace(acted(both, claim), assignee="mia")
    refused = acted(claimed, transfer, "the case is with mia")
    resolved = replace(refused, version=5, status=Status.RESOLVED, clocks=())
    return [
        *(heard(one) for one in (pump, again, pump, valve)),
        *(asked(action) for action in (claim, transfer, claim)),
        *(stood(one) for one in (opened, both, claimed, refused, resolved)),
        *(stood(case(valve)), judging(0, STRATEGY, later(0)), gone(valve.reference)),
        *(delivered(delivery(opened, outcome)) for outcome in (Outcome.CLAIMED, Outcome.SENT)),
        delivered(delivery(opened))._replace(key=b"another"),
        delivered(delivery(opened))._replace(key=b"another", value=None),
    ]


def in_batches(records: Sequence[Record], sizes: Sequence[int]) -> list[list[Record]]:
    batches, rest = [], list(records)
    for size in sizes:
        batches.append(rest[:size])
        rest = rest[size:]
    return [batch for batch in (*batches, rest) if batch]


def shuffled(records: Sequence[Record], seed: int) -> list[Record]:
    """Return the records in another order, in which each partition of each topic keeps its own."""
    spots = [Spot(record.topic, record.partition) for record in records]
    queues = {
        spot: [record for record in records if (record.topic, record.partition) == spot]
        for spot in set(spots)
    }
    random.Random(seed).shuffle(spots)
    return [queues[spot].pop(0) for spot in spots]


async def feed(store: Store, batches: Sequence[Sequence[Record]]) -> None:
    for batch in batches:
        await store.apply(
            batch, {Spot(record.topic, record.partition): record.offset + 1 for record in batch}
        )


def contents(db: apsw.Connection) -> dict[str, list[str]]:
    """Return every row, but for the numbers that SQLite gives to messages."""
    columns = {"messages": "inquiry_id, body"}
    return {
        table: sorted(map(repr, db.execute(f"SELECT {columns.get(table, '*')} FROM {table}")))
        for table in TABLES
    }


async def built(folder: Path, batches: Sequence[Sequence[Record]]) -> dict[str, list[str]]:
    store = await Store.open(folder / "desk.db")
    try:
        await feed(store, batches)
        return await store.ask(contents)
    finally:
        await store.close()


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return Log().take(story())


async def test_the_story_leaves_what_it_should(store: Store, records: list[Record]) -> None:
    await feed(store, [records])

    counts = {name: len(found) for name, found in (await store.ask(contents)).items()}

    assert counts == {
        "cases": 1,
        "placements": 2,
        "people": 1,
        "outcomes": 2,
        "deliveries": 1,
        "partitions": 1,
        "positions": len({(record.topic, record.partition) for record in records}),
        "messages": 3,
        "actions": 2,
    }


@settings(max_examples=25)
@given(sizes=st.lists(st.integers(1, 6), max_size=12), seed=st.integers(0, 1000))
async def test_neither_batches_nor_the_order_of_topics_matter(sizes: list[int], seed: int) -> None:
    records = Log().take(story())
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        expected = await built(Path(one), [records])
        found = await built(Path(other), in_batches(shuffled(records, seed), sizes))

    assert found == expected


@settings(max_examples=15)
@given(sizes=st.lists(st.integers(1, 6), max_size=12), redone=st.integers(1, 5))
async def test_reading_batches_again_changes_nothing(sizes: list[int], redone: int) -> None:
    """A crash after the commit of a batch, before anybody knew."""
    records = Log().take(story())
    batches = in_batches(records, sizes)
    again = [batch for n, batch in enumerate(batches) for _ in range(1 + (n % redone == 0))]
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        expected = await built(Path(one), batches)
        found = await built(Path(other), again)

    assert found == expected


async def test_a_rebuild_finds_the_same_and_keeps_the_archive(
    store: Store, records: list[Record]
) -> None:
    await feed(store, in_batches(records, [3, 1, 4, 1, 5]))
    before = await store.ask(contents)

    await store.forget()
    emptied = await store.ask(contents)
    await feed(store, [records])

    assert await store.ask(contents) == before
    assert {name: rows for name, rows in emptied.items() if rows} == {
        name: before[name] for name in ("messages", "actions")
    }


async def test_a_rebuild_from_a_compacted_log_finds_the_same_cases(
    store: Store, records: list[Record]
) -> None:
    await feed(store, [records])
    before = await store.ask(contents)
    newest = {
        (record.topic, record.key): record
        for record in records
        if record.topic != "switchboard.intake"
    }
    kept = [
        record for record in records if newest.get((record.topic, record.key), record) is record
    ]

    await store.forget()
    await feed(store, [kept])

    after = await store.ask(contents)
    assert after == before
