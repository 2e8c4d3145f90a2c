"""`POST /v1/inquiries`: what is refused, clearly and before anything is written."""

import httpx
import pytest

from services.channels.limits import LIMITS, Limits
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.topics import INTAKE
from tests.channels.doorway import caller, door_on, records
from tests.harness.clock import HandClock

JSON = {"content-type": "application/json"}
BAD = {
    "not JSON": (b"{", 400),
    "nothing": (b"", 400),
    "a NUL": (b'{"text": "a\x00b"}', 400),
    "broken UTF-8": (b'{"text": "\xff\xfe"}', 400),
    "half a surrogate": (b'{"text": "\\ud800"}', 400),
    "too deep": (b'{"text":' * 100_000, 400),
    "endless lists": (b"[" * 100_000, 400),
    "a list": (b"[]", 422),
    "a number": (b"1", 422),
    "no text": (b"{}", 422),
    "an empty text": (b'{"text": ""}', 422),
    "an escaped NUL": (b'{"text": "a\\u0000b"}', 422),
    "a text that is a number": (b'{"text": 1}', 422),
    "an unknown field": (b'{"text": "a", "admin": true}', 422),
    "an unknown field of the sender": (b'{"text": "a", "from": {"role": "staff"}}', 422),
    "a line break in an address": (
        b'{"text": "a", "from": {"email": "a@b.c\\r\\nBcc: x@y.z"}}',
        422,
    ),
    "a line break in a subject": (b'{"text": "a", "subject": "a\\r\\nBcc: x@y.z"}', 422),
    "a line break in a name": (b'{"text": "a", "from": {"name": "a\\nb"}}', 422),
    "a line separator in a name": (b'{"text": "a", "from": {"name": "a\\u2028b"}}', 422),
    "an address without at": (b'{"text": "a", "from": {"email": "ana"}}', 422),
    "two addresses": (b'{"text": "a", "from": {"email": "a@b.c, d@e.f"}}', 422),
    "a telephone of letters": (b'{"text": "a", "from": {"phone": "call me"}}', 422),
    "a telephone too short": (b'{"text": "a", "from": {"phone": "+49 1"}}', 422),
    "a customer of nothing": (b'{"text": "a", "from": {"customer_id": " "}}', 422),
    "an unknown channel": (b'{"text": "a", "channel": "pigeon"}', 422),
    "a language in words": (b'{"text": "a", "language": "German, please"}', 422),
    "a moment without zone": (b'{"text": "a", "received_at": "2026-11-22T11:00:00"}', 422),
    "a moment that is none": (b'{"text": "a", "received_at": "yesterday"}', 422),
    "a reference with a wrong letter": (b'{"text": "a", "reference": "K7Q2-M9XD-4RT"}', 422),
    "a flag in words": (b'{"text": "a", "new_case": "yes"}', 422),
    "an attribute of lists": (b'{"text": "a", "attributes": {"a": ["b"]}}', 422),
    "an attribute with spaces": (b'{"text": "a", "attributes": {"a b": "c"}}', 422),
    "attachments that are no list": (b'{"text": "a", "attachments": {}}', 422),
    "an attachment without bytes": (b'{"text": "a", "attachments": [{"name": "x"}]}', 422),
    "an attachment that is no base64": (b'{"text": "a", "attachments": [{"data": "?"}]}', 422),
}


@pytest.mark.parametrize("what", BAD)
async def test_bad_input_is_a_clear_problem_and_nothing_is_written(
    client: httpx.AsyncClient, bus: SqliteBus, what: str
) -> None:
    body, status = BAD[what]
    answer = await client.post("/v1/inquiries", content=body, headers=JSON)

    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"].startswith("urn:switchboard:problem:")
    assert problem["detail"]
    assert await records(bus, INTAKE) == []


async def test_every_fault_is_told_at_once_with_its_place(client: httpx.AsyncClient) -> None:
    body = {"from": {"email": "x", "phone": "y", "zip": 1}, "subject": 7}
    answer = await client.post("/v1/inquiries", json=body)

    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert pointers == {"/from/zip", "/subject", "/text"}


async def test_a_problem_repeats_nothing_of_what_was_sent(client: httpx.AsyncClient) -> None:
    body = {"from": {"email": "canary@nowhere"}, "text": ["canary"], "reference": "canary"}
    answer = await client.post("/v1/inquiries", json=body)

    assert answer.status_code == 422
    assert "canary" not in answer.text


@pytest.mark.parametrize("given", ["text/plain", "application/xml", "", "application/json-seq"])
async def test_another_type_of_content_is_a_415_that_names_the_right_one(
    client: httpx.AsyncClient, given: str
) -> None:
    answer = await client.post("/v1/inquiries", content=b"{}", headers={"content-type": given})

    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]


async def test_a_charset_beside_the_type_does_no_harm(client: httpx.AsyncClient) -> None:
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    answer = await client.post("/v1/inquiries", content=b'{"text":"a"}', headers=headers)

    assert answer.status_code == 202


def _sized(field: str, length: int) -> dict[str, object]:
    file = {"data": ""}
    bodies: dict[str, dict[str, object]] = {
        "subject": {"subject": "s" * length},
        "name": {"from": {"name": "n" * length}},
        "attribute": {"attributes": {"a": "v" * length}},
        "attribute_name": {"attributes": {"k" * length: "v"}},
        "attributes": {"attributes": {f"k{n}": "v" for n in range(length)}},
        "attachments": {"attachments": [file] * length},
        "attachment_name": {"attachments": [file | {"name": "n" * length}]},
    }
    return {"text": "a"} | bodies[field]


@pytest.mark.parametrize(
    "field",
    [
        "subject",
        "name",
        "attribute",
        "attribute_name",
        "attributes",
        "attachments",
        "attachment_name",
    ],
)
async def test_a_limit_takes_what_it_says_and_no_more(
    client: httpx.AsyncClient, field: str
) -> None:
    limit: int = getattr(LIMITS, field)

    at_the_limit = await client.post("/v1/inquiries", json=_sized(field, limit))
    above_it = await client.post("/v1/inquiries", json=_sized(field, limit + 1))

    assert (at_the_limit.status_code, above_it.status_code) == (202, 422)


async def test_a_body_takes_what_its_limit_says_and_no_more(
    bus: SqliteBus, clock: HandClock
) -> None:
    door = door_on(bus, clock, Limits(body_bytes=100))
    fits = b'{"text":"%s"}' % (b"a" * (100 - len(b'{"text":""}')))
    async with caller(door) as client:
        at_the_limit = await client.post("/v1/inquiries", content=fits, headers=JSON)
        above_it = await client.post("/v1/inquiries", content=fits + b" ", headers=JSON)

    assert len(fits) == 100
    assert (at_the_limit.status_code, above_it.status_code) == (202, 413)
    assert above_it.json()["type"] == "urn:switchboard:problem:too-large"
