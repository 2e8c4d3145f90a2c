"""Every story is told on both buses."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bus.ground import Ground
from tests.harness.town import Town, town_on


@pytest.fixture
async def town(ground: Ground, tmp_path: Path) -> AsyncIterator[Town]:
    """A company with its strategy, on an empty log; the story opens the services that it needs."""
    async with town_on(ground, tmp_path) as town:
        await town.founded()
        yield town
