"""The door's own description of itself, tried by a machine that has nothing but it."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typing_extensions import override

from services.channels.http import routes
from switchboard.http.app import app
from tests.channels.doorway import door_on, log_in_memory
from tests.channels.letters import letter
from tests.harness.clock import HandClock

schemathesis.openapi.format("phone", st.sampled_from(["+49 30 901820", "030 901820"]))
schemathesis.openapi.format("mail-address", st.emails().filter(str.isascii))
schemathesis.openapi.format("customer-id", st.sampled_from(["K-7", "42"]))
schemathesis.openapi.format("case-reference", st.sampled_from(["0000-0000-000"]))
schemathesis.openapi.media_type("message/rfc822", st.binary() | st.just(letter()))
for _name in ("application/x-ndjson", "application/ndjson", "application/jsonl"):
    schemathesis.openapi.media_type(_name, st.binary() | st.just(b'{"text": "a"}\n{}\n'))


class Running(threading.Thread):
    """A server with a door on an embedded log, in a thread of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.server: uvicorn.Server | None = None
        self.ready = threading.Event()

    @override
    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        clock = HandClock()
        async with log_in_memory(clock) as bus:
            application = app(routes(door_on(bus, clock)))
            self.server = uvicorn.Server(
                uvicorn.Config(application, log_level="critical", ws="none")
            )
            self.ready.set()
            await self.server.serve([self.socket])

    def stop(self) -> None:
        if self.server:
            self.server.should_exit = True
        self.join(20)


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    running = Running()
    running.start()
    running.ready.wait(20)
    try:
        yield running
    finally:
        running.stop()
        running.socket.close()


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize("path", ["/v1/inquiries", "/v1/inquiries/batch", "/v1/email"])
def test_whatever_is_sent_the_answer_is_as_described(
    server: Running, path: str, mode: schemathesis.GenerationMode
) -> None:
    described = schemathesis.openapi.from_url(f"http://127.0.0.1:{server.port}/openapi.json")

    @given(case=described[path]["POST"].as_strategy(generation_mode=mode))
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    def send(case: "schemathesis.Case[Any]") -> None:
        answer = case.call()
        if (
            b"idempotency-key-reused" not in answer.content
        ):  # No schema can say which keys were used.
            case.validate_response(answer)

    send()
