"""The worker: everything in `originals` becomes an inquiry, whatever it is and whatever happens."""

from dataclasses import replace

import pytest

from services.channels import originals
from services.channels.door import Door, room
from services.channels.limits import Limits
from switchboard.bus.port import Draft
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.reference import reference_of, token
from switchboard.contracts.topics import DEAD_LETTERS, INTAKE, ORIGINALS
from switchboard.contracts.values import Channel, InquiryId, Nature, Seconds, Slot
from tests.channels.doorway import SECRETS, inquiries, records
from tests.channels.letters import letter, parts
from tests.channels.patience import until
from tests.channels.workshop import accepted, lag, settled, working

SLOW = letter("Content-Type: multipart/mixed; boundary=x", body="--x\r\n\r\n" * 1_000_000)
"""A mail over which its reader sits for many seconds."""


async def test_a_mail_becomes_the_inquiry_that_was_promised(door: Door, bus: SqliteBus) -> None:
    [promised] = await accepted(door, [letter()])
    async with working(door):
        [inquiry] = await settled(bus, 1)

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
    await accepted(door, [parts("Content-Type: text/plain\r\n\r\nSee the file.", file)])
    async with working(door):
        [inquiry] = await settled(bus, 1)

    [attached] = inquiry.attachments
    assert (attached.name, attached.media_type, attached.size) == ("a.pdf", "application/pdf", 5)
    assert await door.blobs.get(f"{inquiry.inquiry_id}/{attached.sha256}") == b"%PDF-"


async def test_an_answer_with_our_token_leads_to_its_case(door: Door, bus: SqliteBus) -> None:
    case = reference_of(Slot(77), InquiryId("an earlier one"))
    sign = token(SECRETS.token_keys, case)
    await accepted(door, [letter(f"In-Reply-To: <{sign}.abc@acme.example>")])
    async with working(door):
        [inquiry] = await settled(bus, 1)

    assert (inquiry.verified_case, inquiry.slot) == (case, 77)


async def test_a_mail_that_cannot_be_read_is_an_inquiry_that_says_so(
    door: Door, bus: SqliteBus
) -> None:
    nested = b"".join(
        b"--x%d\nContent-Type: multipart/mixed; boundary=x%d\n\n" % (n, n + 1) for n in range(5_000)
    )
    mail = b"Content-Type: multipart/mixed; boundary=x0\nFrom: ana@example.com\n\n" + nested
    [promised] = await accepted(door, [mail])
    async with working(door):
        [inquiry] = await settled(bus, 1)

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
    await accepted(hasty, [SLOW, *others])
    async with working(hasty, processes=2):
        heard = await settled(bus, 6)

    assert sorted(bool(inquiry.unreadable) for inquiry in heard) == [False] * 5 + [True]


async def test_one_that_takes_long_holds_up_nobody_behind_it_only_the_note_of_how_far_all_are(
    door: Door, bus: SqliteBus
) -> None:
    noted: list[str] = []
    narrow = replace(door, partitions=1)
    [slow, *quick] = await accepted(
        narrow, [SLOW, *(letter(f"Message-ID: <{n}@example.com>") for n in range(30))]
    )
    async with working(narrow, mark=noted.append):
        heard = await settled(bus, 30)
        under_way = _busy(door)

    assert {inquiry.inquiry_id for inquiry in heard} == set(quick)
    assert (under_way, noted) == (1, [])
    async with working(replace(narrow, limits=Limits(read_within=Seconds(1.0)))):
        heard = await settled(bus, 61)  # Nothing was noted, so all were read again.
    assert {inquiry.inquiry_id for inquiry in heard} == {slow, *quick}


async def test_many_that_take_long_hold_up_no_short_one_behind_them(
    door: Door, bus: SqliteBus
) -> None:
    narrow = replace(door, partitions=1, limits=Limits(under_way=2))
    slow = [SLOW + b"%d" % n for n in range(4)]
    short = [letter(f"Message-ID: <{n}@example.com>") for n in range(6)]
    promised = await accepted(narrow, [*slow, *short])
    async with working(narrow):
        heard = await settled(bus, 6)

    assert {inquiry.inquiry_id for inquiry in heard} == set(promised[4:])


