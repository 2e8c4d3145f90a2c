"""A real HTTP server on this machine that takes what we send as gateways and other systems do, and answers as a test says."""

import asyncio
import contextlib
from base64 import b64decode
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import NamedTuple
from urllib.parse import parse_qsl

import orjson

HANG_UP = "hang up"
HANG = "hang"


class Request(NamedTuple):
    """What somebody sent."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def login(self) -> str:
        return b64decode(self.headers["authorization"].removeprefix("Basic ")).decode()


class Says(NamedTuple):
    """One answer."""

    status: int = 200
    body: object = {}
    headers: Mapping[str, str] = {}

    @property
    def raw(self) -> bytes:
        body = self.body if isinstance(self.body, bytes) else orjson.dumps(self.body)
        fields = {"Content-Length": f"{len(body)}", "Connection": "close", **self.headers}
        head = "\r\n".join(f"{name}: {value}" for name, value in fields.items())
        return f"HTTP/1.1 {self.status} Said\r\n{head}\r\n\r\n".encode() + body


class Provider:
    """Takes requests, or says what it was told to say instead."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[Request] = []
        self.says: deque[Says | str] = deque()
        """Answers to the next requests; HANG_UP and HANG take the request and leave the sender in doubt."""
        self.usually = Says(201, {"sid": "SM1", "id": "fax-1", "status": "queued"})
        self.when_taken: Callable[[], None] = lambda: None
        self._calls: set[asyncio.Task[None]] = set()
        self._lines: list[asyncio.StreamWriter] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = asyncio.current_task()
        assert call is not None
        self._calls.add(call)
        self._lines.append(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            self.asked.append(await _read(reader))
            self.when_taken()
            said = self.says.popleft() if self.says else self.usually
            if said == HANG:
                await reader.read()
            if isinstance(said, Says):
                writer.write(said.raw)
                await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def gone(self) -> None:
        """Hang up on whoever is still on the line."""
        for line in self._lines:
            line.close()
        await asyncio.gather(*self._calls)


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, path, _ = head[0].split(" ")
    pairs = (line.partition(": ") for line in head[1:] if line)
    headers = {name.lower(): value for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, path, headers, body)


@asynccontextmanager
async def provider() -> AsyncIterator[Provider]:
    """A provider that runs."""
    made = Provider()
    server = await asyncio.start_server(made, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made
    await made.gone()
