"""Bodies: capped while they stream."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from switchboard.http.access import Entrance
from tests.http.calling import calling, gate, room

TEXT = {"content-type": "text/plain"}


async def _in_pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def _echo(client: httpx.AsyncClient, *pieces: bytes) -> httpx.Response:
    """Send a body whose length is not announced."""
    return await client.post("/echo", content=_in_pieces(*pieces), headers=TEXT)


async def test_a_body_arrives_whole() -> None:
    async with calling(gate(Entrance.NOBODY)) as client:
        answer = await _echo(client, b"a" * 50, b"b" * 50)

    assert answer.content == b"a" * 50 + b"b" * 50


async def test_a_body_that_grows_too_large_is_refused_on_the_way() -> None:
    async with calling(gate(Entrance.NOBODY)) as client:
        answer = await _echo(client, b"a" * 50, b"b" * 51)

    assert answer.status_code == 413
    assert "100 bytes" in answer.json()["detail"]


async def test_a_body_that_says_it_is_too_large_is_refused_unread() -> None:
    read: list[str] = []

    async def unread() -> AsyncIterator[bytes]:
        read.append("it was read")
        yield b"a"

    async with calling(gate(Entrance.NOBODY)) as client:
        headers = TEXT | {"content-length": "101"}
        answer = await client.post("/echo", content=unread(), headers=headers)

    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"
    assert read == []


@pytest.mark.parametrize("length", ["-1", "1e9", "ten", "٣"])
async def test_a_length_that_is_no_number_counts_for_nothing(length: str) -> None:
    async with calling(gate(Entrance.NOBODY)) as client:
        headers = {b"content-type": b"text/plain", b"content-length": length.encode()}
        answer = await client.post("/echo", content=_in_pieces(b"a" * 101), headers=headers)

    assert answer.status_code == 413


async def test_more_than_there_is_room_for_waits_outside() -> None:
    async with calling(gate(Entrance.NOBODY), room(bytes_=60)) as client:
        refused = await _echo(client, b"a" * 61)
        taken = await _echo(client, b"a" * 60)
        again = await _echo(client, b"a" * 60)

    assert (refused.status_code, taken.status_code, again.status_code) == (503, 200, 200)
    assert refused.headers["retry-after"]
    assert refused.json()["type"] == "urn:switchboard:problem:busy"


async def test_a_body_that_does_not_end_is_given_up() -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.Event().wait()

    async with calling(gate(Entrance.NOBODY), room(within=0.05)) as client:
        answer = await client.post("/echo", content=endless(), headers=TEXT)

    assert answer.status_code == 408


async def test_slow_senders_take_no_more_than_their_turns() -> None:
    held = asyncio.Event()
    started = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"a"
        started.set()
        await held.wait()

    async with calling(gate(Entrance.NOBODY), room(requests=1)) as client:
        slowly = asyncio.create_task(client.post("/echo", content=slow(), headers=TEXT))
        await started.wait()
        other = await _echo(client, b"b")
        held.set()
        first = await slowly
        later = await _echo(client, b"c")

    assert (other.status_code, first.status_code, later.status_code) == (503, 200, 200)


async def test_one_address_has_no_more_than_its_part_of_a_room() -> None:
    held, started = asyncio.Event(), asyncio.Event()
    space = room(requests=2, each=1)

    async def slow() -> AsyncIterator[bytes]:
        yield b"a"
        started.set()
        await held.wait()

    async with (
        calling(gate(Entrance.NOBODY), space) as one,
        calling(gate(Entrance.NOBODY), space, client_address="192.0.2.7") as other,
    ):
        slowly = asyncio.create_task(one.post("/echo", content=slow(), headers=TEXT))
        await started.wait()
        answers = [await _echo(client, b"b") for client in (one, other)]
        held.set()
        first, later = await slowly, await _echo(one, b"c")

    assert [answer.status_code for answer in answers] == [429, 200]
    assert answers[0].headers["retry-after"]
    assert (first.status_code, later.status_code) == (200, 200)


@pytest.mark.parametrize(
    "given", ["text/plain", "TEXT/PLAIN; charset=utf-8", "text/csv;header=present"]
)
async def test_a_type_that_is_read_here_is_read(given: str) -> None:
    async with calling(gate(Entrance.NOBODY)) as client:
        answer = await client.post("/echo", content=b"a", headers={"content-type": given})

    assert answer.status_code == 200


@pytest.mark.parametrize("given", ["", "text/html", "text", "text/plain2", ";text/plain"])
async def test_another_type_is_refused_with_the_right_ones(given: str) -> None:
    async with calling(gate(Entrance.NOBODY)) as client:
        answer = await client.post("/echo", content=b"a", headers={"content-type": given})

    assert answer.status_code == 415
    assert answer.headers["accept"] == "text/plain, text/csv"
