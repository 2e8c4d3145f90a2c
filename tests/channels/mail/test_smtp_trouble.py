"""Mail servers of bad faith, and bad days: nobody else waits for them, nothing half is taken, nobody is left in doubt."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from services.channels.door import Door
from services.channels.limits import Limits
from switchboard.bus.sqlite import SqliteBus
from tests.channels.doorway import caller, door_on
from tests.channels.letters import letter
from tests.channels.mail.postman import QUICK, SOON, Office, office, stuffed, taken
from tests.channels.mail.test_mail_content import NO_END
from tests.harness.clock import HandClock


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(SOON):
        while not true():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("odd", NO_END)
async def test_no_second_mail_comes_in_hidden_in_the_first(
    door: Door, bus: SqliteBus, odd: bytes
) -> None:
    hidden = (
        b"MAIL FROM:<admin@acme.example>\r\nRCPT TO:<support@acme.example>\r\nDATA\r\n"
        b"From: admin@acme.example\r\n\r\nPay at once."
    )
    mail = letter() + odd + hidden
    async with office(door) as here:
        postman = await here.calls()
        await postman.begins()
        await postman.sends(mail + b"\r\n.\r\n")
        assert (await postman.hears()).startswith("250")
        assert (await postman.says("NOOP")).startswith("250")

    [original] = await taken(bus)
    assert original.envelope.sender == "ana@example.com"


async def test_a_mail_that_breaks_off_was_never_taken(door: Door, bus: SqliteBus) -> None:
    async with office(door) as here:
        postman = await here.calls()
        await postman.begins()
        await postman.sends(letter())
        await postman.goes()
        await until(lambda: not here.hall.guests)

        assert await (await here.calls()).hands_over(letter())
        assert len(here.hall.room) == 0

    assert len(await taken(bus)) == 1


async def test_whoever_says_nothing_is_sent_away(bus: SqliteBus, clock: HandClock) -> None:
    async with office(door_on(bus, clock, Limits(smtp_silence=QUICK))) as here:
        postman = await here.calls()

        assert (await postman.hears()).startswith("421 4.4.2")
        assert await postman.is_alone()
        assert here.refused("slow") == 1


async def test_whoever_stops_in_the_middle_of_a_mail_is_sent_away(
    bus: SqliteBus, clock: HandClock
) -> None:
    async with office(door_on(bus, clock)) as here:
        postman = await here.calls()
        await postman.begins()
        await postman.sends(b"Subject: one")
        here.hall.seats._patience = QUICK
        await postman.sends(b"\r\nX: two")

        assert (await postman.hears()).startswith("421 4.4.2")

    assert await taken(bus) == []


async def test_whoever_sends_a_mail_too_slowly_is_sent_away(
    bus: SqliteBus, clock: HandClock
) -> None:
    door = door_on(bus, clock, Limits(smtp_mail_within=QUICK))
    async with office(door) as here:
        postman = await here.calls()
        await postman.begins()
        await postman.sends(b"Subject: one")

        assert await postman.hears() == "421 4.4.2 The mail took too long"
        assert await postman.is_alone()


async def test_a_slow_sender_holds_nobody_up(door: Door, bus: SqliteBus) -> None:
    async with office(door) as here:
        slow = [await here.calls() for _ in range(10)]
        for postman in slow:
            await postman.begins()
            await postman.sends(b"From: slow@example.com\r\nSubj")

        quick = await here.calls()
        for n in range(20):
            mail = letter(f"Message-ID: <{n}@quick.example>")
            assert (await quick.hands_over(mail)).startswith("250")

    assert len(await taken(bus)) == 20


async def test_idle_connections_are_turned_away_beyond_the_limit_and_leave_room_for_others(
    bus: SqliteBus, clock: HandClock
) -> None:
    door = door_on(bus, clock, Limits(smtp_lines=20, smtp_lines_each=20))
    async with office(door) as here:
        idle = [await here.calls() for _ in range(20)]
        told = [await (await here.knocks()).hears() for _ in range(30)]
        assert all(one.startswith("421 4.3.2") for one in told)
        assert here.refused("crowded") == 30
        connections = door.metrics.registry.get_sample_value("switchboard_mail_connections")
        assert connections == len(here.hall.guests) == 20

        await idle[0].goes()
        await until(lambda: len(here.hall.guests) < 20)
        assert (await (await here.calls()).hands_over(letter())).startswith("250")


async def test_silence_costs_a_crowd_its_seats_soon(bus: SqliteBus, clock: HandClock) -> None:
    limits = Limits(smtp_lines=4, smtp_lines_each=4, smtp_silence_crowded=QUICK)
    async with office(door_on(bus, clock, limits)) as here:
        first = [await here.calls() for _ in range(2)]
        crowd = [await here.calls() for _ in range(2)]
        for postman in crowd:
            assert (await postman.hears()).startswith("421 4.4.2")

        assert (await first[0].says("NOOP")).startswith("250")


async def test_silence_in_the_middle_of_mails_is_short_once_half_of_the_memory_is_taken(
    bus: SqliteBus, clock: HandClock
) -> None:
    limits = Limits(smtp_buffered_bytes=1_000, smtp_silence_crowded=QUICK)
    async with office(door_on(bus, clock, limits)) as here:
        large = await here.calls()
        await large.begins()
        await large.sends(b"x" * 501)

        assert (await large.hears()).startswith("421 4.4.2")
        await until(lambda: len(here.hall.room) == 0)


async def test_what_strangers_send_by_mail_takes_no_room_from_http(
    bus: SqliteBus, clock: HandClock
) -> None:
    door = door_on(bus, clock, Limits(smtp_buffered_bytes=1_000, buffered_bytes=1_000))
    async with office(door) as here, caller(door) as known:
        large = await here.calls()
        await large.begins()
        await large.sends(b"x" * 990)
        await until(lambda: len(here.hall.room) == 990)

        answer = await known.post("/v1/inquiries", json={"text": "y" * 900})

    assert answer.status_code == 202


async def test_closing_the_door_finishes_the_mail_and_sends_the_others_away(
    door: Door, bus: SqliteBus
) -> None:
    async with office(door) as here:
        idle, writing = await here.calls(), await here.calls()
        await writing.begins()
        await writing.sends(letter())
        here.task.cancel()

        assert (await idle.hears()).startswith("421 4.3.2")
        await writing.sends(b"\r\n.\r\n")
        assert (await writing.hears()).startswith("250")
        assert (await writing.hears()).startswith("421 4.3.2")
        assert await writing.is_alone()

    assert len(await taken(bus)) == 1


async def test_a_fault_of_ours_costs_the_sender_nothing_but_another_try(
    door: Door, bus: SqliteBus, caplog: pytest.LogCaptureFixture
) -> None:
    async with office(replace(door, fresh=_breaks)) as here:
        postman = await here.calls()

        assert (await postman.hands_over(letter())).startswith("421 4.3.0")
        assert await postman.is_alone()

    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == [
        "mail line failed"
    ]
    assert await taken(bus) == []


def _breaks() -> str:
    raise ZeroDivisionError("canary")


async def test_what_is_said_stands_in_no_log(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with office(door) as here:
        await _canaries(here)

    assert "canary" not in caplog.text


async def _canaries(here: Office) -> None:
    postman = await here.calls()
    await postman.says("EHLO canary.example")
    await postman.says("CANARY canary")
    await postman.says("MAIL FROM:<canary@example.com> SIZE=canary")
    await postman.says("MAIL FROM:<canary@example.com>")
    await postman.says("RCPT TO:<canary@acme.example>")
    await postman.says("DATA")
    await postman.sends(stuffed(letter("Subject: canary")))
    await postman.hears()
    await postman.says("QUIT")
