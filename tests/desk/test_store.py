"""The desk's file: one transaction a batch, offsets within it, nothing twice, nothing half."""

import asyncio
from functools import partial
from pathlib import Path

import apsw
import pytest
from msgspec.structs import replace

from services.desk import listing, questions, rows, store
from services.desk.filters import Cursor, Filters
from services.desk.store import Newer, NotStored, Store
from switchboard.bus.port import Record, Spot
from switchboard.contracts.case import Case
from switchboard.contracts.codec import Unreadable
from switchboard.contracts.handling import CaseClaimed
from switchboard.contracts.topics import CASES
from switchboard.contracts.values import How, Status, StrategyId
from tests.desk.matter import (
    BEN,
    STRATEGY,
    Log,
    acted,
    asked,
    case,
    gone,
    heard,
    inquiry,
    judging,
    later,
    stood,
)


def reached(records: list[Record]) -> dict[Spot, int]:
    return {Spot(record.topic, record.partition): record.offset + 1 for record in records}


async def apply(to: Store, records: list[Record]) -> None:
    await to.apply(records, reached(records))


async def listed(of: Store, asked_: Filters | None = None, limit: int = 50) -> list[Case]:
    found, _ = await of.ask(
        partial(listing.page, asked=asked_ or Filters(), after=None, limit=limit)
    )
    return found


async def test_a_new_file_is_empty_and_at_the_beginning(store: Store) -> None:
    assert await listed(store) == []
    assert await store.positions() == {}


async def test_rows_and_offsets_move_together(store: Store) -> None:
    stands = case(inquiry())
    records = Log().take([heard(inquiry()), stood(stands)])

    await apply(store, records)

    assert await listed(store) == [stands]
    assert await store.positions() == reached(records)


async def test_a_record_applied_before_changes_nothing(store: Store) -> None:
    only, log = inquiry(), Log()
    records = log.take([stood(case(only)), stood(replace(case(only), status=Status.RESOLVED))])
    await apply(store, records)

    again = await store.apply(records[:1], {Spot(CASES, records[0].partition): 1})

    assert again == []
    assert [one.status for one in await listed(store)] == [Status.RESOLVED]
    assert await store.positions() == reached(records)


async def test_a_batch_that_breaks_leaves_nothing_behind(store: Store) -> None:
    fine, broken = Log().take([stood(case(inquiry())), stood(case(inquiry("second", sender=BEN)))])

    with pytest.raises(Unreadable):
        await apply(store, [fine, broken._replace(value=b"{")])

    assert await listed(store) == []
    assert await store.positions() == {}


async def test_a_desk_that_dies_between_two_batches_goes_on_where_it_was(tmp_path: Path) -> None:
    path, log = tmp_path / "desk.db", Log()
    before = log.take([heard(inquiry()), stood(case(inquiry()))])
    after = log.take([stood(case(inquiry(), inquiry("second")))])
    dying = await Store.open(path)
    await apply(dying, before)
    await dying.close()

    risen = await Store.open(path)
    await apply(risen, [*before, *after])

    assert await listed(risen) == [case(inquiry(), inquiry("second"))]
    assert await risen.positions() == reached([*before, *after])
    await risen.close()


async def test_two_desks_on_one_file_do_no_harm(tmp_path: Path) -> None:
    one, other = await Store.open(tmp_path / "desk.db"), await Store.open(tmp_path / "desk.db")
    records = Log().take([stood(case(inquiry(f"{n}", sender=BEN))) for n in range(20)])

    await asyncio.gather(
        *(apply(each, records[n : n + 4]) for n in range(0, 20, 4) for each in (one, other))
    )

    assert await listed(one) == await listed(other)
    await one.close()
    await other.close()


async def test_the_newest_record_of_a_case_replaces_all_before(store: Store) -> None:
    first, second = inquiry("first"), inquiry("second")
    moved = replace(case(first), participants=(BEN,), department="accounts")

    await apply(store, Log().take([stood(case(first, second)), stood(moved)]))

    assert await listed(store) == [moved]
    assert await listed(store, Filters(customer="mailto:ana@example.com")) == []
    assert await store.ask(partial(questions.rest, inquiry_id=second.inquiry_id)) is None


