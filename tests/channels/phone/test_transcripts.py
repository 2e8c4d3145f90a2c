"""`POST /v1/phone/transcripts`: stored as it came, then in the log, then accepted."""

import json

import httpx
import pytest

from services.channels import originals
from services.channels.door import Door
from services.channels.limits import Limits
from services.channels.originals import Envelope
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.topics import INTAKE, ORIGINALS
from switchboard.contracts.values import Channel, UnixSeconds
from tests.channels.doorway import door_on, records, second_instance
from tests.channels.phone.calls import vtt
from tests.channels.phone.conftest import line
from tests.harness.clock import SUNDAY_NOON, HandClock

CALL = vtt("<v Agent>Acme.", "<v Customer>It stops.").encode()
VTT = {"content-type": "text/vtt"}


async def _post(
    client: httpx.AsyncClient,
    query: str = "",
    body: bytes = CALL,
    media_type: str = "text/vtt",
    **headers: str,
) -> str:
    answer = await client.post(
        f"/v1/phone/transcripts?{query}",
        content=body,
        headers={"content-type": media_type} | headers,
    )
    assert answer.status_code == 202, answer.text
    told: dict[str, str] = answer.json()
    assert set(told) == {"inquiry_id", "status_url"}
    assert answer.headers["location"] == told["status_url"]
    return told["inquiry_id"]


async def _originals(bus: SqliteBus) -> list[originals.Original]:
    return [originals.decode(record.value) for record in await records(bus, ORIGINALS)]


async def test_an_accepted_call_is_stored_as_it_came(
    client: httpx.AsyncClient, door: Door, bus: SqliteBus
) -> None:
    query = (
        "caller=%2B49301234567&called=089112233&call_id=c-1&started_at=2026-11-22T12:30:00%2B01:00"
    )
    inquiry_id = await _post(client, query)

    [original] = await _originals(bus)
    assert (original.inquiry_id, original.channel) == (inquiry_id, Channel.PHONE)
    assert await door.blobs.get(original.blob) == CALL
    assert (original.media_type, original.size) == ("text/vtt", len(CALL))
    assert original.envelope == Envelope(sender="+49301234567", recipients=("089112233",))
    assert original.received_at == SUNDAY_NOON - 1800
    assert await records(bus, INTAKE) == []
    count = door.metrics.registry.get_sample_value
    assert count("switchboard_inquiries_received_total", {"channel": "phone"}) == 1


@pytest.mark.parametrize(
    "media_type",
    [
        "text/vtt",
        "application/x-subrip",
        "text/plain",
        "application/json",
        "TEXT/VTT; charset=utf-8",
    ],
)
async def test_transcripts_come_in_these_types(client: httpx.AsyncClient, media_type: str) -> None:
    await _post(client, media_type=media_type)


@pytest.mark.parametrize(
    "media_type", ["audio/wav", "text/html", "application/x-www-form-urlencoded", ""]
)
async def test_other_types_are_refused(client: httpx.AsyncClient, media_type: str) -> None:
    answer = await client.post(
        "/v1/phone/transcripts", content=CALL, headers={"content-type": media_type}
    )

    assert answer.status_code == 415
    assert "text/vtt" in answer.headers["accept"]


async def test_a_call_sent_twice_is_one_inquiry(client: httpx.AsyncClient, door: Door) -> None:
    async with line(second_instance(door)) as there:
        assert await _post(client, "call_id=c-1") == await _post(
            there, "call_id=c-1&caller=030901820"
        )


async def test_a_better_transcript_of_a_call_is_another_inquiry_and_can_be_told(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    first = await _post(client, "call_id=c-1")
    second = await _post(client, "call_id=c-1", CALL + b"\n")

    assert first != second
    one, two = await _originals(bus)
    assert one.source_key == two.source_key


async def test_a_call_whose_transcript_names_it_needs_no_other_name(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    body = json.dumps(
        {"call_id": "c-1", "started_at": "2026-11-22T11:45:00Z", "turns": [["customer", "a"]]}
    ).encode()
    first = await _post(client, "", body, "application/json")

    assert await _post(client, "call_id=other", body, "application/json") == first
    assert [one.received_at for one in await _originals(bus)] == [SUNDAY_NOON - 900] * 2


async def test_without_any_name_each_is_its_own_or_its_keys_or_its_recognizers(
    client: httpx.AsyncClient,
) -> None:
    assert await _post(client) != await _post(client)
    keyed = [await _post(client, "", CALL, "text/vtt", **{"Idempotency-Key": "k"}) for _ in "12"]
    assert keyed[0] == keyed[1]
    work = b'{"id": "t-1", "text": "It stops.", "audio_duration": 1}'
    assert await _post(client, "", work, "application/json") == await _post(
        client, "", work, "application/json"
    )


async def test_a_plus_that_nobody_escaped_is_still_a_plus(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    await _post(client, "caller=+49301234567&started_at=2026-11-22T12:30:00+01:00")

    [original] = await _originals(bus)
    assert original.envelope.sender == " 49301234567"  # The reader makes a plus of it.
    assert original.received_at == SUNDAY_NOON - 1800


async def test_a_call_of_the_future_reaches_us_now(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    await _post(client, "started_at=2027-01-01T00:00:00Z")

    assert [one.received_at for one in await _originals(bus)] == [UnixSeconds(SUNDAY_NOON)]


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("from=030", "/from"),
        ("started_at=yesterday", "/started_at"),
        ("started_at=2026-11-22T12:00:00", "/started_at"),
        (f"call_id={'x' * 256}", "/call_id"),
        (f"caller={'1' * 101}", "/caller"),
        ("called=a%0Ab", "/called"),
    ],
)
async def test_a_query_that_is_wrong_says_where(
    client: httpx.AsyncClient, bus: SqliteBus, query: str, where: str
) -> None:
    answer = await client.post(f"/v1/phone/transcripts?{query}", content=CALL, headers=VTT)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [where]
    assert await records(bus, ORIGINALS) == []


async def test_a_query_takes_what_its_limits_say(client: httpx.AsyncClient) -> None:
    await _post(client, f"call_id={'x' * 255}&caller={'1' * 100}&called=&started_at=")


async def test_a_transcript_takes_what_its_limit_says_and_no_more(
    bus: SqliteBus, clock: HandClock
) -> None:
    async with line(door_on(bus, clock, Limits(transcript_bytes=500))) as client:
        fits = await client.post("/v1/phone/transcripts", content=CALL.ljust(500), headers=VTT)
        larger = await client.post("/v1/phone/transcripts", content=CALL.ljust(501), headers=VTT)

    assert (fits.status_code, larger.status_code) == (202, 413)
    assert len(await records(bus, ORIGINALS)) == 1


@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff" * 1000, b"{", b"[" * 50_000])
async def test_any_bytes_are_taken_in(client: httpx.AsyncClient, body: bytes) -> None:
    await _post(client, "", body, "application/json")


async def test_a_stranger_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/v1/phone/transcripts", content=CALL, headers=VTT | {"authorization": "Bearer x"}
    )

    assert answer.status_code == 401


async def test_a_call_that_the_log_does_not_take_may_be_sent_again(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    await bus.close()
    answer = await client.post("/v1/phone/transcripts", content=CALL, headers=VTT)

    assert (answer.status_code, answer.json()["status"]) == (503, 503)
