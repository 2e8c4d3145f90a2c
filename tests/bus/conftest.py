"""The grounds on which the promises of `switchboard.bus.port` are tested."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bus.ground import Ground, SqliteGround
from tests.bus.ground_kafka import KafkaGround


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


@pytest.fixture
async def kafka_ground(kafka_bootstrap: str) -> AsyncIterator[KafkaGround]:
    """The ground for what can go wrong on Kafka alone."""
    on_kafka = KafkaGround(kafka_bootstrap)
    yield on_kafka
    await on_kafka.close()
