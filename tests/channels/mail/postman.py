"""A mail server that calls at our door: it says what a test tells it, to the byte."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from services.channels import originals
from services.channels.door import Door
from services.channels.mail_hall import Hall
from services.channels.mail_room import MailRoom
from services.channels.mail_seats import Seats
from services.channels.mail_server import serve
from switchboard.bus.port import Bus
from switchboard.contracts.topics import ORIGINALS
from switchboard.contracts.values import Seconds
from tests.channels.doorway import records

SOON = 60.0


class Postman:
    """One connection, from its sender's side."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def hears(self) -> str:
        """Return one answer, its last line if it has several; empty where nobody is there any more."""
        async with asyncio.timeout(SOON):
            while True:
                try:
                    line = (await self._reader.readline()).decode()
                except ConnectionResetError:
                    return ""
                if line[3:4] != "-":
                    return line.rstrip("\r\n")

    async def hears_all(self) -> list[str]:
        """Return all lines of one answer."""
        lines: list[str] = []
        async with asyncio.timeout(SOON):
            while not lines or lines[-1][3:4] == "-":
                lines.append((await self._reader.readline()).decode().rstrip("\r\n"))
        return lines

    async def sends(self, raw: bytes) -> None:
        """Send it as it is."""
        self._writer.write(raw)
        await self._writer.drain()

    async def says(self, command: str) -> str:
        """Say a command and return the answer."""
        await self.sends(command.encode() + b"\r\n")
        return await self.hears()

    async def begins(self, sender: str = "ana@example.com", *to: str) -> None:
        """Come to the point where the mail itself is wanted."""
        assert (await self.says("EHLO mx.example.com")).startswith("250")
        assert (await self.says(f"MAIL FROM:<{sender}>")).startswith("250")
        for address in to or ("support@acme.example",):
            assert (await self.says(f"RCPT TO:<{address}>")).startswith("250")
        assert (await self.says("DATA")).startswith("354")

    async def hands_over(self, mail: bytes, sender: str = "ana@example.com", *to: str) -> str:
        """Hand a mail over and return what is said of it."""
        await self.begins(sender, *to)
        await self.sends(stuffed(mail))
        return await self.hears()

    async def turns_to_tls(self, context: ssl.SSLContext) -> None:
        """Go on under TLS, once we were told to."""
        await self._writer.start_tls(context, server_hostname="localhost")

    async def is_alone(self) -> bool:
        """Wait for the end of the connection."""
        async with asyncio.timeout(SOON):
            try:
                return await self._reader.read() == b""
            except ConnectionResetError:
                return True

    async def goes(self) -> None:
        self._writer.close()


def stuffed(mail: bytes) -> bytes:
    """Return a mail as SMTP carries it, with its end."""
    whole = mail if mail.endswith(b"\r\n") else mail + b"\r\n"
    return (b"\r\n" + whole).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"


class Office:
    """A mail door that is open, and where it is."""

    def __init__(self, hall: Hall, listening: socket.socket, task: asyncio.Task[None]) -> None:
        self.hall = hall
        self.task = task
        self._listening = listening
        self._postmen: list[Postman] = []

    async def calls(self) -> Postman:
        """Return a connection that was greeted."""
        postman = await self.knocks()
        assert (await postman.hears()).startswith("220 ")
        return postman

    async def knocks(self) -> Postman:
        """Return a connection of which nothing was heard yet."""
        where = self._listening.getsockname()
        if isinstance(where, str):
            postman = Postman(*await asyncio.open_unix_connection(where))
        else:
            postman = Postman(*await asyncio.open_connection(*where[:2]))
        self._postmen.append(postman)
        return postman

    async def closes(self) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])

    async def end(self) -> None:
        for postman in self._postmen:
            await postman.goes()
        await self.closes()

    def refused(self, reason: str) -> float:
        """Return how often something was refused."""
        count = self.hall.door.metrics.registry.get_sample_value
        return count("switchboard_mail_refused_total", {"reason": reason}) or 0.0


def hall_of(door: Door, **terms: Any) -> Hall:
    """Return what the connections of a door share, patient unless the test says otherwise."""
    limits = door.limits
    seats = Seats(
        limits.smtp_lines,
        limits.smtp_lines_each,
        limits.smtp_silence,
        limits.smtp_silence_crowded,
    )
    room = MailRoom(limits.smtp_buffered_bytes, limits.smtp_buffered_each)
    given: dict[str, Any] = {
        "door": door,
        "hostname": "mail.acme.example",
        "seats": seats,
        "room": room,
    }
    return Hall(**given | terms)


@asynccontextmanager
async def office(
    door: Door, socket_file: Path | None = None, **terms: Any
) -> AsyncIterator[Office]:
    """An open mail door, on a port of its own or on a socket file."""
    listening = (
        socket.create_server(("127.0.0.1", 0))
        if socket_file is None
        else socket.socket(socket.AF_UNIX)
    )
    if socket_file is not None:
        listening.bind(str(socket_file))
        listening.listen()
    hall = hall_of(door, **terms)
    made = Office(hall, listening, asyncio.create_task(serve(hall, listening)))
    try:
        yield made
    finally:
        await made.end()


async def taken(bus: Bus) -> list[originals.Original]:
    """Return what was taken in."""
    return [originals.decode(record.value) for record in await records(bus, ORIGINALS)]


QUICK = Seconds(0.2)
"""A patience that ends while a test looks on."""
