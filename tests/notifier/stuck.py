"""A store that keeps some of what it holds to itself."""

import asyncio
from pathlib import Path

from typing_extensions import override

from switchboard.blobs import Folder


class Stuck(Folder):
    """A store that hands out some of what it holds to nobody, until it is let."""

    def __init__(self, folder: Path, *never: str) -> None:
        super().__init__(folder)
        self._never = never
        self._open = asyncio.Event()
        self.asked: list[str] = []

    def let_go(self) -> None:
        """Hand out whatever is asked for."""
        self._open.set()

    @override
    async def get(self, key: str) -> bytes:
        self.asked.append(key)
        if key in self._never:
            await self._open.wait()
        return await super().get(key)
