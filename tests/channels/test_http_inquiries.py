"""`POST /v1/inquiries`: what 202 promises, and what is refused before anything is written."""

import httpx
import pytest

from services.channels.door import Door
from services.channels.limits import LIMITS
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.customer import Customer, CustomerFacts
from switchboard.contracts.events import MAX_TEXT
from switchboard.contracts.reference import is_inquiry_id, parse_reference, slot_of_reference
from switchboard.contracts.topics import DIRECTORY, INTAKE, partition_of
from switchboard.contracts.values import Channel, Identity, Reference
from switchboard.directory import customer_key
from switchboard.http.aside import LARGE
from tests.channels.doorway import SECRETS, caller, inquiries, records
from tests.channels.testimony import known
from tests.harness.clock import SUNDAY_NOON

ANA = {"email": "ana@example.com"}
HELLO = {"from": ANA, "text": "The pump stops."}


async def test_an_accepted_inquiry_stands_in_the_log(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    answer = await client.post("/v1/inquiries", json=HELLO)

    assert answer.status_code == 202
    told = answer.json()
    [inquiry] = await inquiries(bus)
    assert told == {
        "inquiry_id": inquiry.inquiry_id,
        "reference": told["reference"],
        "status_url": f"/v1/inquiries/{inquiry.inquiry_id}",
    }
    assert parse_reference(told["reference"]) == inquiry.reference
    assert answer.headers["location"] == told["status_url"]
    assert is_inquiry_id(SECRETS.id_key, inquiry.inquiry_id)


async def test_everything_that_a_system_may_say_reaches_the_log(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    sender = {
        "email": "Ana@EXAMPLE.com",
        "phone": "030 901820",
        "fax": "+49 30 901821",
        "customer_id": "K-7",
        "name": "Ana",
    }
    await client.post(
        "/v1/inquiries",
        json={
            "from": sender,
            "subject": "Pump",
            "text": "It stops.\r\nAgain.",
            "channel": "in_person",
            "language": "en",
            "received_at": "2026-11-22T11:00:00+01:00",
            "new_case": True,
            "attributes": {"machine": "P-7"},
        },
    )

    [inquiry] = await inquiries(bus)
    assert inquiry.sender.name == "Ana"
    assert inquiry.sender.identities == (
        "customer:K-7",
        "mailto:Ana@example.com",
        "tel:+4930901820",
        "fax:+4930901821",
    )
    assert (inquiry.subject, inquiry.text) == ("Pump", "It stops.\nAgain.")
    assert (inquiry.channel, inquiry.language) == (Channel.IN_PERSON, "en")
    assert inquiry.received_at == SUNDAY_NOON - 2 * 3600
    assert inquiry.new_case
    assert inquiry.attributes == {"machine": "P-7"}
    assert inquiry.acknowledgeable


async def test_an_inquiry_without_sender_is_taken_and_matched_with_nobody(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    for _ in range(2):
        await client.post("/v1/inquiries", json={"text": "I'd rather not say who I am."})

    first, second = await inquiries(bus)
    assert first.sender.identities == ()
    assert first.inquiry_id != second.inquiry_id
    assert first.slot != second.slot


async def test_the_record_lies_where_its_slot_says(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    await client.post("/v1/inquiries", json=HELLO)

    [record] = await records(bus, INTAKE)
    [inquiry] = await inquiries(bus)
    assert record.key == b"%04d" % inquiry.slot
    assert record.partition == partition_of(inquiry.slot, 12)
    assert ("ce_source", b"/channels/web") in record.headers


async def test_a_trace_is_carried_into_the_log(client: httpx.AsyncClient, bus: SqliteBus) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    await client.post("/v1/inquiries", json=HELLO, headers={"traceparent": trace})

    [record] = await records(bus, INTAKE)
    assert ("ce_traceparent", trace.encode()) in record.headers


async def test_what_is_no_trace_is_not_carried(client: httpx.AsyncClient, bus: SqliteBus) -> None:
    await client.post("/v1/inquiries", json=HELLO, headers={"traceparent": "anything at all"})

    [record] = await records(bus, INTAKE)
    assert "ce_traceparent" not in dict(record.headers)


async def test_a_reference_in_the_body_leads_to_its_case(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    first = (await client.post("/v1/inquiries", json=HELLO)).json()["reference"]
    await client.post("/v1/inquiries", json={"text": "More of it.", "reference": first.lower()})

    [_, second] = sorted(await inquiries(bus), key=lambda one: one.text, reverse=True)
    assert second.named_case == parse_reference(first)
    assert second.slot == slot_of_reference(Reference(first.replace("-", "")))


@pytest.mark.parametrize("where", ["subject", "text"])
async def test_a_reference_that_the_customer_writes_is_noticed(
    client: httpx.AsyncClient, bus: SqliteBus, where: str
) -> None:
    first = (await client.post("/v1/inquiries", json=HELLO)).json()["reference"]
    await client.post("/v1/inquiries", json={"text": "What of it?"} | {where: f"About {first}:"})

    named = [one.named_case for one in await inquiries(bus) if one.named_case]
    assert named == [parse_reference(first)]


@pytest.mark.parametrize("letters", [10, LARGE])
async def test_what_the_directory_knows_is_stamped_however_much_is_said(
    door: Door, bus: SqliteBus, letters: int
) -> None:
    facts = CustomerFacts(customer_id="K-7", tier="gold", dedicated="k.vogel")
    entry = Customer(facts=facts, identities=(Identity("mailto:ANA@example.com"),))
    door.directory.apply([known(DIRECTORY, customer_key("K-7"), entry)])
    async with caller(door) as client:
        await client.post("/v1/inquiries", json=HELLO | {"text": "a" * letters})

    [inquiry] = await inquiries(bus)
    assert inquiry.customer == facts


async def test_attachments_are_stored_before_they_are_spoken_of(
    client: httpx.AsyncClient, door: Door, bus: SqliteBus
) -> None:
    files = [{"name": "../../etc/passwd", "media_type": "text/html", "data": "JVBERi0xLjQ="}]
    answer = await client.post("/v1/inquiries", json=HELLO | {"attachments": files})

    assert answer.status_code == 202
    [inquiry] = await inquiries(bus)
    [file] = inquiry.attachments
    assert (file.name, file.media_type, file.size) == ("../../etc/passwd", "application/pdf", 8)
    assert await door.blobs.get(f"{inquiry.inquiry_id}/{file.sha256}") == b"%PDF-1.4"


async def test_a_long_text_is_kept_whole_beside_the_event(
    client: httpx.AsyncClient, door: Door, bus: SqliteBus
) -> None:
    await client.post("/v1/inquiries", json=HELLO | {"text": "ü" * (MAX_TEXT + 1)})

    [inquiry] = await inquiries(bus)
    assert inquiry.text == "ü" * MAX_TEXT
    assert (await door.blobs.get(inquiry.full_text_blob)).decode() == "ü" * (MAX_TEXT + 1)


async def test_the_longest_text_fits_a_record_in_any_script(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    body = HELLO | {
        "text": '"\U0001f600' * (MAX_TEXT // 2),
        "subject": "\U0001f600" * LIMITS.subject,
        "attributes": {f"a{n}": "\U0001f600" * LIMITS.attribute for n in range(LIMITS.attributes)},
    }
    answer = await client.post("/v1/inquiries", json=body)

    assert answer.status_code == 202
    [inquiry] = await inquiries(bus)
    assert inquiry.full_text_blob == ""


async def test_the_door_counts_what_it_accepts(client: httpx.AsyncClient, door: Door) -> None:
    await client.post("/v1/inquiries", json=HELLO)
    await client.post("/v1/inquiries", json={"text": 1})

    received = door.metrics.registry.get_sample_value
    assert received("switchboard_inquiries_received_total", {"channel": "web"}) == 1
    nature = {"channel": "web", "nature": "inquiry"}
    assert received("switchboard_inquiries_nature_total", nature) == 1


async def test_a_log_that_does_not_answer_is_a_503_that_asks_for_the_same_again(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    await bus.close()
    answer = await client.post("/v1/inquiries", json=HELLO)

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["content-type"] == "application/problem+json"
    assert "same Idempotency-Key" in answer.json()["detail"]
