"""A mailbox server that breaks off whenever a certain mail is fetched, as one does that has a damaged store."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

_FETCH: Final = re.compile(r"UID FETCH ([\d,:*]+) \((.*)\)")


class OddServer:
    """Speaks as much IMAP as is asked of it, without IDLE."""

    def __init__(self, mails: Mapping[int, bytes], broken: int) -> None:
        self._mails = mails
        self._broken = broken
        self.port = 0
        self.asked: list[int] = []
        """Which mails were fetched, in their order."""

    @property
    def url(self) -> str:
        return f"imap://ana:secret@127.0.0.1:{self.port}/INBOX?tls=never"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        writer.write(b"* OK [CAPABILITY IMAP4rev1] odd\r\n")
        try:
            while line := (await reader.readline()).decode().strip():
                tag, _, command = line.partition(" ")
                told = self._told(command)
                if told is None:
                    return
                writer.write(told + f"{tag} OK done\r\n".encode())
                await writer.drain()
        finally:
            writer.close()

    def _told(self, command: str) -> bytes | None:
        if command.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\n"
        if command.startswith(("EXAMINE", "SELECT")):
            return b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9] x\r\n"
        if command.startswith("UID SEARCH"):
            return b"* SEARCH " + b" ".join(str(uid).encode() for uid in self._mails) + b"\r\n"
        if found := _FETCH.match(command):
            return self._fetched([int(uid) for uid in found[1].split(",")], found[2])
        return b""

    def _fetched(self, uids: list[int], what: str) -> bytes | None:
        if "BODY" not in what:
            return b"".join(self._summary(uid) for uid in uids)
        [uid] = uids
        self.asked.append(uid)
        if uid == self._broken:
            return None
        mail = self._mails[uid]
        return b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (uid, uid, len(mail), mail)

    def _summary(self, uid: int) -> bytes:
        date = b"22-Nov-2026 11:00:00 +0000"
        size = len(self._mails[uid])
        return b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "%s")\r\n' % (uid, uid, size, date)


@asynccontextmanager
async def odd_server(mails: Mapping[int, bytes], broken: int) -> AsyncIterator[OddServer]:
    """A server for one test."""
    made = OddServer(mails, broken)
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
