"""Mail to an SMTP relay: one connection a letter, each step under a deadline of our own.

A login or a sender that the relay does not accept is our trouble, never the letter's. Certificates are always checked.
"""

import asyncio
from typing import Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from services.notifier.answers import (
    Answer,
    Refused,
    Sent,
    Unanswered,
    Unreachable,
    answer_of,
    answer_to_sender,
    short,
)
from services.notifier.mail import Mail
from switchboard.contracts.values import Seconds

CONNECT_WITHIN: Final = Seconds(8.0)
SEND_WITHIN: Final = Seconds(15.0)
_PARTING_WITHIN: Final = Seconds(1.0)
_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_WRITE: Final = "the SMTP relay is a URL: smtp://user:password@host:587 or smtps://host"
_TLS: Final = {"required": True, "offered": None, "never": False}


class Account(NamedTuple):
    """A relay and how to speak to it."""

    host: str
    port: int
    user: str | None
    password: str | None
    implicit_tls: bool
    start_tls: bool | None
    """True: required. None: where it is offered. False: never."""


def account(url: str) -> Account:
    """Read `smtp://user:password@host:587` or `smtps://…`; `?tls=required|offered|never` says otherwise.

    A password leaves this machine encrypted or not at all, unless `tls=never` says so.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # Its words show what was written, the password among it.
        raise ValueError(_WRITE) from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError(_WRITE)
    secure = parts.scheme == "smtps"
    guarded = parts.username is not None and parts.hostname not in _THIS_MACHINE
    tls = parse_qs(parts.query).get("tls", ["required" if guarded else "offered"])[0]
    if tls not in _TLS:
        raise ValueError(f"tls={tls} of the SMTP relay is not known; one of {', '.join(_TLS)}")
    return Account(
        host=parts.hostname,
        port=port or (465 if secure else 587 if guarded else 25),
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
        implicit_tls=secure,
        start_tls=False if secure else _TLS[tls],
    )


class SmtpRelay:
    """`Relay` over SMTP."""

    def __init__(
        self,
        to: Account,
        name: str,
        connect_within: Seconds = CONNECT_WITHIN,
        send_within: Seconds = SEND_WITHIN,
    ) -> None:
        """`name` is the domain with which we greet the relay."""
        self._to = to
        self._name = name
        self._connect_within = connect_within
        self._send_within = send_within

    async def send(self, mail: Mail) -> Answer:
        line = self._line()
        try:
            refused = await self._connect(line)
            return refused or await self._hand_over(line, mail)
        finally:
            line.close()

    def _line(self) -> SMTP:
        to = self._to
        return SMTP(
            hostname=to.host,
            port=to.port,
            username=to.user,
            password=to.password,
            local_hostname=self._name,
            use_tls=to.implicit_tls,
            start_tls=to.start_tls,
            timeout=self._send_within,
        )

    async def _connect(self, line: SMTP) -> Unreachable | None:
        try:
            async with asyncio.timeout(self._connect_within):
                await line.connect()
        except TimeoutError:
            return Unreachable(f"the relay did not let us in within {self._connect_within:g} s")
        except (OSError, SMTPException, ValueError) as fault:
            return Unreachable(short(f"cannot use the relay: {type(fault).__name__}: {fault}"))
        return None

    async def _hand_over(self, line: SMTP, mail: Mail) -> Answer:
        try:
            async with asyncio.timeout(self._send_within):
                await line.send_message(
                    mail.message, sender=mail.return_path, recipients=[mail.recipient]
                )
        except TimeoutError:
            return Unanswered(f"no answer from the relay within {self._send_within:g} s")
        except SMTPRecipientsRefused as fault:
            return answer_of(fault.recipients[0].code, fault.recipients[0].message)
        except SMTPSenderRefused as fault:
            return answer_to_sender(fault.code, fault.message)
        except SMTPHeloError as fault:
            return Unreachable(short(f"the relay does not greet us: {fault.code} {fault.message}"))
        except SMTPResponseException as fault:
            return answer_of(fault.code, fault.message)
        except (SMTPNotSupported, ValueError) as fault:
            return Refused(short(f"the relay cannot carry it: {fault}"))
        except (OSError, SMTPException) as fault:
            return Unanswered(short(f"the relay hung up: {type(fault).__name__}: {fault}"))
        await _part(line)
        return Sent()


async def _part(line: SMTP) -> None:
    """Say goodbye: a relay that dislikes our leaving has the letter all the same."""
    try:
        async with asyncio.timeout(_PARTING_WITHIN):
            await line.quit()
    except (OSError, SMTPException):
        return
