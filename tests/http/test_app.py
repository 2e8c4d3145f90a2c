"""The application: one form for every problem, careful headers on every answer."""

from pathlib import Path

import pytest

from switchboard.http.access import Entrance
from switchboard.http.app import app
from switchboard.http.page import page
from switchboard.http.problems import KINDS, MEDIA_TYPE, Error, Problem, of_status, responses
from tests.http.calling import calling, gate, room, routes

HERE = gate(Entrance.THIS_MACHINE)
ASKED = [
    ("GET", "/nothing", 404, "not-found"),
    ("DELETE", "/read", 405, "method-not-allowed"),
    ("GET", "/number/seven", 422, "invalid"),
    ("GET", "/fault/log", 503, "unavailable"),
    ("GET", "/fault/blobs", 503, "unavailable"),
    ("GET", "/fault/size", 413, "too-large"),
    ("GET", "/fault/other", 500, "fault"),
    ("GET", "/read/", 404, "not-found"),
]


@pytest.mark.parametrize(("method", "path", "status", "slug"), ASKED)
async def test_whatever_goes_wrong_is_a_problem(
    method: str, path: str, status: int, slug: str
) -> None:
    async with calling(HERE) as client:
        answer = await client.request(method, path)

    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert problem["type"] == f"urn:switchboard:problem:{slug}"
    assert problem["title"]
    assert problem["detail"]


async def test_a_fault_of_ours_tells_nothing_of_ours() -> None:
    async with calling(HERE) as client:
        answer = await client.get("/fault/other")

    assert "canary" not in answer.text


async def test_a_wrong_parameter_is_named() -> None:
    async with calling(HERE) as client:
        answer = await client.get("/number/seven")

    assert [error["pointer"] for error in answer.json()["errors"]] == ["path/number"]


async def test_what_is_not_allowed_says_what_is() -> None:
    async with calling(HERE) as client:
        assert (await client.delete("/read")).headers["allow"] == "GET"


@pytest.mark.parametrize("path", ["/read", "/nothing", "/docs", "/openapi.json", "/fault/log"])
async def test_every_answer_is_careful(path: str) -> None:
    async with calling(HERE) as client:
        headers = (await client.get(path)).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["referrer-policy"] == "no-referrer"


async def test_the_documentation_needs_nothing_from_elsewhere() -> None:
    async with calling(HERE) as client:
        shown = (await client.get("/docs")).text

    assert "POST /echo" in shown
    assert "<script" not in shown
    assert "https://" not in shown


def test_what_stands_in_the_documentation_is_text() -> None:
    operation = {"summary": "<script>", "parameters": [{"name": "<b>", "in": "query"}]}
    shown = page({"info": {"title": "<i>"}, "paths": {"/<u>": {"get": operation}}})

    assert all(tag not in shown for tag in ("<script>", "<b>", "<i>", "<u>"))


def test_the_description_knows_the_form_of_a_problem() -> None:
    document = app(routes(HERE, room())).openapi()

    assert document["components"]["schemas"]["Problem"]["required"]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_each_problem_has_a_type_of_its_own() -> None:
    slugs = [kind.slug for kind in KINDS]

    assert len(slugs) == len(set(slugs)) > 10


def test_a_problem_says_where_and_what() -> None:
    fault = Problem(KINDS[0], "why", errors=[Error("/a", "wrong")], extensions={"balance": 3})

    assert fault.document() == {
        "type": "urn:switchboard:problem:malformed",
        "title": KINDS[0].title,
        "status": 400,
        "detail": "why",
        "errors": [{"pointer": "/a", "detail": "wrong"}],
        "balance": 3,
    }


def test_a_status_that_nobody_foresaw_is_a_problem_too() -> None:
    assert of_status(418, "teapot").document()["type"] == "urn:switchboard:problem:status-418"


def test_a_route_describes_its_problems() -> None:
    assert set(responses(400, 503)) == {400, 503}


def test_every_problem_has_its_row_in_the_documentation() -> None:
    documented = (Path(__file__).parents[2] / "docs" / "channels.md").read_text()

    assert [
        kind.slug for kind in KINDS if f"| `{kind.slug}` | {kind.status} |" not in documented
    ] == []