async def test_a_short_mail_that_takes_long_is_read_anew_with_all_the_time_there_is(
    door: Door, bus: SqliteBus
) -> None:
    limits = Limits(
        quick_bytes=len(SLOW), quick_within=Seconds(0.2), read_within=Seconds(2.0), reading_bytes=1
    )
    hasty = replace(door, limits=limits)
    await accepted(hasty, [SLOW])
    async with working(hasty):
        [inquiry] = await settled(bus, 1)

    assert inquiry.unreadable == "reading it took longer than 2 seconds"


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        (Limits(under_way=1), 1),
        (Limits(under_way=2), 2),
        (Limits(read_ahead=1), 1),
        (Limits(read_ahead=2), 2),
    ],
)
async def test_no_more_are_under_way_than_there_is_room_for(
    door: Door, bus: SqliteBus, limits: Limits, most: int
) -> None:
    busy = list[float]()
    narrow = replace(door, partitions=1, limits=limits, reached=lambda _: busy.append(_busy(door)))
    await accepted(narrow, [letter(f"Message-ID: <{n}@example.com>") for n in range(6)])
    async with working(narrow, processes=3):
        await settled(bus, 6)

    assert max(busy) == most


def _busy(door: Door) -> float:
    labels = {"channel": "email"}
    return door.metrics.registry.get_sample_value("switchboard_inquiries_in_flight", labels) or 0.0


async def test_an_original_that_is_gone_is_an_inquiry_that_says_so(
    door: Door, bus: SqliteBus
) -> None:
    [promised] = await accepted(door, [letter()])
    [record] = await records(bus, ORIGINALS)
    await door.blobs.delete(originals.decode(record.value).blob)
    async with working(door):
        [inquiry] = await settled(bus, 1)

    assert (inquiry.inquiry_id, inquiry.unreadable) == (
        promised,
        "its original is gone from the store",
    )


async def test_a_record_that_is_no_original_goes_to_the_dead_letters(
    door: Door, bus: SqliteBus
) -> None:
    await bus.publish([Draft(ORIGINALS, 0, b"k", b"not ours")])
    await accepted(door, [letter()])
    async with working(door):
        await settled(bus, 1)
        await until(lambda: lag(door, 0) == 0)

    [dead] = await records(bus, DEAD_LETTERS)
    assert dead.value == b"not ours"
    assert ("dead-reason", b"unreadable") in dead.headers


async def test_a_worker_that_breaks_off_after_publishing_doubles_nothing(
    door: Door, bus: SqliteBus
) -> None:
    promised = await accepted(door, [letter(f"Message-ID: <{n}@example.com>") for n in range(8)])
    crashes = iter([RuntimeError("killed")] * 3)

    def crash(_place: str) -> None:
        for fault in crashes:
            raise fault

    async with working(door, mark=crash):
        await settled(bus, 8)
        await until(lambda: next(crashes, None) is None)

    assert {inquiry.inquiry_id for inquiry in await inquiries(bus)} == set(promised)


async def test_a_worker_that_follows_another_begins_where_it_stood(
    door: Door, bus: SqliteBus
) -> None:
    noted: list[str] = []
    await accepted(door, [letter()])
    async with working(door, mark=noted.append):
        await settled(bus, 1)
        await until(lambda: len(noted) == 1)
    await accepted(door, [letter("Message-ID: <2@example.com>")])
    async with working(door):
        heard = await settled(bus, 2)

    assert len({inquiry.inquiry_id for inquiry in heard}) == 2
    assert len(await records(bus, INTAKE)) == 2


async def test_the_worker_counts_the_nature_of_what_it_reads(door: Door, bus: SqliteBus) -> None:
    await accepted(door, [letter("Auto-Submitted: auto-replied")])
    async with working(door):
        [inquiry] = await settled(bus, 1)

    assert inquiry.nature is Nature.AUTO_REPLY
    assert not inquiry.acknowledgeable
    labels = {"channel": "email", "nature": "auto_reply"}
    count = door.metrics.registry.get_sample_value
    assert count("switchboard_inquiries_nature_total", labels) == 1
    assert count("switchboard_inquiries_in_flight", {"channel": "email"}) == 0


@pytest.mark.parametrize("processes", [1, 3])
async def test_a_hundred_mails_are_all_heard(door: Door, bus: SqliteBus, processes: int) -> None:
    promised = await accepted(door, [letter(f"Message-ID: <{n}@example.com>") for n in range(100)])
    async with working(door, processes=processes):
        heard = await settled(bus, 100)

    assert {inquiry.inquiry_id for inquiry in heard} == set(promised)
