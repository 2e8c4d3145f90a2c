"""What a worker doesn't do: read before it knows, take more than it can hold, stop for one mail, or begin anywhere."""

from dataclasses import replace

import pytest

from services.channels import originals, worker
from services.channels.door import Door
from services.channels.limits import Limits
from services.channels.said import Said
from switchboard.bus.port import Record
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import Customer, CustomerFacts
from switchboard.contracts.events import MAX_TEXT
from switchboard.contracts.topics import DIRECTORY, ORIGINALS, PARTITIONS
from switchboard.contracts.values import Identity
from switchboard.directory import Directory, customer_key
from tests.channels.doorway import records
from tests.channels.letters import letter
from tests.channels.patience import until
from tests.channels.workshop import accepted, lag, settled, working

POISON = "From: a@" + ".".join(["ü"] * 150)
"""A domain that is short as written and too long as sent."""


async def test_a_sender_whose_domain_grows_too_long_keeps_nobody_waiting(
    door: Door, bus: SqliteBus
) -> None:
    promised = await accepted(door, [letter(POISON), letter("Message-ID: <2@example.com>")])
    async with working(door):
        heard = await settled(bus, 2)

    assert {inquiry.inquiry_id for inquiry in heard} == set(promised)
    assert sorted(inquiry.sender.identities for inquiry in heard) == [
        (),
        ("mailto:ana@example.com",),
    ]


async def test_whatever_a_mail_does_to_its_understanding_it_becomes_an_inquiry_that_says_so(
    door: Door, bus: SqliteBus
) -> None:
    await accepted(door, [letter()])
    [record] = await records(bus, ORIGINALS)
    original = originals.decode(record.value)
    half_a_character = Said(full_text="\ud800" * (MAX_TEXT + 1))
    inquiry = worker._prepared(door, original, half_a_character, 7).inquiry

    assert inquiry.inquiry_id == original.inquiry_id
    assert inquiry.unreadable == "understanding it failed (UnicodeEncodeError)"


async def test_nothing_is_read_before_the_directory_is(door: Door, bus: SqliteBus) -> None:
    facts = CustomerFacts(customer_id="K-7")
    entry = encode_entry(Customer(facts=facts, identities=(Identity("mailto:ana@example.com"),)))
    early = replace(door, directory=Directory())
    await accepted(early, [letter()])
    async with working(early) as crew:
        with pytest.raises(TimeoutError):
            await until(lambda: crew.joined, within=0.5)
        at = door.clock.now()
        early.directory.apply([Record(DIRECTORY, 0, 0, at, customer_key("K-7"), entry)])
        early.directory.caught_up()
        [inquiry] = await settled(bus, 1)

    assert inquiry.customer == facts


async def test_a_burst_of_large_mails_is_in_memory_within_the_budget(
    door: Door, bus: SqliteBus
) -> None:
    places: list[str] = []
    limits = Limits(reading_bytes=1)
    narrow = replace(door, limits=limits, reached=places.append)
    await accepted(door, [letter(f"Message-ID: <{n}@example.com>") for n in range(6)])
    async with working(narrow, processes=3):
        await settled(bus, 6)
        await until(lambda: places.count("inquiry.logged") == 6)

    assert places == ["original.read", "inquiry.stored", "inquiry.logged"] * 6


async def test_a_position_beyond_the_log_stops_the_partition_and_says_so(
    door: Door, bus: SqliteBus
) -> None:
    member = await bus.member(worker.GROUP, ORIGINALS)
    await member.assignment()
    await member.note(0, 10)
    await member.close()
    async with working(door) as crew:
        await until(lambda: 0 in crew.troubles)

    assert "ends at 0, but channels had come to 10" in crew.troubles[0]
    assert 0 not in crew.at_work


async def test_whoever_owns_a_partition_no_more_says_nothing_of_it(door: Door) -> None:
    async with working(door) as crew:
        await until(lambda: len(crew.at_work) == PARTITIONS)
        await accepted(door, [letter()])
        await until(lambda: any(lag(door, n) is not None for n in range(PARTITIONS)))

    assert [lag(door, n) for n in range(PARTITIONS)] == [None] * PARTITIONS
