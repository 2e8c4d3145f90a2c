"""What all connections of mail servers share, and what each of them is answered about whom mail is for."""

import asyncio
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from aiosmtpd.smtp import SMTP, Envelope, Session

from services.channels.door import Door
from services.channels.mail_recipients import Recipients, can_be_written
from services.channels.mail_room import MailRoom
from services.channels.mail_seats import Seats
from switchboard.contracts.values import Seconds

_UNTOLD: Final = ("250-AUTH", "250-HELP", "250 HELP")
"""Nobody logs in here, and nobody reads help."""


class Talk(StrEnum):
    """What is spoken: SMTP with whoever comes, LMTP (RFC 2033) with the mail server of the house."""

    SMTP = "smtp"
    LMTP = "lmtp"


class Guest(Protocol):
    """A connection, as whoever closes the hall sees it."""

    busy: bool
    """A mail is being taken: whoever ends now leaves its sender in doubt."""

    def leave(self) -> None:
        """Ask whoever is there to come again later, unless a mail is just being taken."""
        ...


@dataclass(frozen=True, kw_only=True)
class Hall:
    """What all connections share."""

    door: Door
    hostname: str
    talk: Talk = Talk.SMTP
    recipients: Recipients = field(default_factory=Recipients)
    tls: ssl.SSLContext | None = None
    seats: Seats
    room: MailRoom
    guests: set[Guest] = field(default_factory=set)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def patience(self) -> Seconds:
        """Return for how long somebody may be silent: not long where seats or memory grow scarce."""
        haste = self.door.limits.smtp_silence_crowded
        return haste if self.room.is_crowded() else self.seats.patience()

    def refuse(self, reason: str) -> None:
        """Count what was not taken."""
        self.door.metrics.mail_refused.labels(reason).inc()


class Clerk:
    """aiosmtpd's questions, answered for all connections."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    async def handle_EHLO(  # noqa: N802  (aiosmtpd's name)
        self, _: SMTP, session: Session, __: Envelope, hostname: str, told: list[str]
    ) -> list[str]:
        session.host_name = hostname
        kept = [line for line in told if not line.startswith(_UNTOLD)]
        return [*kept, "250 PIPELINING"]

    async def handle_MAIL(  # noqa: N802  (aiosmtpd's name)
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not can_be_written(address):
            return "553 5.1.7 This is no sender's address"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= self._hall.door.limits.smtp_recipients:
            return "452 4.5.3 Too many recipients; send the others another time"
        if not can_be_written(address) or not self._hall.recipients.holds(address):
            self._hall.refuse("recipient")
            return "550 5.1.1 Nobody here has this address, and mail is not passed on"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_VRFY(self, _: SMTP, __: Session, ___: Envelope, ____: str) -> str:  # noqa: N802  (aiosmtpd's name)
        return "252 2.1.5 Try and see"
