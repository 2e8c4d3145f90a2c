"""The worker: everything in `originals` becomes an inquiry, whatever it is and whatever happens."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from services.channels import originals, worker
from services.channels.door import Door, room
from services.channels.email import Mail
from services.channels.limits import Limits
from services.channels.mail_door import take_mail
from switchboard.bus.crew import Crew
from switchboard.bus.port import Draft, Record, Spot
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.customer import Customer, CustomerFacts
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.reference import reference_of, token
from switchboard.contracts.topics import DEAD_LETTERS, DIRECTORY, INTAKE, ORIGINALS, PARTITIONS
from switchboard.contracts.values import Channel, Identity, InquiryId, Nature, Seconds, Slot
from switchboard.directory import Directory, customer_key
from tests.channels.doorway import SECRETS, inquiries, records
from tests.channels.letters import letter, parts
from tests.channels.patience import until

SLOW = letter("Content-Type: multipart/mixed; boundary=x", body="--x\r\n\r\n" * 1_000_000)
"""A mail over which its reader sits for many seconds."""


@asynccontextmanager
async def working(
    door: Door, *, processes: int = 1, mark: Callable[[str], None] = lambda _place: None
) -> AsyncIterator[Crew]:
    crew = Crew()
    work = worker.run(door, crew, lambda: 0.0, processes=processes, mark=mark)
    task = asyncio.create_task(work)
    try:
        yield crew
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _settled(bus: SqliteBus, number: int) -> list[InquiryReceived]:
    """Wait until `number` inquiries stand in the log."""
    spots = {Spot(INTAKE, n): extent.begin for n, extent in (await bus.extent(INTAKE)).items()}
    reader = await bus.reader(spots)
    try:
        async with asyncio.timeout(60.0):
            found = 0
            while found < number:
                found += len(await reader.batch(1_000, Seconds(1.0)))
    finally:
        await reader.close()
    return await inquiries(bus)


async def _accepted(door: Door, mails: Sequence[bytes]) -> list[InquiryId]:
    return [await take_mail(door, mail, f"source {n}") for n, mail in enumerate(mails)]


async def test_a_mail_becomes_the_inquiry_that_was_promised(door: Door, bus: SqliteBus) -> None:
    [promised] = await _accepted(door, [letter()])
    async with working(door):
        [inquiry] = await _settled(bus, 1)

    assert inquiry.inquiry_id == promised
    assert inquiry.channel is Channel.EMAIL
    assert inquiry.sender.identities == ("mailto:ana@example.com",)
    assert inquiry.sender.name == "Ana Torres"
    assert (inquiry.subject, inquiry.text) == ("The pump stops", "It stops after a minute.")
    assert inquiry.message_id == "<1@example.com>"
    assert inquiry.reference == reference_of(inquiry.slot, inquiry.inquiry_id)
    assert inquiry.original_blob.startswith(promised)


async def test_files_are_stored_before_the_inquiry_speaks_of_them(
    door: Door, bus: SqliteBus
) -> None:
    file = "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0="
    await _accepted(door, [parts("Content-Type: text/plain\r\n\r\nSee the file.", file)])
    async with working(door):
        [inquiry] = await _settled(bus, 1)

    [attached] = inquiry.attachments
    assert (attached.name, attached.media_type, attached.size) == ("a.pdf", "application/pdf", 5)
    assert await door.blobs.get(f"{inquiry.inquiry_id}/{attached.sha256}") == b"%PDF-"


async def test_an_answer_with_our_token_leads_to_its_case(door: Door, bus: SqliteBus) -> None:
    case = reference_of(Slot(77), InquiryId("an earlier one"))
    sign = token(SECRETS.token_keys, case)
    await _accepted(door, [letter(f"In-Reply-To: <{sign}.abc@acme.example>")])
    async with working(door):
        [inquiry] = await _settled(bus, 1)

    assert (inquiry.verified_case, inquiry.slot) == (case, 77)


async def test_a_mail_that_cannot_be_read_is_an_inquiry_that_says_so(
    door: Door, bus: SqliteBus
) -> None:
    nested = b"".join(
        b"--x%d\nContent-Type: multipart/mixed; boundary=x%d\n\n" % (n, n + 1) for n in range(5_000)
    )
    mail = b"Content-Type: multipart/mixed; boundary=x0\nFrom: ana@example.com\n\n" + nested
    [promised] = await _accepted(door, [mail])
    async with working(door):
        [inquiry] = await _settled(bus, 1)

    assert inquiry.inquiry_id == promised
    assert "nested" in inquiry.unreadable
    assert (inquiry.quality, inquiry.acknowledgeable) == (0.0, False)
    [attached] = inquiry.attachments
    assert await door.blobs.get(f"{promised}/{attached.sha256}") == mail


async def test_one_that_takes_too_long_is_given_up_and_the_others_are_read(
    door: Door, bus: SqliteBus
) -> None:
    limits = Limits(read_within=Seconds(1.0))
    hasty = replace(door, limits=limits, room=room(limits))
    others = [letter(f"Message-ID: <{n}@example.com>") for n in range(5)]
    await _accepted(hasty, [SLOW, *others])
    async with working(hasty, processes=2):
        heard = await _settled(bus, 6)

    assert sorted(bool(inquiry.unreadable) for inquiry in heard) == [False] * 5 + [True]


async def test_an_original_that_is_gone_is_an_inquiry_that_says_so(
    door: Door, bus: SqliteBus
) -> None:
    [promised] = await _accepted(door, [letter()])
    [record] = await records(bus, ORIGINALS)
    await door.blobs.delete(originals.decode(record.value).blob)
    async with working(door):
        [inquiry] = await _settled(bus, 1)

    assert (inquiry.inquiry_id, inquiry.unreadable) == (
        promised,
        "its original is gone from the store",
    )


async def test_a_record_that_is_no_original_goes_to_the_dead_letters(
    door: Door, bus: SqliteBus
) -> None:
    await bus.publish([Draft(ORIGINALS, 0, b"k", b"not ours")])
    await _accepted(door, [letter()])
    async with working(door):
        await _settled(bus, 1)
        await until(lambda: _lag(door, 0) == 0)

    [dead] = await records(bus, DEAD_LETTERS)
    assert dead.value == b"not ours"
    assert ("dead-reason", b"unreadable") in dead.headers


def _lag(door: Door, partition: int) -> float | None:
    labels = {"topic": ORIGINALS, "partition": str(partition)}
    return door.metrics.registry.get_sample_value("switchboard_bus_lag_records", labels)


async def test_a_worker_that_breaks_off_after_publishing_doubles_nothing(
    door: Door, bus: SqliteBus
) -> None:
    promised = await _accepted(door, [letter(f"Message-ID: <{n}@example.com>") for n in range(8)])
    crashes = iter([RuntimeError("killed")] * 3)

    def crash(_place: str) -> None:
        for fault in crashes:
            raise fault

    async with working(door, mark=crash):
        await _settled(bus, 8)
        await until(lambda: next(crashes, None) is None)

    assert {inquiry.inquiry_id for inquiry in await inquiries(bus)} == set(promised)


async def test_a_worker_that_follows_another_begins_where_it_stood(
    door: Door, bus: SqliteBus
) -> None:
    noted: list[str] = []
    await _accepted(door, [letter()])
    async with working(door, mark=noted.append):
        await _settled(bus, 1)
        await until(lambda: len(noted) == 1)
    await _accepted(door, [letter("Message-ID: <2@example.com>")])
    async with working(door):
        heard = await _settled(bus, 2)

    assert len({inquiry.inquiry_id for inquiry in heard}) == 2
    assert len(await records(bus, INTAKE)) == 2


async def test_the_worker_counts_the_nature_of_what_it_reads(door: Door, bus: SqliteBus) -> None:
    await _accepted(door, [letter("Auto-Submitted: auto-replied")])
    async with working(door):
        [inquiry] = await _settled(bus, 1)

    assert inquiry.nature is Nature.AUTO_REPLY
    assert not inquiry.acknowledgeable
    labels = {"channel": "email", "nature": "auto_reply"}
    count = door.metrics.registry.get_sample_value
    assert count("switchboard_inquiries_nature_total", labels) == 1
    assert count("switchboard_inquiries_in_flight", {"channel": "email"}) == 0


POISON = "From: a@" + ".".join(["ü"] * 150)
"""A domain that is short as written and too long as sent."""


async def test_a_sender_whose_domain_grows_too_long_keeps_nobody_waiting(
    door: Door, bus: SqliteBus
) -> None:
    promised = await _accepted(door, [letter(POISON), letter("Message-ID: <2@example.com>")])
    async with working(door):
        heard = await _settled(bus, 2)

    assert {inquiry.inquiry_id for inquiry in heard} == set(promised)
    assert sorted(inquiry.sender.identities for inquiry in heard) == [
        (),
        ("mailto:ana@example.com",),
    ]


async def test_whatever_a_mail_does_to_its_understanding_it_becomes_an_inquiry_that_says_so(
    door: Door, bus: SqliteBus
) -> None:
    await _accepted(door, [letter()])
    [record] = await records(bus, ORIGINALS)
    original = originals.decode(record.value)
    inquiry = worker._prepared(door, original, Mail(sender="no address"), 7).inquiry

    assert inquiry.inquiry_id == original.inquiry_id
    assert inquiry.unreadable == "understanding it failed (NotAnIdentity)"


async def test_nothing_is_read_before_the_directory_is(door: Door, bus: SqliteBus) -> None:
    facts = CustomerFacts(customer_id="K-7")
    entry = encode_entry(Customer(facts=facts, identities=(Identity("mailto:ana@example.com"),)))
    early = replace(door, directory=Directory())
    await _accepted(early, [letter()])
    async with working(early) as crew:
        with pytest.raises(TimeoutError):
            await until(lambda: crew.joined, within=0.5)
        at = door.clock.now()
        early.directory.apply([Record(DIRECTORY, 0, 0, at, customer_key("K-7"), entry)])
        early.directory.caught_up()
        [inquiry] = await _settled(bus, 1)

    assert inquiry.customer == facts


async def test_a_burst_of_large_mails_is_in_memory_within_the_budget(
    door: Door, bus: SqliteBus
) -> None:
    places: list[str] = []
    limits = Limits(reading_bytes=1)
    narrow = replace(door, limits=limits, reached=places.append)
    await _accepted(door, [letter(f"Message-ID: <{n}@example.com>") for n in range(6)])
    async with working(narrow, processes=3):
        await _settled(bus, 6)
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
        await _accepted(door, [letter()])
        await until(lambda: any(_lag(door, n) is not None for n in range(PARTITIONS)))

    assert [_lag(door, n) for n in range(PARTITIONS)] == [None] * PARTITIONS


@pytest.mark.parametrize("processes", [1, 3])
async def test_a_hundred_mails_are_all_heard(door: Door, bus: SqliteBus, processes: int) -> None:
    promised = await _accepted(door, [letter(f"Message-ID: <{n}@example.com>") for n in range(100)])
    async with working(door, processes=processes):
        heard = await _settled(bus, 100)

    assert {inquiry.inquiry_id for inquiry in heard} == set(promised)
