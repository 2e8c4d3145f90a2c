"""Load over HTTP/1.1: so many connections, each with one request under way, for so many seconds."""

import asyncio
import time
from collections.abc import Iterator
from typing import Final, cast
from urllib.parse import urlsplit

from typing_extensions import override

_HEAD_ENDS: Final = b"\r\n\r\n"


class _Client(asyncio.Protocol):
    """One connection: the next request leaves when the answer to the last one is whole."""

    def __init__(self, requests: Iterator[bytes], until: float) -> None:
        self.answered = 0
        self.refused: list[bytes] = []
        self.ended = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._until = until
        self._heard = b""
        self._transport: asyncio.WriteTransport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is no subclass of it
        self._ask()

    @override
    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, ends, body = self._heard.partition(_HEAD_ENDS)
        if not ends or len(body) < _length(head):
            return
        self._heard = b""
        self.answered += 1
        if not head.startswith(b"HTTP/1.1 202"):
            self.refused.append(head + body)
        self._ask()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_exception(exc or ConnectionError("the server hung up"))

    def _ask(self) -> None:
        assert self._transport is not None
        if time.perf_counter() < self._until:
            self._transport.write(next(self._requests))
        elif not self.ended.done():
            self.ended.set_result(None)
            self._transport.close()


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0])


async def rate(url: str, requests: Iterator[bytes], connections: int, seconds: float) -> float:
    """Return the answers a second; anything but a 202 is a fault of the benchmark."""
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    opened = [
        await loop.create_connection(
            lambda: _Client(requests, began + seconds), parts.hostname or "", parts.port or 80
        )
        for _ in range(connections)
    ]
    clients = [client for _, client in opened]
    await asyncio.gather(*(client.ended for client in clients))
    took = time.perf_counter() - began
    refused = [answer for client in clients for answer in client.refused]
    assert not refused, f"{len(refused)} refused, the first: {refused[0][:500]!r}"
    return sum(client.answered for client in clients) / took


def post(url: str, path: str, body: bytes, media_type: str) -> bytes:
    """Return the bytes of a request."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nContent-Type: {media_type}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
