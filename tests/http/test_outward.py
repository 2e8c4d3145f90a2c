"""Requests that leave us go where an administrator says, and to nothing of our own network that was not named."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from switchboard.contracts.values import Seconds
from switchboard.http.outward import Answered, NoAnswer, NotAsked, Outward, Question, Told
from switchboard.http.whereabouts import private
from tests.channels.mail.certificate import Certificate, certificate

HERE = private("127.0.0.0/8")
PATIENT = Seconds(60.0)
HANG_UP = b""


class House:
    """Somebody who listens on this machine; once there is nothing more to say, says nothing."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.port = 0
        self.calls: set[asyncio.Task[None] | None] = set()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls.add(asyncio.current_task())
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
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
async def house(*answers: bytes, shows: Certificate | None = None) -> AsyncIterator[House]:
    made = House(*answers)
    tls = shows.server() if shows else None
    server = await asyncio.start_server(made, "127.0.0.1", 0, ssl=tls)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made
    await asyncio.gather(*(call for call in made.calls if call))


def answer(status: str, body: bytes = b"", *fields: str) -> bytes:
    head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *fields))
    return head.encode() + b"\r\nConnection: close\r\n\r\n" + body


async def ask(url: str, outward: Outward | None = None, most: int = 1_000) -> Told:
    return await (outward or Outward(HERE)).ask(Question("POST", url), PATIENT, most)


async def as_libraries_do(host: str, _: int) -> Sequence[str]:
    """Read numbers as the C library does: 127.1, 0x7f000001, 017700000001 are addresses, too."""
    return ["127.0.0.1"] if "local" in host else [socket.inet_ntoa(socket.inet_aton(host))]


async def test_what_is_asked_arrives_and_is_answered() -> None:
    asked = Question("POST", "", {"Content-Type": "text/plain"}, b"the pump stops")
    async with house(answer("202 Accepted", b"thanks", "X-Id: 7")) as there:
        url = f"http://localhost:{there.port}/hook?a=b"
        told = await Outward(HERE).ask(asked._replace(url=url), PATIENT, 1_000)

    assert isinstance(told, Answered)
    assert (told.status, told.body, told.whole, told.headers["x-id"]) == (202, b"thanks", True, "7")
    [head] = there.asked
    assert head.startswith("POST /hook?a=b HTTP/1.1\r\n")
    assert f"Host: localhost:{there.port}\r\n" in head
    assert "Content-Length: 14\r\n" in head


@pytest.mark.parametrize(("size", "whole"), [(100, True), (101, False)])
async def test_an_answer_is_read_up_to_a_cap(size: int, whole: bool) -> None:  # noqa: FBT001 - one case of a table
    async with house(answer("200 OK", b"x" * size)) as there:
        told = await ask(f"http://127.0.0.1:{there.port}/", most=100)

    assert isinstance(told, Answered)
    assert (len(told.body), told.whole) == (100, whole)


async def test_an_answer_that_never_ends_is_left() -> None:
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_000_000
    async with house(endless) as there:
        told = await ask(f"http://127.0.0.1:{there.port}/", most=100)

    assert isinstance(told, Answered)
    assert not told.whole


async def test_no_redirect_is_followed() -> None:
    async with house(answer("302 Found", b"", "Location: http://169.254.169.254/")) as there:
        told = await ask(f"http://127.0.0.1:{there.port}/")

    assert isinstance(told, Answered)
    assert told.status == 302
    assert len(there.asked) == 1


async def test_who_takes_it_and_says_nothing_may_have_it() -> None:
    async with house(HANG_UP) as there:
        told = await ask(f"http://127.0.0.1:{there.port}/")

    assert isinstance(told, NoAnswer)


async def test_who_takes_it_and_takes_too_long_may_have_it() -> None:
    async with house() as there:
        url = f"http://127.0.0.1:{there.port}/"
        told = await Outward(HERE).ask(Question("POST", url), Seconds(2.0), 1_000)

    assert told == NoAnswer("127.0.0.1 took longer than 2 seconds")


async def test_where_nobody_listens_nothing_was_handed_over() -> None:
    async with house() as there:
        port = there.port
    told = await ask(f"http://127.0.0.1:{port}/")

    assert told == NotAsked("127.0.0.1 can't be reached (ConnectError)")


async def test_who_shows_no_certificate_gets_nothing(tmp_path: Path) -> None:
    shown = certificate(tmp_path)
    async with house(answer("200 OK"), answer("200 OK"), shows=shown) as there:
        stranger = await ask(f"https://localhost:{there.port}/")
        known = await ask(f"https://localhost:{there.port}/", Outward(HERE, shown.client()))

    assert isinstance(stranger, NotAsked)
    assert isinstance(known, Answered)
    assert len(there.asked) == 1


