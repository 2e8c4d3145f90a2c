"""A visitor for each test, at a door of their own."""

from collections.abc import AsyncIterator

import pytest

from services.channels.door import Door
from tests.channels.page.visit import Visitor, visiting


@pytest.fixture
async def visitor(door: Door) -> AsyncIterator[Visitor]:
    async with visiting(door) as visitor:
        yield visitor
