"""A system that signs what it posts needs no key, and may send it again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from services.channels.door import Door, porch
from services.channels.fax.http import routes as fax
from services.channels.http import routes
from services.channels.limits import Limits
from services.channels.phone.http import routes as phone
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.topics import ORIGINALS
from switchboard.http.access import Entrance, Gate
from switchboard.http.app import app
from switchboard.http.meter import REFUSED, Meter, rate_of
from tests.channels.doorway import HERE, caller, inquiries, records
from tests.harness.clock import HandClock
from tests.http.test_standard_webhooks import BODY, NEW_KEY, SHOP, headers

JSON = {"content-type": "application/json"}


@pytest.fixture
async def shop(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    """The shop's system, which has no key here."""
    gate = Gate(door.directory, Entrance.NOBODY, Meter(door.clock, rate_of(1)))
    told = replace(door, gate=gate, signers=(SHOP,))
    application = app(routes(told), phone(told), fax(told))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(application), base_url=HERE
    ) as client:
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


@pytest.mark.parametrize(
    ("door_to", "kind"),
    [
        ("/v1/inquiries/batch", "application/x-ndjson"),
        ("/v1/email", "message/rfc822"),
        ("/v1/phone/transcripts?caller=%2B49301234567&call_id=2", "text/plain"),
        ("/v1/phone/twilio?caller=%2B49301234567", "application/json"),
        ("/v1/fax", "application/pdf"),
        ("/v1/fax/interfax", "application/json"),
    ],
)
async def test_a_message_that_somebody_caught_counts_at_no_other_door(
    shop: httpx.AsyncClient, bus: SqliteBus, clock: HandClock, door_to: str, kind: str
) -> None:
    caught = headers(at=clock.now())
    answer = await shop.post(door_to, content=BODY, headers={"content-type": kind} | caught)

    assert answer.status_code == 401
    assert await records(bus, ORIGINALS) == []
    assert await inquiries(bus) == []


async def test_an_address_adds_nothing_to_what_was_signed(
    shop: httpx.AsyncClient, bus: SqliteBus, clock: HandClock
) -> None:
    caught = JSON | headers(at=clock.now()) | {"idempotency-key": "another"}
    answers = [
        await shop.post(f"/v1/inquiries{query}", content=BODY, headers=caught)
        for query in ("", "?caller=1&call_id=2")
    ]

    assert answers[0].json() == answers[1].json()
    assert len({inquiry.inquiry_id for inquiry in await inquiries(bus)}) == 1


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


async def test_where_nobody_signs_a_signature_is_refused_before_anything_is_read(
    door: Door,
) -> None:
    read: list[str] = []

    async def unread() -> AsyncIterator[bytes]:
        read.append("it was read")
        yield b"{}"

    gate = Gate(door.directory, Entrance.NOBODY, Meter(door.clock, rate_of(1)))
    async with caller(replace(door, gate=gate)) as stranger:
        answers = [
            await stranger.post(
                "/v1/inquiries", content=unread(), headers=JSON | {"webhook-signature": "v1,x"}
            )
            for _ in range(REFUSED.at_once + 1)
        ]

    assert [answer.status_code for answer in answers] == [*[401] * REFUSED.at_once, 429]
    assert "SWITCHBOARD_WEBHOOK_SECRETS" in answers[0].json()["detail"]
    assert read == []


async def test_those_who_prove_nothing_take_no_room_from_those_who_are_known(door: Door) -> None:
    few = Limits(unproved_requests=2, unproved_each=2)
    held, came = asyncio.Event(), asyncio.Semaphore(0)

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        came.release()
        await held.wait()

    async with caller(replace(door, signers=(SHOP,), porch=porch(few))) as client:
        forged = JSON | {"webhook-signature": "v1,x"}
        strangers = [
            asyncio.create_task(client.post("/v1/inquiries", content=slow(), headers=forged))
            for _ in range(2)
        ]
        for _ in strangers:
            await came.acquire()
        third = await client.post("/v1/inquiries", content=BODY, headers=forged)
        known = await client.post("/v1/inquiries", content=BODY, headers=JSON)
        held.set()
        answers = await asyncio.gather(*strangers)

    assert (third.status_code, known.status_code) == (503, 202)
    assert [answer.status_code for answer in answers] == [401, 401]
