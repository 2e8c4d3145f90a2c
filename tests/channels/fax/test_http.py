"""Faxes at the door: documents with what is known of the call, and providers' webhooks."""

import base64
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from services.channels.door import Door, room
from services.channels.limits import Limits
from services.channels.originals import Envelope
from switchboard.contracts.values import Channel
from switchboard.http.access import Entrance, Gate
from tests.channels.fax.counter import counter, originals
from tests.channels.fax.paper import blank, tiff, written_pdf
from tests.harness.clock import SUNDAY_NOON

PAGES = written_pdf(["Dear all,", "the pump stops."])
PDF = {"Content-Type": "application/pdf"}
CALL = {"from": "+4930901820", "to": "+4930555010", "received_at": "2026-11-01T10:31:00+01:00"}
CALLED_AT = 1_793_525_460.0
SINCH = {
    "event": "INCOMING_FAX",
    "eventTime": "2026-11-01T09:31:30Z",
    "fax": {
        "id": "01FAX",
        "direction": "INBOUND",
        "from": "+4930901820",
        "to": "+4930555010",
        "numberOfPages": 1,
        "status": "COMPLETED",
        "completedTime": "2026-11-01T09:31:00Z",
    },
    "file": base64.b64encode(PAGES).decode(),
    "fileType": "PDF",
}


@pytest.fixture
async def client(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    async with counter(door) as client:
        yield client


async def test_a_document_is_accepted_with_what_is_known_of_the_call(
    door: Door, client: httpx.AsyncClient
) -> None:
    answer = await client.post("/v1/fax", content=PAGES, params=CALL, headers=PDF)

    [original] = await originals(door)
    assert answer.status_code == 202
    assert answer.json() == {
        "inquiry_id": original.inquiry_id,
        "status_url": f"/v1/inquiries/{original.inquiry_id}",
    }
    assert answer.headers["location"] == answer.json()["status_url"]
    assert (original.channel, original.media_type) == (Channel.FAX, "application/pdf")
    assert original.envelope == Envelope(sender="+4930901820", recipients=("+4930555010",))
    assert original.received_at == CALLED_AT
    assert await door.blobs.get(original.blob) == PAGES


async def test_without_a_time_it_came_now(door: Door, client: httpx.AsyncClient) -> None:
    content = tiff(blank())
    await client.post("/v1/fax", content=content, headers={"Content-Type": "image/tiff"})

    [original] = await originals(door)
    assert original.received_at == SUNDAY_NOON
    assert original.media_type == "image/tiff"


async def test_a_plus_that_nobody_escaped_is_one(door: Door, client: httpx.AsyncClient) -> None:
    address = "/v1/fax?from=+4930901820&received_at=2026-11-01T10:31:00+01:00"
    answer = await client.post(address, content=PAGES, headers=PDF)

    [original] = await originals(door)
    assert answer.status_code == 202
    assert (original.envelope.sender, original.received_at) == ("+4930901820", CALLED_AT)


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59Z"])
async def test_a_time_before_all_time_counts_as_none(
    door: Door, client: httpx.AsyncClient, when: str
) -> None:
    await client.post("/v1/fax", content=PAGES, params={"received_at": when}, headers=PDF)

    [original] = await originals(door)
    assert original.received_at == SUNDAY_NOON


@pytest.mark.parametrize("told", [CALL, {"fax_id": "F-1"}])
async def test_a_fax_that_is_sent_again_is_the_same(
    client: httpx.AsyncClient, told: dict[str, str]
) -> None:
    answers = [
        await client.post("/v1/fax", content=PAGES, params=told, headers=PDF) for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()


async def test_the_same_pages_under_the_same_key_are_the_same_fax(
    client: httpx.AsyncClient,
) -> None:
    keyed = {**PDF, "Idempotency-Key": "fax-1"}
    one, two = [await client.post("/v1/fax", content=PAGES, headers=keyed) for _ in range(2)]

    assert one.json() == two.json()


async def test_the_same_pages_of_which_nothing_is_known_are_two(
    client: httpx.AsyncClient,
) -> None:
    one, two = [await client.post("/v1/fax", content=PAGES, headers=PDF) for _ in range(2)]

    assert one.json() != two.json()


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"received_at": "yesterday"}, "/received_at"),
        ({"received_at": "2026-11-01T10:31:00"}, "/received_at"),
        ({"from": "1" * 201}, "/from"),
        ({"to": "a\x00b"}, "/to"),
        ({"fax_id": "a\nb"}, "/fax_id"),
        ({"form": "+4930901820"}, "/form"),
    ],
)
async def test_what_is_told_wrongly_is_refused(
    client: httpx.AsyncClient, told: dict[str, str], where: str
) -> None:
    answer = await client.post("/v1/fax", content=PAGES, params=told, headers=PDF)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [where]


async def test_what_is_no_paper_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/fax", content=b"x", headers={"Content-Type": "image/png"})

    assert answer.status_code == 415


@pytest.mark.parametrize(("more", "status"), [(0, 202), (1, 413)])
async def test_a_document_has_a_limit(door: Door, more: int, status: int) -> None:
    limits = Limits(fax_bytes=1_000)
    small = replace(door, limits=limits, room=room(limits))
    async with counter(small) as client:
        answer = await client.post("/v1/fax", content=b"%PDF-".ljust(1_000 + more), headers=PDF)

    assert answer.status_code == status


