"""STARTTLS: what was said before it counts for nothing, on either of the loops that we run on."""

import asyncio
import ssl
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import uvloop

from switchboard.bus.sqlite import SqliteBus
from tests.channels.doorway import door_on, log_in_memory
from tests.channels.letters import letter
from tests.channels.mail.certificate import Certificate, certificate
from tests.channels.mail.postman import Office, office, stuffed, taken
from tests.harness.clock import HandClock

Run = Callable[[Callable[[Office, SqliteBus], Coroutine[Any, Any, None]]], None]


@pytest.fixture
def ours(tmp_path: Path) -> Certificate:
    return certificate(tmp_path)


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest, ours: Certificate) -> Run:
    """Tell a story at a door with TLS, on one of the loops."""

    async def told(story: Callable[[Office, SqliteBus], Coroutine[Any, Any, None]]) -> None:
        clock = HandClock()
        async with (
            log_in_memory(clock) as bus,
            office(door_on(bus, clock), tls=ours.server()) as here,
        ):
            await story(here, bus)

    def runs(story: Callable[[Office, SqliteBus], Coroutine[Any, Any, None]]) -> None:
        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(told(story))

    return runs


def test_a_mail_comes_in_under_tls(run: Run, ours: Certificate) -> None:
    async def story(here: Office, bus: SqliteBus) -> None:
        postman = await here.calls()
        await postman.sends(b"EHLO mx.example.com\r\n")
        assert "250-STARTTLS" in await postman.hears_all()
        assert (await postman.says("STARTTLS")).startswith("220")
        await postman.turns_to_tls(ours.client())
        assert (await postman.says("MAIL FROM:<a@example.com>")).startswith("503")
        await postman.sends(b"EHLO mx.example.com\r\n")
        offered = await postman.hears_all()
        assert not [line for line in offered if "STARTTLS" in line or "AUTH" in line]
        mail = letter(body="x" * 300_000)
        assert (await postman.hands_over(mail)).startswith("250")
        assert (await postman.says("QUIT")).startswith("221")

        assert len(await taken(bus)) == 1

    run(story)


def test_what_was_slipped_in_before_tls_is_never_heard(run: Run, ours: Certificate) -> None:
    async def story(here: Office, bus: SqliteBus) -> None:
        postman = await here.calls()
        await postman.says("EHLO mx.example.com")
        await postman.sends(
            b"STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<mallory@example.org>\r\n"
            b"RCPT TO:<support@acme.example>\r\nDATA\r\n" + stuffed(letter())
        )
        assert (await postman.hears()).startswith("220")
        await postman.turns_to_tls(ours.client())

        assert (await postman.says("DATA")).startswith("503")
        assert await taken(bus) == []

    run(story)


def test_a_handshake_that_fails_ends_that_connection_alone(run: Run, ours: Certificate) -> None:
    async def story(here: Office, bus: SqliteBus) -> None:
        postman = await here.calls()
        await postman.says("EHLO mx.example.com")
        await postman.says("STARTTLS")
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await postman.turns_to_tls(ssl.create_default_context())
        broken = await here.calls()
        await broken.says("EHLO mx.example.com")
        await broken.says("STARTTLS")
        await broken.sends(b"this is no handshake\r\n")
        assert await broken.is_alone()

        assert (await (await here.calls()).hands_over(letter())).startswith("250")
        assert len(await taken(bus)) == 1

    run(story)


def test_the_door_closes_under_tls_too(run: Run, ours: Certificate) -> None:
    async def story(here: Office, bus: SqliteBus) -> None:
        postman = await here.calls()
        await postman.says("EHLO mx.example.com")
        await postman.says("STARTTLS")
        await postman.turns_to_tls(ours.client())
        await postman.says("EHLO mx.example.com")
        here.task.cancel()

        assert (await postman.hears()).startswith("421 4.3.2")
        assert await postman.is_alone()
        await asyncio.wait([here.task])
        assert here.task.cancelled()

    run(story)
