"""A store that keeps some of what it holds to itself."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from switchboard.blobs import Folder
from switchboard.contracts.values import UnixSeconds


class Stuck:
    """`Blobs` that hand out some of what they hold to nobody, until they are let."""

    def __init__(self, folder: Path, *never: str) -> None:
        self._folder = Folder(folder)
        self._never = never
        self._open = asyncio.Event()
        self.asked: list[str] = []

    def let_go(self) -> None:
        """Hand out whatever is asked for."""
        self._open.set()

    async def get(self, key: str) -> bytes:
        self.asked.append(key)
        if key in self._never:
            await self._open.wait()
        return await self._folder.get(key)

    async def put(self, key: str, data: bytes) -> None:
        await self._folder.put(key, data)

    async def delete(self, key: str) -> None:
        await self._folder.delete(key)

    async def last_put(self, key: str) -> UnixSeconds:
        return await self._folder.last_put(key)

    def listed(self, before: UnixSeconds) -> AsyncGenerator[str, None]:
        return self._folder.listed(before)
