"""What comes to a mailbox is taken in, once, whoever has read it before us, and nothing there is changed."""

import asyncio
from dataclasses import replace

import pytest

from services.channels.door import Door
from services.channels.imap_account import Position, accounts, encode
from services.channels.imap_line import Letterbox
from services.channels.limits import Limits
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.values import Seconds
from tests.channels.doorway import door_on, second_instance
from tests.channels.letters import letter
from tests.channels.mail.dovecot import Dovecot
from tests.channels.mail.postman import taken
from tests.channels.mail.reading import Stumbling, arrived, looking, until
from tests.harness.clock import SUNDAY_NOON, HandClock

AT = SUNDAY_NOON - 3_600
DAY = 86_400


def mail(number: int, **fields: str) -> bytes:
    return letter(f"Message-ID: <{number}@example.com>", **fields) + b"\r\n"


async def put(server: Dovecot, user: str, *mails: bytes, at: float = AT, flags: str = "") -> None:
    await asyncio.to_thread(lambda: server.put(user, *mails, at=at, flags=flags))


async def test_what_lies_there_is_taken_in_as_it_came_and_when_the_mailbox_got_it(
    door: Door, bus: SqliteBus, mailboxes: Dovecot
) -> None:
    await put(mailboxes, "waiting", mail(1))
    async with looking(door, mailboxes.url("waiting")):
        [original] = await arrived(bus, 1)

    assert await door.blobs.get(original.blob) == mail(1)
    assert original.received_at == AT
    assert original.envelope.sender is None


async def test_what_comes_later_is_taken_in_too(
    door: Door, bus: SqliteBus, mailboxes: Dovecot
) -> None:
    async with looking(door, mailboxes.url("later")) as boxes:
        await until(lambda: boxes.connected)
        await put(mailboxes, "later", mail(1))
        await arrived(bus, 1)
        await put(mailboxes, "later", mail(2), mail(3))

        assert len(await arrived(bus, 3)) == 3


