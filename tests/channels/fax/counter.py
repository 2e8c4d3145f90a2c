"""A front door where faxes are handed in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from services.channels.door import Door
from services.channels.fax.fetch import Fetcher, places
from services.channels.fax.http import routes
from services.channels.originals import Original, decode
from switchboard.contracts.topics import ORIGINALS
from switchboard.http.app import app
from tests.channels.doorway import HERE, records

SECRETS = {"sinch": ("right", "older"), "ringcentral": ("verified",)}


@asynccontextmanager
async def counter(door: Door, hosts: str = "") -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who hands faxes in; documents are fetched from `hosts`."""
    fetcher = Fetcher(places(hosts), door.limits)
    transport = httpx.ASGITransport(app(routes(door, SECRETS, fetcher)))
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield client


async def originals(door: Door) -> list[Original]:
    """Return what waits to be read."""
    return [decode(record.value) for record in await records(door.bus, ORIGINALS)]
