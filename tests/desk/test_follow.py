"""The desk follows the log, and says how far it is."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial

import pytest
from msgspec.structs import replace

from services.desk import listing, questions
from services.desk.awaited import Awaited
from services.desk.filters import Filters
from services.desk.follow import Follower, Heeding, Note, heed_nothing, tell_nobody
from services.desk.store import Store
from switchboard.bus.port import Draft, Member, Record, Spot, Unavailable
from switchboard.bus.sqlite import MEMORY, SqliteBus
from switchboard.contracts.handling import CaseClaimed
from switchboard.contracts.topics import CASES, INTAKE, topics
from switchboard.contracts.values import Seconds, Status, UnixSeconds
from switchboard.metrics import Metrics
from tests.desk.matter import BEN, acted, case, heard, inquiry, stood
from tests.desk.office import until
from tests.harness.clock import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def bus(clock: HandClock) -> AsyncIterator[SqliteBus]:
    opened = await SqliteBus.open(MEMORY, clock)
    await opened.create(topics())
    yield opened
    await opened.close()


@asynccontextmanager
async def following(
    bus: SqliteBus,
    store: Store,
    awaited: Awaited,
    note: Note = tell_nobody,
    heed: Heeding = heed_nothing,
) -> AsyncIterator[Follower]:
    follower = Follower(bus, store, awaited, Metrics(), HandClock(), note, heed)
    task = asyncio.create_task(follower.run())
    try:
        yield follower
    finally:
        task.cancel()
        await asyncio.wait([task])


async def references(store: Store) -> set[str]:
    asked = partial(listing.page, asked=Filters(), after=None, limit=100)
    cases, _ = await store.ask(asked)
    return {case.reference for case in cases}


async def test_the_desk_is_ready_once_it_has_read_what_was_there(
    bus: SqliteBus, store: Store
) -> None:
    stands = [case(inquiry(f"{n}", sender=BEN)) for n in range(30)]
    await bus.publish([stood(one) for one in stands])
    async with following(bus, store, Awaited()) as follower:
        assert follower.reasons() == ["the desk is still reading the log"]

        await until(lambda: follower.ready)

        assert follower.reasons() == []
        assert await references(store) == {one.reference for one in stands}


async def test_what_comes_in_later_is_read_at_once(bus: SqliteBus, store: Store) -> None:
    claim = CaseClaimed(action_id="claim", reference=inquiry().reference, by="mia")
    awaited = Awaited()
    async with following(bus, store, awaited) as follower:
        await until(lambda: follower.ready)
        with awaited.outcome("claim") as told:
            await bus.publish([stood(acted(case(inquiry()), claim))])

            async with asyncio.timeout(5):
                assert (await told).accepted
        assert await references(store) == {inquiry().reference}


async def test_a_desk_that_was_away_goes_on_where_it_was(bus: SqliteBus, store: Store) -> None:
    await _read(bus, store, [stood(case(inquiry()))])
    positions = await store.positions()
    other = case(inquiry("other", sender=BEN))

    await _read(bus, store, [stood(other)])

    assert await references(store) == {inquiry().reference, other.reference}
    assert (await store.positions()).items() >= positions.items()


async def _read(bus: SqliteBus, store: Store, drafts: Iterable[Draft]) -> None:
    await bus.publish(list(drafts))
    async with following(bus, store, Awaited()) as follower:
        await until(lambda: follower.ready)


async def test_a_rebuilt_desk_shows_what_the_incremental_one_did(
    bus: SqliteBus, store: Store
) -> None:
    first = case(inquiry())
    await _read(bus, store, [heard(inquiry()), stood(first)])
    await _read(bus, store, [stood(replace(first, status=Status.RESOLVED))])
    before = await store.ask(partial(questions.dossier, reference=first.reference))

    await store.forget()
    await _read(bus, store, [])

    assert before is not None
    assert before == await store.ask(partial(questions.dossier, reference=first.reference))


async def test_operations_see_how_far_the_desk_is_and_what_is_open(
    bus: SqliteBus, store: Store, clock: HandClock
) -> None:
    stands = case(inquiry())
    clock.set(UnixSeconds(stands.clocks[0].due_at + 40))
    metrics = Metrics()
    follower = Follower(bus, store, Awaited(), metrics, clock)
    task = asyncio.create_task(follower.run())
    value = metrics.registry.get_sample_value
    count = partial(value, "switchboard_cases_open", {"department": "service", "status": "open"})
    await bus.publish([stood(stands)])
    await until(lambda: count() == 1)
    await until(lambda: value("switchboard_sla_oldest_overdue_seconds") == 40)

    await bus.publish([stood(replace(stands, status=Status.RESOLVED))])
    await until(lambda: count() == 0)

    assert follower.behind == 0
    assert value("switchboard_bus_lag_records", {"topic": CASES, "partition": "0"}) == 0
    task.cancel()
    await asyncio.wait([task])


async def test_what_a_newer_version_wrote_stops_the_desk_and_says_so(
    bus: SqliteBus, store: Store
) -> None:
    await bus.publish([stood(case(inquiry())), Draft(INTAKE, 0, b"0000", b'{"type":"case.sold"}')])
    follower = Follower(bus, store, Awaited(), Metrics(), HandClock())

    async with asyncio.timeout(5):
        await follower.run()

    assert not follower.ready
    assert len(follower.reasons()) == 1
    assert "stopped: event type 'case.sold' is newer" in follower.reasons()[0]


async def test_another_log_under_the_same_desk_stops_it(bus: SqliteBus, store: Store) -> None:
    await store.apply([], {Spot(CASES, 3): 1000})
    follower = Follower(bus, store, Awaited(), Metrics(), HandClock())

    async with asyncio.timeout(5):
        await follower.run()

    assert "ends at 0, the desk has read up to 1000" in follower.reasons()[0]


async def test_what_the_log_forgot_before_the_desk_read_it_is_counted(
    bus: SqliteBus, store: Store, clock: HandClock
) -> None:
    old = inquiry()
    await bus.publish([heard(old)])
    spot = Spot(INTAKE, heard(old).partition)
    await store.apply([], {spot: 0})
    clock.advance(Seconds(30 * 86_400.0))
    await bus.tidy()
    await bus.publish([stood(case(old))])
    async with following(bus, store, Awaited()) as follower:
        await until(lambda: follower.ready)

        assert follower.lost == {spot: 1}
    dossier = await store.ask(partial(questions.dossier, reference=old.reference))
    assert dossier is not None
    assert dossier.messages == {}


async def test_a_bus_that_does_not_answer_is_asked_again(store: Store, clock: HandClock) -> None:
    bus = await SqliteBus.open(MEMORY, clock)  # Nobody has created the topics.
    async with following(bus, store, Awaited()) as follower:
        await until(lambda: follower.trouble)
        assert "the bus does not answer" in follower.reasons()[0]

        await bus.create(topics())

        await until(lambda: follower.ready)
        assert follower.reasons() == []
    await bus.close()


async def test_the_log_keeps_what_the_desk_has_still_to_read(
    bus: SqliteBus, store: Store, clock: HandClock
) -> None:
    first, second = (heard(inquiry(name)) for name in ("first", "second"))
    spot = Spot(INTAKE, first.partition)
    noting = partial(bus.follow, "desk")
    await bus.publish([first])
    async with following(bus, store, Awaited(), noting):
        seat = await bus.member("desk", INTAKE)
        await until(lambda: _noted(seat, spot, 1))
    await bus.publish([second])
    clock.advance(15 * 86_400)

    await bus.tidy()

    assert (await bus.extent(INTAKE))[spot.partition] == (1, 2)
    async with following(bus, store, Awaited(), noting) as follower:
        await until(lambda: follower.ready)
        assert follower.lost == {}


async def _noted(seat: Member, spot: Spot, offset: int) -> bool:
    return await seat.noted(spot.partition) == offset


async def test_what_could_not_be_heeded_is_told_again_before_it_counts_as_read(
    bus: SqliteBus, store: Store
) -> None:
    told: list[bytes] = []

    async def heed(records: Sequence[Record]) -> None:
        told.extend(record.key for record in records)
        if len(told) == 1:
            raise Unavailable("the log does not answer")

    stands = case(inquiry())
    await bus.publish([stood(stands)])
    async with following(bus, store, Awaited(), heed=heed) as follower:
        await until(lambda: follower.ready)

    assert told == [stands.reference.encode()] * 2
    assert await references(store) == {stands.reference}
