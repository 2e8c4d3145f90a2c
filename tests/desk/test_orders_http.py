"""Orders that are not understood: refused with what is wrong, and nothing is written."""

from typing import Any

import pytest

from switchboard.contracts.reference import grouped
from tests.desk.matter import case, inquiry, stood
from tests.desk.office import Office

ONLY = inquiry()
STANDS = case(ONLY)
PLACE = f"/v1/cases/{grouped(ONLY.reference)}"


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"type": "explode", "by": "mia"},
        {"type": "claim"},
        {"type": "claim", "by": ""},
        {"type": "claim", "by": 7},
        {"type": "claim", "by": "mia\r\nBcc: x"},
        {"type": "claim", "by": "mia", "text": "not of a claim"},
        {"type": "claim", "by": "mia", "expect": {"mood": "good"}},
        {"type": "claim", "by": "mia", "expect": {"version": "1"}},
        {"type": "claim", "by": "mia", "expect": {"version": 1.5}},
        {"type": "claim", "by": "mia", "expect": {"version": 0}},
        {"type": "claim", "by": "mia", "expect": {"status": "lost"}},
        {"type": "transfer", "by": "mia"},
        {"type": "reply", "by": "mia", "text": "  \n "},
        {"type": "reply", "by": "mia", "text": "x" * 64_001},
        {"type": "reply", "by": "mia", "text": "a\x00b"},
        {"type": "resolve", "by": "mia", "why": "x" * 501},
    ],
)
async def test_an_order_that_is_not_understood_is_refused(
    office: Office, order: dict[str, Any]
) -> None:
    await office.read(stood(STANDS))

    problem = await office.act(ONLY.reference, 422, **order)

    assert problem["type"] == "urn:switchboard:problem:invalid"
    assert problem["errors"]
    assert await office.intake() == []


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'"\xff"', "application/json", 400),
        (b'{"type":"claim","by":"\\ud800"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"type=claim", "application/x-www-form-urlencoded", 415),
        (b" " * 400_001, "application/json", 413),
    ],
)
async def test_a_body_that_is_no_json_is_refused(
    office: Office, content: bytes, media_type: str, status: int
) -> None:
    await office.read(stood(STANDS))

    answer = await office.client.post(
        f"{PLACE}/actions", content=content, headers={"Content-Type": media_type}
    )

    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    assert await office.intake() == []


@pytest.mark.parametrize("wait", ["31s", "30001ms", "soon", "-1s", "2", "999999s"])
async def test_nobody_waits_longer_than_half_a_minute(office: Office, wait: str) -> None:
    await office.read(stood(STANDS))

    await office.act(ONLY.reference, 422, type="claim", by="mia", wait=wait)
