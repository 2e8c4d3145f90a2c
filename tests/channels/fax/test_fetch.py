"""Documents are fetched from hosts that the administrator named, with their credentials, and from no other."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.channels.fax.fetch import (
    Fetched,
    Fetcher,
    NotAPlace,
    NotFetched,
    Place,
    places,
)
from services.channels.limits import LIMITS, Limits
from switchboard.contracts.values import Seconds


class Provider:
    """A provider's file server; once it has nothing more to answer, it says nothing."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.port = 0
        self.calls: set[asyncio.Task[None] | None] = set()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls.add(asyncio.current_task())
        with contextlib.suppress(ConnectionError):
            self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
            if self.answers:
                writer.write(self.answers.pop(0))
                await writer.drain()
            else:
                await reader.read()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def provider(*answers: bytes) -> AsyncIterator[Provider]:
    made = Provider(*answers)
    server = await asyncio.start_server(made, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made
    await asyncio.gather(*(call for call in made.calls if call))


def answer(status: str, body: bytes = b"", *fields: str) -> bytes:
    head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *fields))
    return head.encode() + b"\r\nConnection: close\r\n\r\n" + body


def fetcher(port: int, limits: Limits = LIMITS, login: str = "") -> Fetcher:
    return Fetcher(places(f"http://{login}127.0.0.1:{port}"), limits)


def at(port: int, path: str = "/fax/7?x=1") -> str:
    return f"http://127.0.0.1:{port}{path}"


async def test_a_document_is_fetched_with_the_hosts_credentials() -> None:
    async with provider(answer("200 OK", b"%PDF-")) as here:
        found = await fetcher(here.port, login="ana:s%20t@").fetch(at(here.port))

    assert found == Fetched(b"%PDF-")
    [asked] = here.asked
    assert asked.startswith("GET /fax/7?x=1 HTTP/1.1\r\n")
    assert "Authorization: Basic YW5hOnMgdA==\r\n" in asked
    assert f"Host: 127.0.0.1:{here.port}\r\n" in asked


async def test_a_token_may_be_shown_instead() -> None:
    async with provider(answer("200 OK", b"x")) as here:
        await fetcher(here.port, login=":t0ken@").fetch(at(here.port))

    assert "Authorization: Bearer t0ken\r\n" in here.asked[0]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/other-port",
        "https://127.0.0.1/other-scheme",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://2130706433/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "//127.0.0.1/",
        "http://",
        "",
        "http://[",
        "http://a:port/",
        "\x00",
    ],
)
async def test_no_other_host_is_asked(address: str) -> None:
    async with provider() as here:
        found = await fetcher(here.port).fetch(address)

    assert isinstance(found, NotFetched)
    assert "SWITCHBOARD_FAX_HOSTS" in found.why
    assert here.asked == []


async def test_a_login_in_the_address_is_not_that_of_the_host() -> None:
    async with provider(answer("200 OK", b"x")) as here:
        found = await fetcher(here.port).fetch(f"http://eve:x@127.0.0.1:{here.port}/")

    assert isinstance(found, Fetched)
    assert "authorization" not in here.asked[0].lower()


async def test_no_redirect_is_followed() -> None:
    async with provider(answer("302 Found", b"", "Location: http://127.0.0.1:9/")) as here:
        found = await fetcher(here.port).fetch(at(here.port))

    assert found == NotFetched("127.0.0.1 answered 302")


async def test_what_may_pass_is_tried_again() -> None:
    async with provider(answer("503 Busy"), answer("200 OK", b"x")) as here:
        assert await fetcher(here.port).fetch(at(here.port)) == Fetched(b"x")


async def test_it_is_not_tried_for_ever() -> None:
    async with provider(*[answer("503 Busy")] * 3) as here:
        found = await fetcher(here.port).fetch(at(here.port))

    assert found == NotFetched("127.0.0.1 answered 503", passing=True)
    assert len(here.asked) == 2


async def test_nobody_there_is_said() -> None:
    async with provider() as here:
        port = here.port
    found = await fetcher(port).fetch(at(port))

    assert isinstance(found, NotFetched)
    assert "can't be reached" in found.why


async def test_who_never_answers_is_left() -> None:
    async with provider() as here:
        limits = Limits(fax_fetch_within=Seconds(0.2))
        found = await fetcher(here.port, limits).fetch(at(here.port))

    assert isinstance(found, NotFetched)
    assert found.passing


@pytest.mark.parametrize(("size", "fits"), [(1_000, True), (1_001, False)])
async def test_a_document_has_a_limit(size: int, fits: bool) -> None:  # noqa: FBT001 - one case of a table
    async with provider(answer("200 OK", b"x" * size)) as here:
        found = await fetcher(here.port, Limits(fax_bytes=1_000)).fetch(at(here.port))

    assert isinstance(found, Fetched) == fits


async def test_what_is_packed_is_not_unpacked() -> None:
    packed = answer("200 OK", b"\x1f\x8b packed", "Content-Encoding: gzip")
    async with provider(packed) as here:
        found = await fetcher(here.port).fetch(at(here.port))

    assert found == Fetched(b"\x1f\x8b packed")


async def test_a_name_that_leads_home_is_not_followed() -> None:
    known = Fetcher(places("http://localhost:9"), LIMITS)

    assert await known.fetch("http://localhost:9/x") == NotFetched(
        "localhost is not an address on the Internet"
    )


def test_places_are_written_as_addresses() -> None:
    assert places("https://a.example, http://u:p@b.example:8080") == {
        ("https", "a.example", 443): Place("https", "a.example", 443),
        ("http", "b.example", 8080): Place("http", "b.example", 8080, "Basic dTpw"),
    }
    assert places("") == {}


@pytest.mark.parametrize("written", ["a.example", "ftp://a.example", "https://", "https://a:x"])
def test_what_is_no_place_is_refused(written: str) -> None:
    with pytest.raises(NotAPlace):
        places(written)


@pytest.mark.parametrize("path", ["/\x01", "/?\x00", "/\x7f", "/\ud800", "/" + "a" * 70_000])
async def test_an_address_that_nobody_can_call_is_told_and_breaks_nothing(path: str) -> None:
    async with provider(answer("200 OK", b"%PDF-")) as here:
        found = await fetcher(here.port).fetch(at(here.port, path))

    assert found == NotFetched("what is told is no address at 127.0.0.1")
    assert here.asked == []