async def test_a_retired_case_is_gone_from_every_list(store: Store) -> None:
    only = inquiry()
    claim = CaseClaimed(action_id="a", reference=only.reference, by="mia")
    await apply(store, Log().take([stood(acted(case(only), claim)), gone(only.reference)]))

    assert await listed(store) == []
    assert await store.ask(partial(questions.dossier, reference=only.reference)) is None
    assert await store.ask(partial(questions.rest, inquiry_id=only.inquiry_id)) is None
    assert await store.ask(partial(questions.outcome, action_id="a")) is None


async def test_a_resend_leaves_the_first_copy_in_the_archive(store: Store) -> None:
    only = inquiry()
    resent = replace(only, subject="Pump again")
    await apply(store, Log().take([heard(only), heard(resent), stood(case(only))]))

    dossier = await store.ask(partial(questions.dossier, reference=only.reference))

    assert dossier is not None
    assert dossier.messages[only.inquiry_id].inquiry == only
    assert await listed(store, Filters(q="again")) == []


async def test_a_resend_does_not_unsay_how_the_inquiry_came_to_rest(store: Store) -> None:
    only = inquiry()
    drafts = [stood(case(only, how=How.OPENED)), stood(case(only, how=How.REPEATED))]

    await apply(store, Log().take(drafts))

    rest = await store.ask(partial(questions.rest, inquiry_id=only.inquiry_id))
    assert rest is not None
    assert rest.how is How.OPENED


async def test_words_are_found_in_whatever_spelling(store: Store) -> None:
    loud = inquiry(
        "loud", text="Die Pumpe HÄLT an", full_text="> earlier: the valve\nDie Pumpe HÄLT an"
    )
    await apply(store, Log().take([heard(loud), stood(case(loud))]))

    for q in ("hält", "HALT pumpe", "pump*", "valve", "ortiz"):
        assert len(await listed(store, Filters(q=q))) == 1, q
    for q in ("pum", "valve NOT", '"', "!!!", "pumpe -hält xyz"):
        assert await listed(store, Filters(q=q)) == [], q


async def test_the_strategy_of_each_partition_is_its_newest(store: Store) -> None:
    newer = StrategyId("6" * 64)
    drafts = [
        judging(0, STRATEGY, later(0)),
        judging(1, STRATEGY, later(0)),
        judging(1, newer, later(9)),
    ]

    await apply(store, Log().take(drafts))

    assert [tuple(one) for one in await store.ask(questions.activations)] == [
        (0, STRATEGY, later(0)),
        (1, newer, later(9)),
    ]


async def test_the_first_asking_of_an_action_counts(store: Store) -> None:
    claim = CaseClaimed(action_id="a", reference=inquiry().reference, by="mia")

    await apply(store, Log().take([asked(claim), asked(replace(claim, by="tom"))]))

    assert await store.ask(partial(questions.action, action_id="a")) == claim


async def test_a_page_reads_on_where_the_last_one_ended(store: Store) -> None:
    stands = [case(inquiry(f"{n}", sender=BEN), opened_at=later(n // 2)) for n in range(5)]
    await apply(store, Log().take(map(stood, stands)))
    expected = sorted(stands, key=lambda one: (one.opened_at, one.reference), reverse=True)

    first, cursor = await store.ask(partial(listing.page, asked=Filters(), after=None, limit=3))
    rest, end = await store.ask(partial(listing.page, asked=Filters(), after=cursor, limit=3))

    assert cursor == Cursor(first[-1].opened_at, first[-1].reference)
    assert ([*first, *rest], end) == (expected, None)


async def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    apsw.Connection(str(path)).pragma("user_version", 99)

    with pytest.raises(Newer, match=r"format 99.*upgrade"):
        await Store.open(path)


async def test_an_old_file_takes_the_steps_that_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, stands = tmp_path / "desk.db", case(inquiry())
    old = await Store.open(path)
    await apply(old, Log().take([stood(stands)]))
    await old.close()
    steps = [*store.migrations(), "CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT"]
    monkeypatch.setattr(store, "migrations", lambda: steps)

    new = await Store.open(path)

    assert await listed(new) == [stands]
    assert await new.ask(lambda db: list(db.execute("SELECT * FROM later"))) == []
    await new.close()


async def test_a_file_that_cannot_be_written_says_so(store: Store) -> None:
    def full(db: apsw.Connection) -> None:
        db.pragma("max_page_count", 1)
        for n in range(1000):
            rows.note(db, {Spot("t" * 1000, n): n})

    with pytest.raises(NotStored, match="full"):
        await store._write(full)

    assert await store.positions() == {}
