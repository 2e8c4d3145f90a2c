"""Verifying a partition: what follows is compared, and every inquiry of its log is accounted for."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from services.router.account import Entry, gaps, lines
from services.router.activate import keep
from services.router.programs import Programs
from services.router.verify import Report, Skipped, verify
from switchboard.blobs import Folder
from switchboard.bus.port import Draft, Record
from switchboard.bus.sqlite import MEMORY, SqliteBus
from switchboard.contracts.codec import encode_event
from switchboard.contracts.events import Event, InquiryReceived, StrategyActivated
from switchboard.contracts.topics import INTAKE, topics
from switchboard.contracts.values import Channel
from tests.harness.clock import HandClock
from tests.router.company import BEN, BUNDLE, STRATEGY, claim, inquiry, opened
from tests.router.partition import Partition

ALL_BUT = dict.fromkeys(Entry, 0)


class House:
    """A log with one partition, and what the router made of it."""

    def __init__(self, bus: SqliteBus, programs: Programs, clock: HandClock) -> None:
        self.bus = bus
        self.programs = programs
        self.clock = clock
        self.partition = Partition(programs)

    async def accepts(self, *events: Event) -> None:
        """Have events stand in the log which the router hasn't come to."""
        for event in events:
            value, headers = encode_event(event, source="/test", at=self.clock.now())
            await self.bus.publish([Draft(INTAKE, 0, b"0000", value, headers)])

    async def hears(self, *events: Event) -> None:
        """Have events stand in the log, and the router make of them what it does."""
        for event in events:
            await self.accepts(event)
            self.partition.hears(event, self.clock.now())

    async def verified(self, records: Sequence[Record] | None = None) -> Report:
        """Verify with these records in `cases`, where nothing else is said all that the router made."""
        for record in self.partition.cases if records is None else records:
            draft = Draft(record.topic, 0, record.key, record.value, record.headers)
            await self.bus.publish([draft])
        return await verify(self.bus, self.programs, 0, 1)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock, blobs = HandClock(), Folder(tmp_path)
    bus = await SqliteBus.open(MEMORY, clock)
    await bus.create(topics(1))
    programs = Programs(blobs)
    strategy = await keep(blobs, BUNDLE)
    assert strategy == STRATEGY
    await programs.fetch([strategy])
    house = House(bus, programs, clock)
    await house.hears(StrategyActivated(strategy_id=strategy, by="owner"))
    yield house
    await bus.close()


def first() -> InquiryReceived:
    return inquiry("first", channel=Channel.WEB)


def second() -> InquiryReceived:
    return inquiry("second", channel=Channel.WEB)


def other() -> InquiryReceived:
    return inquiry("other", sender=BEN)


async def test_every_inquiry_is_accounted_for_by_channel(house: House) -> None:
    unread = inquiry("unread", sender=None, channel=Channel.WEB, unreadable="no MIME")
    await house.hears(first(), second(), first(), other(), unread)
    await house.accepts(inquiry("later", channel=Channel.WEB))

    report = await house.verified()

    assert report.differences == ()
    assert lines(report.account) == {
        Channel.EMAIL: {**ALL_BUT, Entry.RECEIVED: 1, Entry.OPENED: 1},
        Channel.WEB: {
            Entry.RECEIVED: 5,
            Entry.OPENED: 1,
            Entry.JOINED: 1,
            Entry.REPEATED: 1,
            Entry.PARKED: 1,
            Entry.PENDING: 1,
        },
    }
    assert gaps(report.account) == {}


async def test_a_case_that_holds_an_inquiry_accounts_for_it_when_its_record_was_compacted(
    house: House,
) -> None:
    await house.hears(first(), second(), first(), first(), other(), claim(opened(first())))

    report = await house.verified(house.partition.compacted())

    assert report.differences == ()
    assert report.skipped[Skipped.COMPACTED] > 0
    web = lines(report.account)[Channel.WEB]
    assert (web[Entry.OPENED], web[Entry.JOINED], web[Entry.REPEATED]) == (1, 1, 2)
    assert gaps(report.account) == {}


async def test_an_inquiry_that_rests_in_no_case_is_found_and_its_channel_does_not_add_up(
    house: House,
) -> None:
    await house.hears(first(), other(), second())
    lost = [record for record in house.partition.cases if record.key != other().reference.encode()]

    report = await house.verified(lost)

    (difference,) = report.differences
    assert (difference.position, difference.key) == (f"{INTAKE}/0/2", other().inquiry_id)
    assert difference.what == "the inquiry rests in no case"
    assert gaps(report.account) == {Channel.EMAIL: 1}
