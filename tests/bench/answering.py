"""From the 202 to the letter in the relay's hands: channels, router and notifier as processes over Kafka.

Fifty inquiries a second, each from another customer; the relay is a real SMTP server that notes when it has a letter.
"""

import asyncio
import contextlib
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import httpx
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.bench import processes
from tests.bench.doors import body
from tests.bench.figures import Figure, below
from tests.bench.inquiries import strategy_file
from tests.bench.ports import free_port
from tests.harness.broker import running

PER_SECOND: Final = 50
SECONDS: Final = 60 if os.environ.get("SWITCHBOARD_LONG") else 20
_WARM: Final = 5
_PATIENCE: Final = 30.0
_SERVICES: Final = ("channels", "router", "notifier")
_PARTITIONS: Final = "4"


class Relay:
    """Takes every letter, and notes when."""

    def __init__(self) -> None:
        self.handed_over: dict[str, float] = {}

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        for recipient in envelope.rcpt_tos:
            self.handed_over.setdefault(str(recipient), time.perf_counter())
        return "250 OK"


async def accepted_to_handed_over() -> list[Figure]:
    """Run the services under load and tell how long letters took."""
    relay, port = Relay(), free_port()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(relay, hostname="relay"), "127.0.0.1", port)
    with tempfile.TemporaryDirectory() as folder, running() as broker:
        shared = {
            "SWITCHBOARD_BUS": f"kafka://{broker.bootstrap}",
            "SWITCHBOARD_BLOBS": (Path(folder) / "blobs").as_uri(),
            "SWITCHBOARD_SMTP_RELAY": f"smtp://127.0.0.1:{port}?tls=never",
            "SWITCHBOARD_PARTITIONS": _PARTITIONS,
            "SWITCHBOARD_STRATEGY": str(strategy_file(Path(folder))),
        }
        processes.answer(shared, "topics", "create")
        key = json.loads(
            processes.answer(shared, "keys", "create", "bench", "--scope", "submit", "--json")
        )
        with _services(shared, Path(folder)) as url:
            accepted = await _posted(url, key["key"])
            delays = await _delays(accepted, relay)
    server.close()
    await server.wait_closed()
    return _told(delays)


def _told(delays: list[float]) -> list[Figure]:
    slowest = statistics.quantiles(delays, n=100)[98]
    return [
        Figure(
            "accepted to handed over, median", statistics.median(delays) * 1000, "ms", below(250)
        ),
        Figure("accepted to handed over, p99", slowest * 1000, "ms", below(1000)),
        Figure("acknowledged at 50 a second", len(delays), "letters"),
    ]


@contextlib.contextmanager
def _services(shared: Mapping[str, str], folder: Path) -> Iterator[str]:
    """Run the services; give the address of the front door."""
    with contextlib.ExitStack() as stack:
        urls = []
        for name in _SERVICES:
            port, log = free_port(), folder / f"{name}.log"
            settings = {"SWITCHBOARD_DATA": str(folder / name), "SWITCHBOARD_HTTP_PORT": str(port)}
            stack.enter_context(
                processes.running(processes.command(name), {**shared, **settings}, log)
            )
            urls.append((f"http://127.0.0.1:{port}", log))
        for url, log in urls:
            processes.until_ready(url, log)
        yield urls[0][0]


async def _posted(url: str, key: str) -> dict[str, float]:
    """Post at a steady rate; return when each customer's inquiry was accepted."""
    accepted: dict[str, float] = {}
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as client:

        async def post(number: int) -> None:
            answer = await client.post("/v1/inquiries", content=body(number))
            assert answer.status_code == 202, answer.text
            if number >= _WARM * PER_SECOND:
                accepted[f"customer-{number}@crowd-{number}.example"] = time.perf_counter()

        began, posts = time.perf_counter(), list[asyncio.Task[Any]]()
        for number in range((_WARM + SECONDS) * PER_SECOND):
            await asyncio.sleep(began + number / PER_SECOND - time.perf_counter())
            posts.append(asyncio.create_task(post(number)))
        await asyncio.gather(*posts)
    return accepted


async def _delays(accepted: Mapping[str, float], relay: Relay) -> list[float]:
    """Wait for the last letter; return how long each took from its acceptance."""
    deadline = time.perf_counter() + _PATIENCE
    while not accepted.keys() <= relay.handed_over.keys():
        missing = len(accepted.keys() - relay.handed_over.keys())
        assert time.perf_counter() < deadline, f"{missing} were never acknowledged"
        await asyncio.sleep(0.05)
    return [relay.handed_over[who] - at for who, at in accepted.items()]
