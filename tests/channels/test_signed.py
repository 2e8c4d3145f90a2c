"""A system that signs what it posts needs no key, and may send it again."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from services.channels.door import Door
from switchboard.bus.sqlite import SqliteBus
from switchboard.http.access import Entrance, Gate
from switchboard.http.meter import Meter, rate_of
from tests.channels.doorway import caller, inquiries
from tests.harness.clock import HandClock
from tests.http.test_standard_webhooks import BODY, NEW_KEY, SHOP, headers

JSON = {"content-type": "application/json"}


@pytest.fixture
async def shop(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    """The shop's system, which has no key here."""
    gate = Gate(door.directory, Entrance.NOBODY, Meter(door.clock, rate_of(1)))
    async with caller(replace(door, gate=gate, signers=(SHOP,))) as client:
        yield client


async def test_what_is_signed_is_taken_in(
    shop: httpx.AsyncClient, bus: SqliteBus, clock: HandClock
) -> None:
    answer = await shop.post("/v1/inquiries", content=BODY, headers=JSON | headers(at=clock.now()))

    assert answer.status_code == 202
    [inquiry] = await inquiries(bus)
    assert (inquiry.inquiry_id, inquiry.text) == (answer.json()["inquiry_id"], "The pump stops")


async def test_a_message_that_is_sent_again_is_the_same_inquiry(
    shop: httpx.AsyncClient, clock: HandClock
) -> None:
    first = await shop.post("/v1/inquiries", content=BODY, headers=JSON | headers(at=clock.now()))
    clock.advance(60)
    again = await shop.post("/v1/inquiries", content=BODY, headers=JSON | headers(at=clock.now()))
    other = b'{"text": "Something else"}'
    changed = await shop.post(
        "/v1/inquiries", content=other, headers=JSON | headers(body=other, at=clock.now())
    )

    assert again.json() == first.json()
    assert (changed.status_code, changed.json()["type"]) == (
        422,
        "urn:switchboard:problem:idempotency-key-reused",
    )


async def test_mail_and_batches_may_be_signed_too(
    shop: httpx.AsyncClient, clock: HandClock
) -> None:
    mail = b"From: ana@example.com\r\n\r\nThe pump stops"
    answers = [
        await shop.post(
            path, content=body, headers={"content-type": kind} | headers(body=body, at=clock.now())
        )
        for path, kind, body in (
            ("/v1/email", "message/rfc822", mail),
            ("/v1/inquiries/batch", "application/x-ndjson", BODY),
        )
    ]

    assert [answer.status_code for answer in answers] == [202, 202]


async def test_what_is_forged_or_old_is_refused_and_soon_slowed_down(
    shop: httpx.AsyncClient, bus: SqliteBus, clock: HandClock
) -> None:
    forged = JSON | headers(b"nobody's secret!", at=clock.now())
    old = JSON | headers(NEW_KEY, at=clock.now() - 301)
    answers = [
        await shop.post("/v1/inquiries", content=BODY, headers=given)
        for given in (forged, old, *[forged] * 19)
    ]

    assert [answer.status_code for answer in answers] == [401] * 20 + [429]
    assert await inquiries(bus) == []
