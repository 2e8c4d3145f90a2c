"""The outbox: where there is no relay, each letter is one file. A second sending overwrites the first."""

from pathlib import Path
from typing import Final

from services.notifier.answers import Answer, Sent, Unreachable, short
from services.notifier.mail import Mail
from switchboard.blobs import Folder, NotStored

SUFFIX: Final = ".eml"


class Outbox:
    """`Relay` into a folder: written beside, flushed to disk and renamed, so that nobody sees half a letter."""

    def __init__(self, folder: Path) -> None:
        self._folder = Folder(folder)

    async def send(self, mail: Mail) -> Answer:
        try:
            await self._folder.put(f"{mail.notice_id}{SUFFIX}", mail.raw)
        except NotStored as fault:
            return Unreachable(short(f"the outbox takes nothing: {fault}"))
        return Sent()
