"""A letter as it leaves us: the message and its envelope, which need not agree (RFC 5321)."""

from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from typing import NamedTuple, Protocol

from services.notifier.answers import Answer
from switchboard.contracts.values import NoticeId


class Mail(NamedTuple):
    """One message for one recipient."""

    notice_id: NoticeId
    message: EmailMessage
    return_path: str
    """Where bounces go; empty for what is answered automatically (RFC 3834 section 3.3)."""
    recipient: str

    @property
    def raw(self) -> bytes:
        """Return the message as it is stored and sent."""
        return self.message.as_bytes(policy=SMTP if self.recipient.isascii() else SMTPUTF8)


class Relay(Protocol):
    """Takes mail from us: an SMTP server, or a folder where there is none."""

    async def send(self, mail: Mail) -> Answer:
        """Hand it over and return what came of it, within 25 seconds. Raises nothing."""
        ...