async def test_strangers_are_refused(door: Door) -> None:
    closed = replace(door, gate=Gate(door.directory, Entrance.NOBODY))
    async with counter(closed) as client:
        paper = await client.post("/v1/fax", content=PAGES, headers=PDF)
        announcement = await client.post("/v1/fax/sinch", json=SINCH)

    assert (paper.status_code, announcement.status_code) == (401, 401)


async def test_a_providers_webhook_brings_its_document(
    door: Door, client: httpx.AsyncClient
) -> None:
    trace = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    answer = await client.post("/v1/fax/sinch", json=SINCH, headers=trace)

    [original] = await originals(door)
    assert answer.status_code == 202
    assert original.traceparent == trace["traceparent"]
    assert answer.json()["inquiry_id"] == original.inquiry_id
    assert original.envelope == Envelope(sender="+4930901820", recipients=("+4930555010",))
    assert original.received_at == CALLED_AT
    assert await door.blobs.get(original.blob) == PAGES


async def test_a_webhook_that_comes_again_is_the_same_fax(client: httpx.AsyncClient) -> None:
    one, two = [await client.post("/v1/fax/sinch", json=SINCH) for _ in range(2)]

    assert one.json() == two.json()


async def test_a_webhook_may_be_a_form(door: Door, client: httpx.AsyncClient) -> None:
    fields = {"uuid": "U-1", "from": "+4930901820", "to": "+4930555010", "time": "1793525460"}
    files = {"file": ("fax.pdf", PAGES, "application/pdf")}
    answer = await client.post("/v1/fax/fax.to", data=fields, files=files)

    [original] = await originals(door)
    assert answer.status_code == 202
    assert original.received_at == CALLED_AT
    assert await door.blobs.get(original.blob) == PAGES


@pytest.mark.parametrize(
    "shown",
    [
        {"params": {"token": "right"}},
        {"params": {"token": "older"}},
        {"auth": ("anybody", "right")},
    ],
)
async def test_a_provider_that_shows_its_secret_comes_in(
    door: Door, shown: dict[str, object]
) -> None:
    closed = replace(door, gate=Gate(door.directory, Entrance.NOBODY))
    async with counter(closed) as client:
        answer = await client.post("/v1/fax/sinch", json=SINCH, **shown)  # type: ignore[arg-type]  # any keywords of a request

    assert answer.status_code == 202


@pytest.mark.parametrize(
    ("provider", "shown"),
    [
        ("sinch", {"params": {"token": "wrong"}}),
        ("sinch", {"auth": ("anybody", "wrong")}),
        ("sinch", {"headers": {"Verification-Token": "verified"}}),
        ("updox", {"params": {"token": "right"}}),
    ],
)
async def test_who_shows_another_secret_does_not(
    client: httpx.AsyncClient, provider: str, shown: dict[str, object]
) -> None:
    answer = await client.post(f"/v1/fax/{provider}", json=SINCH, **shown)  # type: ignore[arg-type]  # any keywords of a request

    assert answer.status_code == 401
    assert "www-authenticate" in answer.headers


async def test_ringcentral_is_told_that_somebody_listens(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/fax/ringcentral", headers={"Validation-Token": "abc-1"})

    assert answer.status_code == 200
    assert answer.headers["validation-token"] == "abc-1"


async def test_a_webhook_that_brings_no_fax_says_so(door: Door, client: httpx.AsyncClient) -> None:
    sent = {**SINCH, "fax": {**SINCH["fax"], "direction": "OUTBOUND"}}  # type: ignore[dict-item]  # a dict of JSON
    answer = await client.post("/v1/fax/sinch", json=sent)

    assert (answer.status_code, answer.json()) == (200, {"ignored": "a fax that was sent"})
    assert await originals(door) == []


async def test_a_document_that_lies_where_nobody_may_fetch_it_is_an_inquiry_that_says_so(
    door: Door, client: httpx.AsyncClient
) -> None:
    record = {
        "id": 7,
        "type": "Fax",
        "from": {"phoneNumber": "+4930901820"},
        "attachments": [{"uri": "https://media.provider.example/7"}],
    }
    answer = await client.post("/v1/fax/ringcentral", json=record)

    [original] = await originals(door)
    assert answer.status_code == 202
    assert original.unreadable == (
        "the fax is not here, only ringcentral's announcement of it: "
        "media.provider.example is not among the hosts in SWITCHBOARD_FAX_HOSTS"
    )
    assert original.envelope.sender == "+4930901820"
    assert b"media.provider.example" in await door.blobs.get(original.blob)


async def test_a_provider_that_nobody_knows_is_told_which_are(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/fax/acme", json={})

    assert answer.status_code == 404
    assert "sinch" in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"[]", b"no JSON", b"[" * 100_000])
async def test_a_webhook_that_cannot_be_read_is_refused(
    client: httpx.AsyncClient, body: bytes
) -> None:
    json = {"Content-Type": "application/json"}
    answer = await client.post("/v1/fax/sinch", content=body, headers=json)

    assert answer.status_code == 400


@pytest.mark.parametrize("provider", ["fax.to", "interfax", "sinch", "signalwire", "updox"])
async def test_a_webhook_that_says_nothing_is_still_an_inquiry(
    door: Door, client: httpx.AsyncClient, provider: str
) -> None:
    answer = await client.post(f"/v1/fax/{provider}", json={})

    [original] = await originals(door)
    assert answer.status_code == 202
    assert original.unreadable.startswith(
        f"the fax is not here, only {provider}'s announcement of it"
    )
