"""A process that is full says so in the form of every other problem, over real HTTP."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from services.cli.crowd import Crowd
from switchboard.http.app import app
from switchboard.http.problems import MEDIA_TYPE

PATIENCE = 20


class Counter:
    """A place where everybody waits until it opens."""

    def __init__(self) -> None:
        self.opens = asyncio.Event()
        self.waiting: asyncio.Queue[None] = asyncio.Queue()
        self.routes = APIRouter()
        self.routes.add_api_route("/wait", self.wait, methods=["POST"])
        self.routes.add_api_route("/break", self.give_up)
        self.routes.add_api_route("/healthz", self.fine)

    async def wait(self) -> Response:
        self.waiting.put_nowait(None)
        await self.opens.wait()
        return PlainTextResponse("done")

    async def give_up(self) -> Response:
        raise RuntimeError

    async def fine(self) -> Response:
        return PlainTextResponse("fine")


@pytest.fixture
def counter() -> Counter:
    return Counter()


@asynccontextmanager
async def full(counter: Counter, most: int) -> AsyncIterator[httpx.AsyncClient]:
    """Serve `counter` over a real socket, with as many waiting there as may."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(Crowd(app(counter.routes), most), log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]  # as the root does
        serving = asyncio.create_task(server.serve([listening]))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client:
            waiting = [asyncio.create_task(client.post("/wait")) for _ in range(most)]
            async with asyncio.timeout(PATIENCE):
                for _ in range(most):
                    await counter.waiting.get()
            yield client
            counter.opens.set()
            assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [200] * most
        server.should_exit = True
        await serving


async def test_who_comes_on_top_is_told_when_to_come_again(counter: Counter) -> None:
    async with full(counter, most=3) as client:
        answer = await client.post("/wait", content=b"x" * 1_000_000)

        assert answer.status_code == 503
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert answer.headers["retry-after"] == "2"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.json()["type"] == "urn:switchboard:problem:busy"


async def test_a_full_process_still_says_that_it_lives(counter: Counter) -> None:
    async with full(counter, most=1) as client:
        assert (await client.get("/healthz")).text == "fine"


async def test_a_place_is_free_again_whatever_became_of_the_request(counter: Counter) -> None:
    transport = httpx.ASGITransport(Crowd(app(counter.routes), 1), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        answers = [(await client.get("/break")).status_code for _ in range(3)]

    assert answers == [500, 500, 500]
