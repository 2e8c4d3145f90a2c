"""What operations see: logs without words of people, readiness with its reasons."""

import ast
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from switchboard.bus.crew import Crew
from switchboard.http.app import app
from switchboard.metrics import Metrics
from switchboard.ops import FIELDS, JsonLines, crew_reasons, routes

ROOT = Path(__file__).parents[1]


def line(message: str, **extra: object) -> dict[str, object]:
    record = logging.LogRecord("switchboard.test", logging.WARNING, "", 0, message, (), None)
    vars(record).update(extra)
    told: dict[str, object] = json.loads(JsonLines().format(record))
    return told


def test_a_log_line_is_one_json_object_that_says_what_where_and_when() -> None:
    told = line("dead letter", position="switchboard.intake/3/42")

    assert told.pop("at")
    assert told == {
        "level": "warning",
        "logger": "switchboard.test",
        "message": "dead letter",
        "position": "switchboard.intake/3/42",
    }


def test_a_field_that_is_not_on_the_list_is_not_written() -> None:
    told = line("dead letter", address="ana@customer.example", subject="The pump stops")

    assert told.keys() == {"at", "level", "logger", "message"}


def test_no_field_of_the_list_holds_what_people_write() -> None:
    assert FIELDS.isdisjoint({"name", "subject", "text", "email", "address", "to", "from", "body"})


def logged() -> Iterator[tuple[str, str]]:
    """Yield each field that our code logs, and where."""
    for path in (*ROOT.glob("switchboard/**/*.py"), *ROOT.glob("services/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.keyword)
                and node.arg == "extra"
                and isinstance(node.value, ast.Dict)
            ):
                for key in node.value.keys:
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield key.value, f"{path.relative_to(ROOT)}:{key.lineno}"


def test_every_field_that_we_log_is_on_the_list() -> None:
    assert [place for field, place in logged() if field not in FIELDS] == []


def test_of_a_fault_its_kind_and_place_are_told_and_never_its_words() -> None:
    with pytest.raises(ValueError, match="could not convert") as fault:
        float("ana@customer.example")
    told = line("step failed", exc_info=(fault.type, fault.value, fault.tb))

    assert told["fault"] == "ValueError"
    assert "test_ops.py" in str(told["where"])
    assert "ana" not in str(told)


def test_only_the_first_line_of_what_others_log_is_kept_and_not_all_of_it() -> None:
    told = line("first\nsecond: " + "x" * 1_000)

    assert told["message"] == "first"
    assert len(str(line("y" * 1_000)["message"])) == 300


@pytest.fixture
def crew() -> Crew:
    return Crew()


def test_a_crew_is_ready_once_it_has_joined_and_all_its_partitions_are_at_work(crew: Crew) -> None:
    reasons = crew_reasons("router", crew)

    assert list(reasons()) == ["router: has not joined its group yet"]


def test_readiness_tells_every_reason_and_liveness_none() -> None:
    reasons = ["desk: it reads"]
    metrics = Metrics()
    parts = {"desk": lambda: reasons, "router": list}
    served = app(routes(metrics, parts, [lambda: ["a mailbox is away"]]), version="1")
    client = TestClient(served)

    waiting = client.get("/readyz")
    reasons.clear()
    ready = client.get("/readyz")

    assert (waiting.status_code, waiting.json()) == (
        503,
        {
            "ready": False,
            "parts": ["desk", "router"],
            "reasons": ["desk: it reads"],
            "notes": ["a mailbox is away"],
        },
    )
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert ready.json()["notes"] == ["a mailbox is away"]
    assert client.get("/healthz").json() == {"status": "alive"}


def test_the_metrics_are_what_prometheus_reads() -> None:
    metrics = Metrics()
    metrics.build_info.labels("1", "3.11").set(1)

    page = TestClient(app(routes(metrics, {}), version="1")).get("/metrics")

    assert page.headers["content-type"].startswith("text/plain; version=")
    families = {family.name for family in text_string_to_metric_families(page.text)}
    assert "switchboard_build_info" in families
    assert all(name.startswith("switchboard_") for name in families)
