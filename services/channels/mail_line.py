"""One connection of a mail server: what it says, step by step, until it hands a mail over (SMTP, or LMTP within a house).

The dialogue is aiosmtpd's; ours is whom it is for, how much is taken, for how long we wait, and what 250 means.
Nothing of what is said here is logged.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, cast

from aiosmtpd.smtp import SMTP, Envelope, TLSSetupException
from typing_extensions import override

from services.channels import originals
from services.channels.inquiry import FRESH
from services.channels.mail_content import Content
from services.channels.mail_door import take_mail
from services.channels.mail_hall import Clerk, Hall, Talk
from services.channels.mail_recipients import NULL
from switchboard.blobs import NotStored
from switchboard.bus.port import Unavailable

_log: Final = logging.getLogger(__name__)

_PIECE: Final = 16_384
_ALL: Final = 1 << 30
_COMMANDS: Final = {"NOOP": 100, "RSET": 1_000, "VRFY": 20, "HELP": 20, "RCPT": 100_000, "*": 5_000}
"""How often one connection may say each; a mail server of good faith never comes near."""
_LEAVING: Final = b"421 4.3.2 We are closing down; try again later\r\n"
_CROWDED: Final = b"421 4.3.2 Too many connections; try again later\r\n"
_SILENT: Final = b"421 4.4.2 We have waited too long\r\n"


class Line(SMTP):
    """One connection. Ends by itself; `leave` asks it to."""

    line_length_limit = _PIECE

    def __init__(self, hall: Hall, clerk: Clerk, loop: asyncio.AbstractEventLoop) -> None:
        self._hall = hall
        self._address: str | None = None
        """Whose seat is taken; None: nobody's."""
        self.busy = False
        """A mail is being taken: whoever ends now leaves its sender in doubt."""
        super().__init__(
            clerk,
            data_size_limit=hall.door.limits.mail_bytes,
            enable_SMTPUTF8=True,
            hostname=hall.hostname,
            ident=f"{'ESMTP' if hall.talk is Talk.SMTP else 'LMTP'} Switchboard",
            tls_context=hall.tls,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            command_call_limit=_COMMANDS,
            loop=loop,
        )
        most = hall.door.limits.smtp_command
        self.command_size_limit = most
        # aiosmtpd keeps them for all connections at once, and forgets them with each new one.
        self.command_size_limits = defaultdict(lambda: most)

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self.transport is not None:  # The same connection, under TLS from now on.
            super().connection_made(transport)
            return
        peer = transport.get_extra_info("peername")
        address = str(peer[0]) if isinstance(peer, tuple) else ""
        if self._hall.closing.is_set() or not self._hall.seats.take(address):
            self._hall.refuse("crowded")
            _part(transport, _CROWDED)
            return
        self._address = address
        self._hall.guests.add(self)
        self._hall.door.metrics.mail_connections.set(len(self._hall.seats))
        super().connection_made(transport)

    @override
    def connection_lost(self, error: Exception | None) -> None:
        if self._address is None:
            return
        if self in self._hall.guests:
            self._hall.guests.discard(self)
            self._hall.seats.leave(self._address)
            self._hall.door.metrics.mail_connections.set(len(self._hall.seats))
        super().connection_lost(error)

    @override
    def eof_received(self) -> bool | None:
        return None if self._address is None else super().eof_received()

    def leave(self) -> None:
        """Ask whoever is there to come again later, unless a mail is just being taken."""
        if not self.busy:
            self._part(_LEAVING)

    def _part(self, words: bytes) -> None:
        if self.transport is not None:
            _part(self.transport, words)

    @override
    def _reset_timeout(self, duration: float | None = None) -> None:
        super()._reset_timeout(duration or self._hall.patience())

    @override
    def _timeout_cb(self) -> None:
        self._hall.refuse("slow")
        self._part(_SILENT)

    @override
    async def handle_exception(self, error: Exception) -> str:
        """Say that it is our fault, and part: what the other side believes of this connection is not known."""
        fault = type(error).__name__
        if isinstance(error, TLSSetupException):
            _log.info("TLS did not come about", extra={"fault": fault})
        else:
            _log.error("mail line failed", extra={"fault": fault})
            self.loop.call_soon(self._part, b"")
        return "421 4.3.0 A fault of ours; try again later"

    @override
    async def smtp_HELO(self, hostname: str) -> None:
        await (self._unknown("HELO") if self._is(Talk.LMTP) else super().smtp_HELO(hostname))

    @override
    async def smtp_EHLO(self, hostname: str) -> None:
        await (self._unknown("EHLO") if self._is(Talk.LMTP) else super().smtp_EHLO(hostname))

    async def smtp_LHLO(self, hostname: str) -> None:  # noqa: N802  (aiosmtpd's name)
        await (super().smtp_EHLO(hostname) if self._is(Talk.LMTP) else self._unknown("LHLO"))

    @override
    async def smtp_AUTH(self, arg: str) -> None:
        await self._unknown("AUTH")

    def _is(self, talk: Talk) -> bool:
        return self._hall.talk is talk

    async def _unknown(self, command: str) -> None:
        await self.push(f"502 5.5.1 {command} is not spoken here")

    @override
    async def smtp_DATA(self, arg: str) -> None:
        if await self.check_helo_needed("LHLO" if self._is(Talk.LMTP) else "EHLO"):
            return
        envelope = self.envelope
        assert envelope is not None
        if arg or not envelope.rcpt_tos:
            await self.push("501 5.5.4 Syntax: DATA" if arg else "503 5.5.1 RCPT comes first")
            return
        self.busy = True
        try:
            await self.push("354 End it with a line that holds a single dot")
            answer = await self._taken(envelope)
            # In LMTP each recipient has an answer of its own (RFC 2033 section 4.2).
            copies = len(envelope.rcpt_tos) if self._is(Talk.LMTP) else 1
            await self.push("\r\n".join([answer] * copies))
        finally:
            self.busy = False
            self.envelope = self._create_envelope()
        if answer.startswith("421") or self._hall.closing.is_set():
            self._part(b"" if answer.startswith("421") else _LEAVING)

    async def _taken(self, envelope: Envelope) -> str:
        """Read a mail and take it in; return what there is to say."""
        arriving = _Arriving(self._hall, self._address or "")
        try:
            await self._read(arriving)
            if refusal := arriving.refusal():
                return self._refused(*refusal)
            self._reset_timeout(self._hall.door.limits.smtp_silence)  # From here on it is our turn.
            return await self._stored(arriving.mail(), envelope)
        except TimeoutError:
            return self._refused("slow", "421 4.4.2 The mail took too long")
        finally:
            arriving.let_go()

    async def _read(self, arriving: "_Arriving") -> None:
        """Read to the end of the mail, or of our patience. Raises TimeoutError."""
        async with asyncio.timeout(self._hall.door.limits.smtp_mail_within):
            while not arriving.done:
                chunk = await self._reader.read(_ALL)
                if not chunk:
                    raise ConnectionResetError
                self._reader.feed_data(arriving.feed(chunk))
                self._reset_timeout()  # Now that it is known how much room is left.

    def _refused(self, reason: str, answer: str) -> str:
        self._hall.refuse(reason)
        return answer

    async def _stored(self, mail: bytes, envelope: Envelope) -> str:
        """Have it durable, then promise it."""
        door, sender = self._hall.door, envelope.mail_from or ""
        try:
            inquiry_id = await take_mail(
                door,
                mail,
                f"{FRESH}{door.fresh()}",
                _handed_over(sender, envelope.rcpt_tos),
                received_at=door.clock.now(),
            )
        except (NotStored, Unavailable):
            return self._refused("unavailable", "451 4.3.0 It could not be stored; try again later")
        return f"250 2.0.0 Taken in as inquiry {inquiry_id}"


