"""A front door with a telephone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from services.channels.door import Door
from services.channels.phone.http import routes
from switchboard.http.app import app
from switchboard.http.twilio import Twilio
from tests.channels.doorway import HERE

TWILIO = Twilio(tokens=(b"token",), public_url="https://support.acme.example/")


@asynccontextmanager
async def line(door: Door, account: Twilio | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who reaches the telephone's routes."""
    transport = httpx.ASGITransport(app(routes(door, account)))
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield client


@pytest.fixture
async def client(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    async with line(door) as client:
        yield client


@pytest.fixture
async def twilio(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    """The same, where Twilio's token is known."""
    async with line(door, TWILIO) as client:
        yield client
