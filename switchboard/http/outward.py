"""Requests that leave us: to addresses that an administrator has set, and to none in our own network but named ones.

A name is resolved once, all its addresses must be public, and the connection goes to one of these very
addresses. No redirect is followed, no proxy of the environment asked, no cookie kept; an answer is read up to a cap.
"""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from ipaddress import ip_address
from ssl import SSLContext
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

import httpx

from switchboard.contracts.values import Seconds
from switchboard.http.whereabouts import NOWHERE, Private, is_of_the_internet

PORTS: Final = {"https": 443, "http": 80}
_MOST_ADDRESSES: Final = 2
"""Of one name are tried, where nobody listens at the first."""


class Question(NamedTuple):
    """One request."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    content: bytes = b""


class Answered(NamedTuple):
    """They have answered."""

    status: int
    headers: Mapping[str, str]
    """With names in small letters."""
    body: bytes
    whole: bool = True
    """Whether it was read to its end; False: there is more than we take."""


class NotAsked(NamedTuple):
    """Nothing was handed over."""

    why: str
    passing: bool = True
    """Whether it may work the next time."""


class NoAnswer(NamedTuple):
    """It was handed over, perhaps in part, and then nothing came: it may have arrived."""

    why: str


Told = Answered | NotAsked | NoAnswer

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host, in the order in which they are tried. Raises OSError."""


async def by_system(host: str, port: int) -> Sequence[str]:
    """Ask the system. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Outward:
    """Asks others, each question over a connection of its own."""

    def __init__(
        self,
        private: Private = NOWHERE,
        trust: SSLContext | None = None,
        resolve: Resolve = by_system,
    ) -> None:
        """`private` says what of our own network may be reached, `trust` whose certificates are believed."""
        self._private = private
        self._trust = trust or httpx.create_ssl_context()
        self._resolve = resolve

    async def ask(self, question: Question, within: Seconds, most: int) -> Told:
        """Return what they answer within that time, and at most so many bytes of it. Raises nothing."""
        where = split(question.url)
        if where is None or not where.hostname or where.scheme not in PORTS:
            return NotAsked("this is no address of the web", passing=False)
        stage = _Stage()
        try:
            async with asyncio.timeout(within):
                return await self._ask(question, where, most, stage)
        except TimeoutError:
            why = f"{where.hostname} took longer than {within:g} seconds"
        except httpx.HTTPError as fault:
            why = f"{where.hostname} can't be reached ({type(fault).__name__})"
        # Whatever stands in an address that others told us: control characters, half signs.
        except (httpx.InvalidURL, ValueError):
            return NotAsked(f"what is told is no address at {where.hostname}", passing=False)
        return NoAnswer(why) if stage.handing_over else NotAsked(why)

    async def _ask(
        self, question: Question, where: SplitResult, most: int, stage: "_Stage"
    ) -> Told:
        host = where.hostname or ""
        try:
            addresses = await self._addresses(host, where.port or PORTS[where.scheme])
        except (OSError, UnicodeError):
            return NotAsked(f"{host[:100]} has no address")
        if not self._may_reach(host, addresses):
            return NotAsked(f"{host[:100]} is not an address on the Internet", passing=False)
        first, *others = addresses[:_MOST_ADDRESSES]
        for address in others:
            with contextlib.suppress(httpx.ConnectError):
                return await self._get(question, where, first, most, stage)
            first = address
        return await self._get(question, where, first, most, stage)

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a host, at least one. Raises OSError, UnicodeError."""
        with contextlib.suppress(ValueError):
            return [str(ip_address(host))]
        found = await self._resolve(host, port)
        if not found:
            raise OSError(host)
        return found

    def _may_reach(self, host: str, addresses: Sequence[str]) -> bool:
        return self._private.names(host) or all(
            is_of_the_internet(one) or self._private.holds(one) for one in addresses
        )

    async def _get(
        self, question: Question, where: SplitResult, address: str, most: int, stage: "_Stage"
    ) -> Answered:
        headers = {
            "Host": where.netloc.rpartition("@")[2],
            "Accept-Encoding": "identity",
            "User-Agent": "switchboard",
            **question.headers,
        }
        told = {"sni_hostname": where.hostname, "trace": stage.heard}
        async with (
            httpx.AsyncClient(trust_env=False, verify=self._trust, timeout=None) as web,  # noqa: S113  (the deadline is ours)
            web.stream(
                question.method,
                _url(where, address),
                headers=headers,
                content=question.content,
                extensions=told,
            ) as answer,
        ):
            return await _read(answer, most)


class _Stage:
    """How far a request has come: whether any of it may have been read by now."""

    def __init__(self) -> None:
        self.handing_over = False

    async def heard(self, event: str, _: object) -> None:
        """Take note, as httpcore tells it."""
        if event.endswith("send_request_headers.started"):
            self.handing_over = True


def split(written: str) -> SplitResult | None:
    """Return the parts of an address; None where it has none that can be told apart."""
    try:
        where = urlsplit(written)
        _ = where.port  # It is looked at only now, and may be none.
    except ValueError:
        return None
    return where


def _url(where: SplitResult, address: str) -> str:
    host = f"[{address}]" if ":" in address else address
    port = where.port or PORTS[where.scheme]
    path = (where.path or "/") + (f"?{where.query}" if where.query else "")
    return f"{where.scheme}://{host}:{port}{path}"


async def _read(answer: httpx.Response, most: int) -> Answered:
    """Return the answer, of its body at most that many bytes."""
    data = bytearray()
    # What is packed is not unpacked: a small answer stays one.
    async for chunk in answer.aiter_raw():
        data += chunk
        if len(data) > most:
            return Answered(answer.status_code, answer.headers, bytes(data[:most]), whole=False)
    return Answered(answer.status_code, answer.headers, bytes(data))
