"""A mail that can't be fetched is seen by somebody, and holds up nobody behind it."""

from services.channels.limits import Limits
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.values import Seconds
from tests.channels.doorway import door_on
from tests.channels.letters import letter
from tests.channels.mail.odd_server import odd_server
from tests.channels.mail.reading import arrived, looking, until
from tests.channels.workshop import settled, working
from tests.harness.clock import HandClock

MAILS = {uid: letter(f"Message-ID: <{uid}@example.com>") for uid in (1, 2, 3)}


async def test_a_mail_over_which_the_mailbox_breaks_off_is_given_up_and_told(
    bus: SqliteBus, clock: HandClock
) -> None:
    door = door_on(bus, clock, Limits(imap_attempts=1))
    async with odd_server(MAILS, broken=2) as server, looking(door, server.url):
        found = await arrived(bus, 3)

    assert server.asked == [1, 2, 3]
    [parked] = [one for one in found if one.unreadable]
    assert parked.unreadable == (
        "the mailbox breaks off when the mail is fetched; it lies in INBOX, UID 2"
    )


async def test_what_could_not_be_fetched_is_an_inquiry_that_says_so(
    bus: SqliteBus, clock: HandClock
) -> None:
    door = door_on(bus, clock, Limits(imap_attempts=1))
    async with odd_server(MAILS, broken=2) as server, looking(door, server.url), working(door):
        inquiries = await settled(bus, 3)

    [parked] = [one for one in inquiries if one.unreadable]
    assert parked.unreadable.startswith("the mailbox breaks off")
    assert not parked.acknowledgeable
    assert len([one for one in inquiries if one.text == "It stops after a minute."]) == 2


async def test_a_mailbox_that_cannot_tell_of_itself_is_asked(
    bus: SqliteBus, clock: HandClock
) -> None:
    mails = {1: MAILS[1]}
    door = door_on(bus, clock, Limits(imap_every=Seconds(0.05)))
    async with odd_server(mails, broken=0) as server, looking(door, server.url) as boxes:
        await arrived(bus, 1)
        await until(lambda: boxes.connected)
        mails[2] = MAILS[2]

        assert len(await arrived(bus, 2)) == 2
        assert server.asked == [1, 2]


async def test_a_mail_of_unknown_age_is_taken_in_with_the_others(
    bus: SqliteBus, clock: HandClock
) -> None:
    async with odd_server(MAILS, broken=0) as server:
        server.undated = 2
        async with looking(door_on(bus, clock), server.url):
            found = await arrived(bus, 3)

    assert [one.unreadable for one in found] == [""] * 3


async def test_a_mail_over_whose_size_the_mailbox_breaks_off_is_fetched_without_asking(
    bus: SqliteBus, clock: HandClock
) -> None:
    async with odd_server(MAILS, broken=0) as server:
        server.unsized = 2
        async with looking(door_on(bus, clock), server.url):
            found = await arrived(bus, 3)

    assert server.asked == [1, 2, 3]
    assert [one.unreadable for one in found] == [""] * 3


async def test_a_mail_that_is_there_but_never_handed_out_is_told_and_not_passed_over(
    bus: SqliteBus, clock: HandClock
) -> None:
    async with odd_server(MAILS, broken=0) as server:
        server.untold = 2
        async with looking(door_on(bus, clock, Limits(imap_attempts=1)), server.url):
            found = await arrived(bus, 3)

    [parked] = [one for one in found if one.unreadable]
    assert parked.unreadable.endswith("it lies in INBOX, UID 2")


async def test_a_mail_that_was_deleted_meanwhile_never_was_ours(
    bus: SqliteBus, clock: HandClock
) -> None:
    async with odd_server(MAILS, broken=0) as server:
        server.gone = 2
        async with looking(door_on(bus, clock), server.url) as boxes:
            found = await arrived(bus, 2)
            await until(lambda: boxes.connected)

    assert [one.unreadable for one in found] == [""] * 2
