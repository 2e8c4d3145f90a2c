"""A real SMTP server on this machine, which answers and fails as a test tells it."""

import asyncio
import socket
import warnings
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

HANG_UP = "hang up"
HANG = "hang"


class Sink:
    """Takes mail, or says what it was told to say instead."""

    def __init__(self) -> None:
        self.port = 0
        self.taken: list[Envelope] = []
        self.says_first: deque[str] = deque()
        """Answers to the next senders; what is not there is 250."""
        self.says: deque[str] = deque()
        """Answers to the next recipients; what is not there is 250."""
        self.says_after: deque[str] = deque()
        """Answers to the next letters; HANG_UP and HANG take the letter and leave the sender in doubt."""
        self.lines: list[SMTP] = []
        self.when_taken: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def letters(self) -> list[EmailMessage]:
        """Return what was taken; no property, since aiosmtpd looks at them all for each connection."""
        return [_read(envelope) for envelope in self.taken]

    def hang_up(self) -> None:
        """Close every connection, whatever is under way."""
        for line in self.lines:
            if line.transport is not None:
                line.transport.close()

    async def handle_MAIL(  # noqa: N802  (aiosmtpd's name)
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.says_first.popleft() if self.says_first else "250 OK"
        if said.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return said

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        said = self.says.popleft() if self.says else "250 OK"
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        said = self.says_after.popleft() if self.says_after else "250 OK"
        if said in {HANG_UP, HANG} or said.startswith("250"):
            self.taken.append(envelope)
            self.when_taken()
        if said == HANG_UP:
            assert server.transport is not None
            server.transport.close()
        if said == HANG:
            await asyncio.Event().wait()
        return said


def _read(envelope: Envelope) -> EmailMessage:
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content, policy=SMTP_POLICY)
    assert isinstance(message, EmailMessage)
    return message


def knows_ana(_: SMTP, __: Session, ___: Envelope, ____: str, given: Any) -> AuthResult:
    """Let in whoever knows the password."""
    known = (given.login, given.password) == (b"ana", b"pass/word")
    return AuthResult(success=known, handled=False)


@asynccontextmanager
async def relay(**options: Any) -> AsyncIterator[Sink]:
    """A relay that runs; options are those of aiosmtpd's SMTP."""
    sink = Sink()
    loop = asyncio.get_running_loop()

    def answer() -> SMTP:
        with warnings.catch_warnings(action="ignore"):  # aiosmtpd warns of logins without TLS.
            sink.lines.append(SMTP(sink, hostname="relay.example", loop=loop, **options))
        return sink.lines[-1]

    server = await loop.create_server(answer, "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        sink.hang_up()
        await asyncio.sleep(0)


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
