"""A mailbox server that is odd about a certain mail, as one is that has a damaged store."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

_FETCH: Final = re.compile(r"UID FETCH ([\d,:*]+) \((.*)\)")


class OddServer:
    """Speaks as much IMAP as is asked of it, without IDLE; breaks off whenever the mail `broken` is fetched."""

    def __init__(self, mails: Mapping[int, bytes], broken: int) -> None:
        self._mails = mails
        self._broken = broken
        self.unsized = 0
        """A mail over whose size it breaks off."""
        self.undated = 0
        """A mail that it doesn't know the age of."""
        self.untold = 0
        """A mail of which it says nothing but that it is there."""
        self.gone = 0
        """A mail that is deleted as soon as it was told of."""
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
            gone = self.gone if re.search(r"UID \d+$", command) else 0
            there = [str(uid).encode() for uid in self._mails if uid != gone]
            return b"* SEARCH " + b" ".join(there) + b"\r\n"
        if found := _FETCH.match(command):
            return self._fetched([int(uid) for uid in found[1].split(",")], found[2])
        return b""

    def _fetched(self, uids: list[int], what: str) -> bytes | None:
        uids = [uid for uid in uids if uid not in {self.untold, self.gone}]
        if "BODY" not in what:
            if self.unsized in uids:
                return None
            return b"".join(self._summary(uid) for uid in uids)
        if not uids:
            return b""
        [uid] = uids
        self.asked.append(uid)
        if uid == self._broken:
            return None
        mail = self._mails[uid]
        return b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (uid, uid, len(mail), mail)

    def _summary(self, uid: int) -> bytes:
        date = b"NIL" if uid == self.undated else b'"22-Nov-2026 11:00:00 +0000"'
        size = len(self._mails[uid])
        return b"* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE %s)\r\n" % (uid, uid, size, date)


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