@pytest.mark.parametrize("moment", ["summaries", "fetch", "wait"])
async def test_what_comes_while_we_look_elsewhere_does_not_wait_for_the_next_look(
    door: Door,
    bus: SqliteBus,
    mailboxes: Dovecot,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    user, before = f"meanwhile-{moment}", getattr(Letterbox, moment)
    late = [mail(2)]

    def meanwhile(box: Letterbox, *given: object) -> object:
        if late:
            mailboxes.put(user, late.pop(), at=AT)
        return before(box, *given)

    monkeypatch.setattr(Letterbox, moment, meanwhile)
    await put(mailboxes, user, mail(1))
    async with looking(door, mailboxes.url(user)):
        await arrived(bus, 1)

        assert len(await arrived(bus, 2)) == 2  # Long before the mailbox is asked again by itself.


async def test_no_mark_is_believed_and_none_is_set(
    door: Door, bus: SqliteBus, mailboxes: Dovecot
) -> None:
    await put(mailboxes, "marks", mail(1), flags="(\\Seen)")
    await put(mailboxes, "marks", mail(2))
    async with looking(door, mailboxes.url("marks")):
        await arrived(bus, 2)

    flags = await asyncio.to_thread(mailboxes.flags, "marks")
    assert [b"Seen" in one for one in flags] == [True, False]


async def test_after_a_restart_it_goes_on_where_it_stood(
    door: Door, bus: SqliteBus, mailboxes: Dovecot
) -> None:
    await put(mailboxes, "restart", mail(1))
    async with looking(door, mailboxes.url("restart")) as boxes:
        await arrived(bus, 1)
        await until(lambda: boxes.connected)
    await put(mailboxes, "restart", mail(2))

    async with looking(second_instance(door), mailboxes.url("restart")) as boxes:
        await arrived(bus, 2)
        await until(lambda: boxes.connected)

    assert len(await taken(bus)) == 2


async def test_where_nothing_is_new_the_last_mail_is_not_taken_again(
    bus: SqliteBus, clock: HandClock, mailboxes: Dovecot
) -> None:
    door = door_on(bus, clock, Limits(imap_idle=Seconds(0.1)))
    await put(mailboxes, "last", mail(1))
    async with looking(door, mailboxes.url("last")) as boxes:
        await until(lambda: boxes.connected)
        await put(mailboxes, "last", mail(2))
        await arrived(bus, 2)
        await until(lambda: boxes.connected)
        await put(mailboxes, "last", mail(3))

        assert len(await arrived(bus, 3)) == 3


async def test_a_mailbox_that_numbers_its_mails_anew_makes_no_second_inquiries(
    door: Door, bus: SqliteBus, mailboxes: Dovecot
) -> None:
    url = mailboxes.url("numbers")
    nameless = letter(without="Message-ID") + b"\r\n"
    await put(mailboxes, "numbers", mail(1), nameless)
    async with looking(door, url) as boxes:
        before = await arrived(bus, 2)
        await until(lambda: boxes.connected)  # By then the position is stored.
    [account] = accounts(url)
    await door.blobs.put(account.key, encode(Position(validity=1, uid=7_000)))

    async with looking(door, url):
        after = await arrived(bus, 4)

    assert {one.inquiry_id for one in after} == {one.inquiry_id for one in before}


@pytest.mark.parametrize("remembered", [b"", b"{}", b"\xff", b'{"validity": "x"}'])
async def test_a_position_that_cannot_be_read_is_none(
    door: Door, bus: SqliteBus, mailboxes: Dovecot, remembered: bytes
) -> None:
    user = f"garbled{remembered.hex()}"
    [account] = accounts(mailboxes.url(user))
    await door.blobs.put(account.key, remembered)
    await put(mailboxes, user, mail(1))

    async with looking(door, mailboxes.url(user)):
        assert len(await arrived(bus, 1)) == 1


async def test_of_a_mailbox_that_is_new_to_us_the_last_month_is_taken(
    door: Door, bus: SqliteBus, mailboxes: Dovecot
) -> None:
    await put(mailboxes, "old", mail(1), at=SUNDAY_NOON - 32 * DAY)
    await put(mailboxes, "old", mail(2), at=SUNDAY_NOON - 29 * DAY)
    async with looking(door, mailboxes.url("old")):
        [original] = await arrived(bus, 1)

    assert await door.blobs.get(original.blob) == mail(2)


async def test_an_old_mail_that_is_moved_into_the_mailbox_later_is_new(
    door: Door, bus: SqliteBus, mailboxes: Dovecot
) -> None:
    await put(mailboxes, "moved", mail(1))
    async with looking(door, mailboxes.url("moved")):
        await arrived(bus, 1)
        await put(mailboxes, "moved", mail(2), at=SUNDAY_NOON - 400 * DAY)

        assert len(await arrived(bus, 2)) == 2


async def test_a_mail_in_two_mailboxes_is_one_inquiry(
    door: Door, bus: SqliteBus, mailboxes: Dovecot
) -> None:
    await put(mailboxes, "sales", b"Delivered-To: sales@acme.example\r\n" + mail(1))
    await put(mailboxes, "support", b"Delivered-To: support@acme.example\r\n" + mail(1))
    async with looking(door, mailboxes.url("sales"), mailboxes.url("support")):
        one, other = await arrived(bus, 2)

    assert one.inquiry_id == other.inquiry_id


@pytest.mark.parametrize("scheme", ["imaps", "imap"], ids=["TLS", "STARTTLS"])
async def test_it_is_read_under_tls_from_whoever_can_prove_who_he_is(
    door: Door, bus: SqliteBus, mailboxes: Dovecot, scheme: str
) -> None:
    user = f"safe-{scheme}"
    await put(mailboxes, user, mail(1))
    url = mailboxes.url(user, "", scheme)
    async with looking(door, url) as untrusting:
        await until(lambda: "certificate" in " ".join(untrusting.notes()))
    async with looking(door, url, trusting=mailboxes.cert):
        assert len(await arrived(bus, 1)) == 1


async def test_a_note_says_what_ails_a_mailbox_and_no_secret(
    door: Door, mailboxes: Dovecot
) -> None:
    wrong = mailboxes.url("somebody").replace("pass%2F", "canary")
    nowhere = mailboxes.url("somebody").replace("/INBOX", "/Nowhere")
    async with looking(door, wrong, nowhere) as boxes:
        await until(lambda: "being connected" not in str(boxes.notes()) and boxes.notes())

        [login, folder] = boxes.notes()
        assert (
            login == "channels: mailbox somebody at localhost/INBOX: it does not accept our login"
        )
        assert folder.startswith("channels: mailbox somebody at localhost/Nowhere: opening Nowhere")
        assert "canary" not in repr(boxes)
        assert door.metrics.registry.get_sample_value("switchboard_imap_failing") == 2


async def test_a_mailbox_server_that_was_away_is_found_again(
    bus: SqliteBus, clock: HandClock, own_mailboxes: Dovecot
) -> None:
    door = door_on(bus, clock)
    url = own_mailboxes.url("away")
    async with looking(door, url) as boxes:
        await until(lambda: boxes.connected)
        await asyncio.to_thread(own_mailboxes.stop)
        await until(boxes.notes)
        assert door.metrics.registry.get_sample_value("switchboard_imap_connected") == 0
        await asyncio.to_thread(own_mailboxes.start)
        await put(own_mailboxes, "away", mail(1))

        assert len(await arrived(bus, 1)) == 1
        await until(lambda: not boxes.notes())
        assert door.metrics.registry.get_sample_value("switchboard_imap_connected") == 1


async def test_a_mail_larger_than_what_is_fetched_becomes_an_inquiry_that_says_so(
    bus: SqliteBus, clock: HandClock, mailboxes: Dovecot
) -> None:
    fits, larger = mail(1, body="x" * 2_000), mail(2, body="x" * 2_001)
    door = door_on(bus, clock, Limits(mail_bytes=len(fits)))
    await put(mailboxes, "large", fits, larger, mail(3))
    async with looking(door, mailboxes.url("large")):
        found = await arrived(bus, 3)

    [parked] = [one for one in found if one.unreadable]
    assert parked.unreadable.startswith("the mail is larger than what is fetched")
    assert parked.unreadable.endswith("it lies in INBOX, UID 2")
    assert parked.envelope.sender == "ana@example.com"
    assert b"Subject: The pump stops" in await door.blobs.get(parked.blob)


async def test_a_bus_that_does_not_answer_is_asked_again_and_no_mail_is_passed_over(
    door: Door, bus: SqliteBus, mailboxes: Dovecot
) -> None:
    broken = Stumbling(door.blobs, times=2)
    await put(mailboxes, "stumbling", mail(1), mail(2))
    async with looking(replace(door, blobs=broken), mailboxes.url("stumbling")):
        found = await arrived(bus, 2)

    assert len({one.inquiry_id for one in found}) == 2
    assert not any(one.unreadable for one in found)
