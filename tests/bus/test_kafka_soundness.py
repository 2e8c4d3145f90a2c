"""An installation on which Kafka's records aren't safe is refused at the start, with a word on what to do."""

import os
import subprocess
import sys

import pytest

START = """
import asyncio
from switchboard.bus.kafka import BrokenInstallation, KafkaBus
from tests.harness.clock import HandClock
try:
    asyncio.run(KafkaBus.open("127.0.0.1:1", HandClock()))
except BrokenInstallation as broken:
    print(broken)
"""


@pytest.mark.parametrize(
    ("flags", "environment", "told"),
    [
        ([], {}, ""),
        (["-O"], {}, "python -O"),
        ([], {"PYTHONOPTIMIZE": "1"}, "PYTHONOPTIMIZE"),
        ([], {"AIOKAFKA_NO_EXTENSIONS": "1"}, "unset AIOKAFKA_NO_EXTENSIONS"),
    ],
)
def test_a_bus_opens_only_on_a_sound_installation(
    flags: list[str], environment: dict[str, str], told: str
) -> None:
    done = subprocess.run(
        [sys.executable, *flags, "-c", START],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told in done.stdout
    assert bool(told) == bool(done.stdout)
