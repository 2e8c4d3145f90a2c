"""A desk of one's own: store, log and HTTP, in a folder that goes with the test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.desk.store import Store
from tests.desk.office import Office


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An open store, empty."""
    opened = await Store.open(tmp_path / "desk.db")
    yield opened
    await opened.close()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """A whole desk on an embedded log, followed, and asked over HTTP."""
    opened = await Office.open(tmp_path)
    yield opened
    await opened.close()
