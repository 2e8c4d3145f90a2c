"""What operations see: alive, ready or why not, figures, and logs that quote nobody."""

import io
import json
import logging
from collections.abc import Iterator
from typing import cast

import httpx
import pytest
from fastapi import FastAPI

from switchboard.bus.crew import Crew
from switchboard.metrics import Metrics
from switchboard.ops import FIELDS, JsonLines, Reasons, crew_reasons, routes

CANARY = "Ana Ortiz, ana@example.com, +49 30 901820: the pump stops"


def client(metrics: Metrics, **parts: Reasons) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(routes(metrics, parts))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


def fine() -> list[str]:
    return []


async def test_alive_is_whoever_answers() -> None:
    async with client(Metrics(), router=lambda: ["on fire"]) as http:
        assert (await http.get("/healthz")).json() == {"status": "alive"}


async def test_ready_is_when_no_part_has_a_reason_not_to_be() -> None:
    async with client(Metrics(), router=fine, desk=fine) as http:
        answer = await http.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "parts": ["desk", "router"], "reasons": []}


async def test_not_ready_says_every_reason_and_is_asked_anew_each_time() -> None:
    reasons = ["router: has not joined its group yet"]
    async with client(Metrics(), router=lambda: reasons, desk=lambda: ["desk: is behind"]) as http:
        refused = await http.get("/readyz")
        reasons.clear()
        later = await http.get("/readyz")

    assert refused.status_code == 503
    assert refused.json()["reasons"] == [
        "router: has not joined its group yet",
        "desk: is behind",
    ]
    assert later.json()["reasons"] == ["desk: is behind"]


def test_a_crew_is_ready_when_every_partition_of_ours_is_at_work() -> None:
    crew = Crew()
    reasons = crew_reasons("router", crew)
    assert list(reasons()) == ["router: has not joined its group yet"]

    crew.joined, crew.owned = True, frozenset({1, 2, 3})
    crew.begin(1)
    crew.troubles = {3: "fenced: by another", 9: "not ours"}
    assert list(reasons()) == [
        "router: partition 2: is being restored",
        "router: partition 3: fenced: by another",
    ]

    for partition in (2, 3):
        crew.begin(partition)
    assert list(reasons()) == []


async def test_figures_are_shown_as_prometheus_reads_them() -> None:
    metrics = Metrics()
    metrics.dead_letters.labels("unreadable").inc()
    async with client(metrics) as http:
        answer = await http.get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert 'switchboard_dead_letters_total{reason="unreadable"} 1.0' in answer.text


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("tests.ops")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    yield logger, told
    logger.removeHandler(handler)


Log = tuple[logging.Logger, io.StringIO]


def line(told: io.StringIO) -> dict[str, object]:
    (only,) = told.getvalue().splitlines()
    return cast("dict[str, object]", json.loads(only))


def test_a_log_line_is_one_object_with_when_how_bad_who_and_what(log: Log) -> None:
    logger, told = log
    logger.warning("partition failed", extra={"partition": 3, "reason": "fenced"})

    said = line(told)
    assert str(said.pop("at")).endswith("+00:00")
    assert said == {
        "level": "warning",
        "logger": "tests.ops",
        "message": "partition failed",
        "partition": 3,
        "reason": "fenced",
    }


def test_what_is_not_on_the_list_is_not_logged(log: Log) -> None:
    logger, told = log
    logger.info("taken", extra={"text": CANARY, "sender": CANARY, "subject": CANARY, "offset": 7})

    assert "Ana" not in told.getvalue()
    assert line(told)["offset"] == 7


def test_of_an_exception_its_kind_and_place_are_logged_and_never_its_words(log: Log) -> None:
    logger, told = log
    try:
        int(CANARY)
    except ValueError:
        logger.exception("step failed")

    said = line(told)
    assert "Ana" not in told.getvalue()
    assert said["fault"] == "ValueError"
    assert "test_ops.py" in str(said["where"])


def test_a_message_of_many_lines_is_one_line(log: Log) -> None:
    logger, told = log
    logger.info("first %s", "line\n" + CANARY)

    assert line(told)["message"] == "first line"


def test_the_list_holds_ids_and_closed_lists_and_no_words_of_people() -> None:
    assert not FIELDS & {
        "text",
        "subject",
        "sender",
        "name",
        "email",
        "body",
        "to",
        "from",
        "fault",
    }
