"""The outbox: where nothing leaves this machine, each message is one file. A second sending overwrites the first."""

from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from services.notifier.answers import Answer, Sent, Unreachable, short
from services.notifier.mail import Mail
from switchboard.blobs import Folder, NotStored
from switchboard.contracts.values import NoticeId, UnixSeconds

SUFFIX: Final = ".eml"
SMS: Final = ".sms.txt"
FAX: Final = ".fax.pdf"
TO: Final = b"%To: "
"""Behind a fax, where no reader of PDF looks, stands whither it would have gone."""


class Outbox:
    """`Relay` into a folder: written beside, flushed to disk and renamed, so that nobody sees half a letter."""

    def __init__(self, folder: Path) -> None:
        self._folder = Folder(folder)

    async def send(self, mail: Mail) -> Answer:
        return await self._put(f"{mail.notice_id}{SUFFIX}", mail.raw)

    async def text(self, notice_id: NoticeId, number: str, said: str, at: UnixSeconds) -> Answer:
        """Keep a short message, its number and time above it."""
        date = format_datetime(datetime.fromtimestamp(at, UTC))
        told = f"To: {number}\nDate: {date}\n\n{said}\n"
        return await self._put(f"{notice_id}{SMS}", told.encode())

    async def fax(self, notice_id: NoticeId, number: str, document: bytes) -> Answer:
        """Keep a fax."""
        return await self._put(f"{notice_id}{FAX}", document + b"\n" + TO + number.encode() + b"\n")

    async def _put(self, name: str, data: bytes) -> Answer:
        try:
            await self._folder.put(name, data)
        except NotStored as fault:
            return Unreachable(short(f"the outbox takes nothing: {fault}"))
        return Sent()