def _part(transport: asyncio.BaseTransport, words: bytes) -> None:
    cast(asyncio.WriteTransport, transport).write(words)
    transport.close()


def _handed_over(sender: str, recipients: Sequence[str]) -> originals.Envelope:
    return originals.Envelope(
        sender="" if sender in NULL else sender, recipients=tuple(dict.fromkeys(recipients))
    )


class _Arriving:
    """A mail on its way in, and the room that it takes."""

    def __init__(self, hall: Hall, address: str) -> None:
        self._limits = hall.door.limits
        self._room = hall.room
        self._address = address
        self._lent = 0
        self._full = False
        self._content = Content(self._limits.mail_bytes)

    @property
    def done(self) -> bool:
        """Whether all of it came, or far more than could be taken."""
        return self._content.ended or self._endless()

    def _endless(self) -> bool:
        return self._content.seen > self._limits.mail_bytes + self._limits.smtp_drained_bytes

    def feed(self, chunk: bytes) -> bytes:
        """Take what came next; return what comes after its end."""
        beyond = self._content.feed(chunk)
        if not self._content.dropped:
            self._take_room(len(chunk))
        if self._content.dropped:
            self.let_go()
        return beyond

    def _take_room(self, size: int) -> None:
        if self._room.lend(self._address, size):
            self._lent += size
        else:
            self._full = True
            self._content.drop()

    def refusal(self) -> tuple[str, str] | None:
        """Return why it is not taken: for the figures, and for its sender."""
        if self._endless():
            return "size", "421 5.3.4 Far too large; good-bye"
        if self._full:
            return "busy", "452 4.3.1 Too much is being sent at once; try again later"
        if self._content.dropped:
            return "size", f"552 5.3.4 At most {self._limits.mail_bytes} bytes are taken"
        return None

    def mail(self) -> bytes:
        """Return it as it was written."""
        return self._content.mail()

    def let_go(self) -> None:
        """Give its room back."""
        self._room.give_back(self._address, self._lent)
        self._lent = 0
