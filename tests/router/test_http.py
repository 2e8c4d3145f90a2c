"""Asking for another strategy over HTTP: who may, what can be asked, and how it is answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from services.router.http import routes
from switchboard.bus.port import Unavailable
from switchboard.contracts.customer import StrategyWanted
from switchboard.contracts.values import OpenCases, StrategyId
from switchboard.http.access import Entrance, Gate, Scope
from switchboard.http.app import app
from switchboard.strategy.problems import BrokenStrategy, Problem
from tests.harness.clock import SUNDAY_NOON
from tests.http.calling import gate, key, room

PATH = "/v1/strategy/reload"
BROKEN = BrokenStrategy(
    [
        Problem("rules/strategy.yaml", 41, 13, "E201", 'department "x" is not declared'),
        Problem("rules/strategy.yaml", 50, 1, "W601", "never reached"),
    ]
)


class Desk:
    """Whoever reloads: notes what was asked, and answers as it is told to."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.asked: list[tuple[OpenCases, str]] = []
        self._fault = fault

    async def reload(self, open_cases: OpenCases, by: str) -> StrategyWanted:
        self.asked.append((open_cases, by))
        if self._fault:
            raise self._fault
        return StrategyWanted(
            strategy_id=StrategyId("5" * 64), by=by, since=SUNDAY_NOON, open_cases=open_cases
        )


@asynccontextmanager
async def calling(desk: Desk, admitted: Gate | None = None) -> AsyncIterator[httpx.AsyncClient]:
    served = app(routes(admitted or gate(Entrance.THIS_MACHINE), room(), desk.reload))
    transport = httpx.ASGITransport(served, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize(
    ("body", "open_cases"),
    [
        (b"", OpenCases.STAY),
        (b"{}", OpenCases.STAY),
        (b'{"move_open_cases": false}', OpenCases.STAY),
        (b'{"move_open_cases": true}', OpenCases.MOVE),
    ],
)
async def test_a_reload_is_answered_with_what_is_wanted_now(
    body: bytes, open_cases: OpenCases
) -> None:
    desk = Desk()
    async with calling(desk) as client:
        answer = await client.post(PATH, content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, desk.asked) == (200, [(open_cases, "local")])
    assert answer.json() == {
        "strategy_id": "5" * 64,
        "since": "2026-11-22T12:00:00.000Z",
        "moved": open_cases is OpenCases.MOVE,
    }


async def test_a_refused_strategy_is_told_whole_with_each_place() -> None:
    async with calling(Desk(BROKEN)) as client:
        answer = await client.post(PATH)

    told = answer.json()
    assert (answer.status_code, told["type"]) == (422, "urn:switchboard:problem:invalid")
    assert told["errors"] == [
        {
            "pointer": "rules/strategy.yaml:41:13",
            "detail": 'E201 department "x" is not declared',
        },
        {"pointer": "rules/strategy.yaml:50:1", "detail": "W601 never reached"},
    ]


async def test_a_log_that_does_not_answer_is_no_refusal() -> None:
    async with calling(Desk(Unavailable("away"))) as client:
        answer = await client.post(PATH)

    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


@pytest.mark.parametrize(
    ("body", "type_", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"move_open_cases": "perhaps"}', "application/json", 422),
        (b'{"move": true}', "application/json", 422),
        (b"{}", "text/plain", 415),
        (b" " * 10_001, "application/json", 413),
    ],
)
async def test_a_body_that_says_something_else_is_refused_and_nothing_is_reloaded(
    body: bytes, type_: str, status: int
) -> None:
    desk = Desk()
    async with calling(desk) as client:
        answer = await client.post(PATH, content=body, headers={"Content-Type": type_})

    assert (answer.status_code, desk.asked) == (status, [])


@pytest.mark.parametrize(("scope", "status"), [(Scope.ACT, 200), (Scope.READ, 403), (None, 401)])
async def test_only_who_may_act_may_reload(scope: Scope | None, status: int) -> None:
    issued = key(*([scope] if scope else []))
    headers = {"Authorization": f"Bearer {issued.shown}"} if scope else {}
    desk = Desk()
    async with calling(desk, gate(Entrance.NOBODY, issued.entry)) as client:
        answer = await client.post(PATH, headers=headers)

    assert answer.status_code == status
    assert [by for _, by in desk.asked] == [issued.entry.key_id] * (status == 200)


async def test_the_api_s_description_says_what_may_be_asked() -> None:
    async with calling(Desk()) as client:
        described = (await client.get("/openapi.json")).json()["paths"][PATH]["post"]

    schema = described["requestBody"]["content"]["application/json"]["schema"]
    assert list(schema["properties"]) == ["move_open_cases"]
    assert {"200", "401", "403", "422", "503"} <= set(described["responses"])
