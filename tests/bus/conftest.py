"""The ground for what can go wrong on one bus alone; the one for both is in tests/conftest.py."""

from collections.abc import AsyncIterator

import pytest

from tests.bus.ground_kafka import KafkaGround


@pytest.fixture
async def kafka_ground(kafka_bootstrap: str) -> AsyncIterator[KafkaGround]:
    """The ground for what can go wrong on Kafka alone."""
    on_kafka = KafkaGround(kafka_bootstrap)
    yield on_kafka
    await on_kafka.close()
