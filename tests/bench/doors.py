"""The front door on the embedded log: durable single posts against a constant answer, and batches against singles.

The server is one process, the load another; what is compared is measured by turns, on the same server.
"""

import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Final

import orjson

from tests.bench import load, processes
from tests.bench.figures import Figure, at_least
from tests.bench.inquiries import strategy_file, text
from tests.bench.ports import free_port
from tests.bench.served import CONSTANT

CONNECTIONS: Final = 64
BATCH_CONNECTIONS: Final = 4
LINES: Final = 500
ROUNDS: Final = 3
SECONDS: Final = 4.0
_WARM: Final = 1.5
_JSON: Final = "application/json"
_ALL: Final = ("channels", "router", "notifier", "desk")


async def single_and_batch() -> list[Figure]:
    """Measure the door alone, and for information the door in a process with everything else."""
    alone = await _measured(["channels"])
    together = await _measured(list(_ALL))
    ratios = [one / other for one, other in zip(alone["single"], alone["constant"], strict=True)]
    batches = [one / other for one, other in zip(alone["batch"], alone["single"], strict=True)]
    return [
        Figure("single post against a constant", statistics.median(ratios), "ratio", at_least(0.5)),
        Figure("batch against single", statistics.median(batches), "ratio", at_least(5)),
        *(
            Figure(f"door: {name}", statistics.median(rates), "per s")
            for name, rates in alone.items()
        ),
        Figure("up: single", statistics.median(together["single"]), "per s"),
        Figure("up: batch", statistics.median(together["batch"]), "per s"),
    ]


async def _measured(services: list[str]) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        log, url = Path(folder) / "log.txt", f"http://127.0.0.1:{port}"
        settings = {
            "SWITCHBOARD_DATA": folder,
            "SWITCHBOARD_HTTP_PORT": str(port),
            "SWITCHBOARD_STRATEGY": str(strategy_file(Path(folder))),
        }
        with processes.running(
            [sys.executable, "-m", "tests.bench.served", *services], settings, log
        ):
            processes.until_ready(url, log)
            return await _by_turns(url)


async def _by_turns(url: str) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {"constant": [], "single": [], "batch": []}
    numbers = count()
    for turn in range(ROUNDS + 1):
        seconds = SECONDS if turn else _WARM
        measured = await _turn(url, numbers, seconds)
        if turn:  # The first one is for warming up.
            for name, rate in measured.items():
                rates[name].append(rate)
    return rates


async def _turn(url: str, numbers: Iterator[int], seconds: float) -> Mapping[str, float]:
    constant = (load.post(url, CONSTANT, body(number), _JSON) for number in numbers)
    single = (load.post(url, "/v1/inquiries", body(number), _JSON) for number in numbers)
    batch = _batches(url, numbers)
    return {
        "constant": await load.rate(url, constant, CONNECTIONS, seconds),
        "single": await load.rate(url, single, CONNECTIONS, seconds),
        "batch": LINES * await load.rate(url, batch, BATCH_CONNECTIONS, seconds),
    }


def _batches(url: str, numbers: Iterator[int]) -> Iterator[bytes]:
    while True:
        lines = b"\n".join(body(next(numbers)) for _ in range(LINES))
        yield load.post(url, "/v1/inquiries/batch", lines, "application/x-ndjson")


def body(number: int) -> bytes:
    """Return one inquiry as a system posts it."""
    return orjson.dumps(
        {
            "from": {"email": f"customer-{number}@crowd-{number}.example", "name": "Ana López"},
            "subject": f"Our plant, letter {number}",
            "text": text(number),
            "language": "en",
        }
    )
