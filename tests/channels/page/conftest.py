"""A visitor for each test, at a door of their own; and a real browser before a real installation."""

from collections.abc import AsyncIterator, Iterator

import pytest

from services.channels.door import Door
from tests.channels.page.outsider import Website, website
from tests.channels.page.visit import Visitor, visiting
from tests.outside.installation import Installation


@pytest.fixture
async def visitor(door: Door) -> AsyncIterator[Visitor]:
    async with visiting(door) as visitor:
        yield visitor


@pytest.fixture(scope="session")
def partner() -> Iterator[Website]:
    """A website whose pages may show the form."""
    with website() as partner:
        yield partner


@pytest.fixture(scope="session")
def stranger() -> Iterator[Website]:
    """A website that has nothing to do with us."""
    with website() as stranger:
        yield stranger


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, partner: Website) -> Iterator[Installation]:
    """A running installation, whose form a partner may show, and where one address may send much."""
    installation = Installation(
        tmp_path_factory.mktemp("site"),
        form_frames=partner.origin,
        form_rate="1000000",
        form_topics="returns",
        smtp_port="0",
    )
    try:
        installation.start()
        yield installation
        # Whatever visitors did, it still runs; else its last words tell why.
        assert not installation._process_ended(), installation.logs.read_text()[-3_000:]
    finally:
        installation.end()
