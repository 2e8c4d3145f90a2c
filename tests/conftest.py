"""What every test may ask for."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.bus.ground import Ground, SqliteGround
from tests.harness.broker import Broker, NoBroker, running
from tests.harness.browser import NoBrowser, chromium, is_demanded


@pytest.fixture(scope="session")
def kafka_broker() -> Iterator[Broker]:
    """A broker of our own, which a test may freeze."""
    if "KAFKA_BOOTSTRAP_SERVERS" in os.environ:
        pytest.skip("the broker of KAFKA_BOOTSTRAP_SERVERS is not ours to freeze")
    try:
        with running() as broker:
            yield broker
    except NoBroker as none:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"NO KAFKA HERE, its tests are skipped: {none}")


@pytest.fixture(scope="session")
def kafka_bootstrap(request: pytest.FixtureRequest) -> str:
    """Where a real Kafka answers: the one that the environment names, else one of our own."""
    given = os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
    if given:
        return given
    broker: Broker = request.getfixturevalue("kafka_broker")
    return broker.bootstrap


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests; what they do in it they do in contexts of their own."""
    try:
        async with chromium() as browser:
            yield browser
    except NoBrowser as none:
        if is_demanded():
            raise
        pytest.skip(f"NO BROWSER HERE, its tests are skipped: {none}")


@pytest.fixture(params=["sqlite", pytest.param("kafka", marks=pytest.mark.kafka)])
async def ground(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ground]:
    """One suite, two buses."""
    if request.param == "sqlite":
        on_sqlite = SqliteGround(tmp_path)
        yield on_sqlite
        await on_sqlite.close()
    else:
        from tests.bus.ground_kafka import KafkaGround  # noqa: PLC0415  (only where Kafka is wanted)

        on_kafka = KafkaGround(request.getfixturevalue("kafka_bootstrap"))
        yield on_kafka
        await on_kafka.close()