async def test_a_certificate_must_be_that_of_the_name_not_of_the_address(tmp_path: Path) -> None:
    async def home(_: str, __: int) -> Sequence[str]:
        return ["127.0.0.1"]

    shown = certificate(tmp_path)
    async with house(answer("200 OK"), shows=shown) as there:
        told = await ask(
            f"https://hooks.example:{there.port}/", Outward(HERE, shown.client(), home)
        )

    assert isinstance(told, NotAsked)
    assert there.asked == []


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with house(answer("200 OK")) as proxy, house(answer("204 No Content")) as there:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.port}")
        await ask(f"http://127.0.0.1:{there.port}/")

    assert (len(proxy.asked), len(there.asked)) == (0, 1)


HOME = (
    *("127.0.0.1", "localhost", "LOCALHOST", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433"),
    *("0x7f000001", "0x7f.1", "0x7f.0x0.0x0.0x1", "017700000001", "0177.0.0.1", "0177.1"),
    *("127.0.0.1.", "127.000.000.001", "127.255.255.255", "127.65535", "0300.0250.0.1"),
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]"),
    *("[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:1::1]", "[2001:0:7f00:1::]"),
    *("[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[::2]"),
    *("169.254.169.254", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "169.254.43518"),
    *("[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[2002:a9fe:a9fe::]"),
    *("[64:ff9b::a9fe:a9fe]", "[fe80::a9fe:a9fe]", "100.100.100.200", "192.0.0.192"),
    *("10.0.0.1", "10.1", "012.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.168.257"),
    *("100.64.0.1", "198.18.0.1", "192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("user@127.0.0.1", "8.8.8.8@127.0.0.1", "127.0.0.1:65535", "ⓛocalhost", "127。0。0。1"),
    *("localhost.", "ip6-localhost", "127.0.0.1%2f8.8.8.8", "[::1%25eth0]", "[::1%eth0]"),
)
"""Our own machine, our network and its metadata services, as attackers have written them."""


@pytest.mark.parametrize("host", HOME)
async def test_no_spelling_of_our_own_network_is_reached(host: str) -> None:
    for scheme in ("http", "https"):
        told = await ask(f"{scheme}://{host}/latest/meta-data", Outward(resolve=as_libraries_do))

        assert isinstance(told, NotAsked)
        assert told.why.endswith(("not an address on the Internet", "no address", "of the web"))


def test_the_list_of_spellings_is_long_enough() -> None:
    assert len(set(HOME)) >= 60


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://127.0.0.1/", "//a", "a", "", "http://"]
)
async def test_what_is_no_address_of_the_web_is_not_asked(url: str) -> None:
    assert await ask(url) == NotAsked("this is no address of the web", passing=False)


@pytest.mark.parametrize("path", ["/\x01", "/?\x00", "/\x7f", "/\ud800", "/" + "a" * 70_000])
async def test_an_address_that_nobody_can_call_breaks_nothing(path: str) -> None:
    async with house(answer("200 OK")) as there:
        told = await ask(f"http://127.0.0.1:{there.port}{path}")

    assert told == NotAsked("what is told is no address at 127.0.0.1", passing=False)
    assert there.asked == []


async def test_a_name_that_changes_its_mind_is_asked_for_once() -> None:
    looked = list[str]()

    async def rebinding(host: str, _: int) -> Sequence[str]:
        looked.append(host)
        return ["127.0.0.1" if len(looked) == 1 else "127.0.0.2"]

    async with house(answer("200 OK"), answer("200 OK")) as there:
        url = f"http://hooks.example:{there.port}/"
        first = await ask(url, Outward(private("127.0.0.1"), resolve=rebinding))
        second = await ask(url, Outward(private("127.0.0.1"), resolve=rebinding))

    assert isinstance(first, Answered)
    assert second == NotAsked("hooks.example is not an address on the Internet", passing=False)
    assert looked == ["hooks.example"] * 2
    assert len(there.asked) == 1


async def test_one_address_at_home_among_many_is_one_too_many() -> None:
    async def both(_: str, __: int) -> Sequence[str]:
        return ["8.8.8.8", "10.0.0.1"]

    told = await ask("https://hooks.example/", Outward(resolve=both))

    assert told == NotAsked("hooks.example is not an address on the Internet", passing=False)


async def test_where_nobody_listens_at_the_first_address_the_second_is_tried() -> None:
    async def two(_: str, __: int) -> Sequence[str]:
        return ["127.0.0.2", "127.0.0.1"]

    async with house(answer("200 OK")) as there:
        told = await ask(
            f"http://hooks.lan:{there.port}/", Outward(private("hooks.lan"), None, two)
        )

    assert isinstance(told, Answered)


async def test_a_name_without_an_address_may_have_one_later() -> None:
    async def none(_: str, __: int) -> Sequence[str]:
        return []

    told = await ask("https://hooks.example/", Outward(resolve=none))

    assert told == NotAsked("hooks.example has no address")
