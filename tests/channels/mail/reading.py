"""Somebody who looks into mailboxes, and what came of it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager

from services.channels import imap, originals
from services.channels.door import Door
from services.channels.imap import Mailboxes
from services.channels.imap_account import accounts
from switchboard.blobs import Blobs, NotStored
from switchboard.bus.port import Bus, Spot
from switchboard.contracts.topics import ORIGINALS
from switchboard.contracts.values import Seconds, UnixSeconds
from tests.channels.mail.certificate import Certificate
from tests.channels.mail.postman import SOON, taken


@asynccontextmanager
async def looking(
    door: Door, *urls: str, trusting: Certificate | None = None
) -> AsyncIterator[Mailboxes]:
    """Have these mailboxes read."""
    boxes = Mailboxes(accounts=accounts(" ".join(urls)))
    if trusting:
        boxes.context = trusting.client()
    task = asyncio.create_task(imap.run(door, boxes, lambda: 0.0))
    try:
        yield boxes
    finally:
        task.cancel()
        await asyncio.wait([task])


async def arrived(bus: Bus, count: int) -> list[originals.Original]:
    """Return what was taken in, once there is so much of it."""
    spots = {Spot(ORIGINALS, n): at.begin for n, at in (await bus.extent(ORIGINALS)).items()}
    reader, found = await bus.reader(spots), 0
    try:
        async with asyncio.timeout(SOON):
            while found < count:
                found += len(await reader.batch(1_000, Seconds(1.0)))
    finally:
        await reader.close()
    return await taken(bus)


async def until(true: Callable[[], object]) -> None:
    """Wait for what comes true by itself."""
    async with asyncio.timeout(SOON):
        while not true():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.02)


class Stumbling:
    """Blobs that don't take the first originals that they are given."""

    def __init__(self, blobs: Blobs, times: int) -> None:
        self._blobs = blobs
        self._times = times

    async def put(self, key: str, data: bytes) -> None:
        if self._times:
            self._times -= 1
            raise NotStored("the store stumbles")
        await self._blobs.put(key, data)

    async def get(self, key: str) -> bytes:
        return await self._blobs.get(key)

    async def delete(self, key: str) -> None:
        await self._blobs.delete(key)

    async def last_put(self, key: str) -> UnixSeconds:
        return await self._blobs.last_put(key)

    def listed(self, before: UnixSeconds) -> AsyncGenerator[str, None]:
        return self._blobs.listed(before)
