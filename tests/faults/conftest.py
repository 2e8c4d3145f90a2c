"""Two stories, each told once: over Kafka and on the embedded log. What they promise is in test_story.py."""

import asyncio
import os
import sys
import traceback
from collections.abc import Coroutine
from typing import Any, Final

import pytest

from tests.faults.aftermath import Aftermath, embedded_aftermath, figures, kafka_aftermath
from tests.faults.trouble import ANYWHERE, LEAST, LONG, Script
from tests.harness.broker import NoBroker

_SEED: Final = "2026-11-22"

_OVER_KAFKA: Final[dict[str, Script]] = {
    "channels": ("inquiry.logged", "original.stored", "original.read", ANYWHERE),
    "router-1": ("transaction.sent", ANYWHERE),
    "router-2": ("transaction.committed", "transaction.sent"),
    "notifier": ("notifier.sent", "transaction.sent"),
    "desk": (ANYWHERE,),
}
_OVER_KAFKA_LONG: Final[dict[str, Script]] = {
    "channels": (
        *("inquiry.stored", "inquiry.logged", "original.stored", "original.logged"),
        *("original.read", "channels.published", ANYWHERE, ANYWHERE),
    ),
    "router-1": (
        *("transaction.sent", ANYWHERE, "transaction.committed", "transaction.sent"),
        *(ANYWHERE, "transaction.ready", "transaction.sent"),
    ),
    "router-2": (
        *(ANYWHERE, "transaction.sent", "transaction.committed", ANYWHERE),
        *("transaction.sent", "transaction.ready", ANYWHERE),
    ),
    "notifier-1": (
        *("notifier.sent", "transaction.sent", "transaction.ready", ANYWHERE),
        *("notifier.claimed", "notifier.recorded", "transaction.committed", "notifier.sent"),
    ),
    "notifier-2": (ANYWHERE, "transaction.sent", "notifier.sent", ANYWHERE),
    "desk": (ANYWHERE, ANYWHERE, ANYWHERE),
}
_IN_ONE: Final[dict[str, Script]] = {
    "up": ("log.written", "inquiry.logged", ANYWHERE, "notifier.sent", "log.committed"),
}
_IN_ONE_LONG: Final[dict[str, Script]] = {
    "up": (
        *("log.written", "inquiry.logged", ANYWHERE, "notifier.sent", "log.committed"),
        *("original.stored", "original.logged", "original.read", "channels.published", ANYWHERE),
        *("log.written", "notifier.claimed", "notifier.recorded", ANYWHERE, "log.written"),
    ),
}


@pytest.fixture(scope="session")
def over_kafka(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    folder, scripts = tmp_path_factory.mktemp("kafka"), _OVER_KAFKA_LONG if LONG else _OVER_KAFKA
    try:
        return _told(kafka_aftermath(folder, scripts, _SEED, LEAST))
    except NoBroker as none:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"NO KAFKA HERE, its story is not told: {none}")


@pytest.fixture(scope="session")
def in_one_process(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    folder, scripts = tmp_path_factory.mktemp("one"), _IN_ONE_LONG if LONG else _IN_ONE
    return _told(embedded_aftermath(folder, scripts, _SEED, LEAST))


def _told(story: Coroutine[Any, Any, Aftermath]) -> Aftermath:
    """Tell a story. Where it breaks off, all that the processes said is shown once, not for each promise again."""
    try:
        return asyncio.run(story)
    except NoBroker:
        raise
    except Exception as broken:  # noqa: BLE001 - whatever it was, it ends the story
        traceback.print_exc()
        causes = "; ".join(f"{type(one).__name__}: {one}" for one in _causes(broken))
        pytest.fail(f"the story broke off: {causes}", pytrace=False)


def _causes(fault: Exception) -> list[Exception]:
    if isinstance(fault, ExceptionGroup):
        return [cause for one in fault.exceptions for cause in _causes(one)]
    return [fault]


@pytest.fixture(params=["in_one_process", pytest.param("over_kafka", marks=pytest.mark.kafka)])
def aftermath(request: pytest.FixtureRequest) -> Aftermath:
    told: Aftermath = request.getfixturevalue(request.param)
    sys.stdout.write(figures(told))  # shown with -rP, and where a promise is broken
    return told
