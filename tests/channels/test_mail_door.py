"""`POST /v1/email`: stored as it came, then in the log, then accepted."""

import threading
from hashlib import sha256

import httpx
import pytest

from services.channels import mail_door, originals
from services.channels.door import Door
from services.channels.limits import Limits
from services.channels.mailhead import Head, read_head
from switchboard.bus.port import Record
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.codec import Unreadable
from switchboard.contracts.topics import INTAKE, ORIGINALS
from switchboard.contracts.values import Channel
from tests.channels.doorway import caller, door_on, records, second_instance
from tests.channels.letters import letter
from tests.harness.clock import SUNDAY_NOON, HandClock

MAIL = {"content-type": "message/rfc822"}


async def _post(client: httpx.AsyncClient, mail: bytes, **headers: str) -> str:
    answer = await client.post("/v1/email", content=mail, headers=MAIL | headers)
    assert answer.status_code == 202
    told: dict[str, str] = answer.json()
    assert set(told) == {"inquiry_id", "status_url"}
    assert answer.headers["location"] == told["status_url"]
    return told["inquiry_id"]


def _original(record: Record) -> originals.Original:
    return originals.decode(record.value)


async def test_an_accepted_mail_is_stored_as_it_came(
    client: httpx.AsyncClient, door: Door, bus: SqliteBus
) -> None:
    inquiry_id = await _post(client, letter())

    [record] = await records(bus, ORIGINALS)
    original = _original(record)
    assert (original.inquiry_id, original.channel) == (inquiry_id, Channel.EMAIL)
    assert original.blob.startswith(f"{inquiry_id}/")
    assert await door.blobs.get(original.blob) == letter()
    assert original.size == len(letter())
    assert await records(bus, INTAKE) == []


async def test_a_mail_sent_twice_is_one_inquiry(client: httpx.AsyncClient) -> None:
    assert await _post(client, letter()) == await _post(client, letter())


async def test_a_mail_to_two_of_our_addresses_is_one_inquiry(client: httpx.AsyncClient) -> None:
    ours = letter("Delivered-To: sales@acme.example", "Return-Path: <ana@example.com>")
    also_ours = letter(
        "Received: from mx.example.com by other.acme.example; Sun, 22 Nov 2026 11:30:09 +0000",
        "DKIM-Signature: v=1; a=rsa-sha256;\r\n b=abc",
        "X-Original-To: info@acme.example",
    )

    assert await _post(client, ours) == await _post(client, also_ours)


async def test_line_ends_make_no_other_mail(client: httpx.AsyncClient) -> None:
    assert await _post(client, letter()) == await _post(client, letter().replace(b"\r\n", b"\n"))


async def test_one_message_id_with_another_content_is_another_inquiry_and_can_be_told(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    first, second = await _post(client, letter()), await _post(client, letter(body="Otherwise."))

    assert first != second
    one, two = [_original(record) for record in await records(bus, ORIGINALS)]
    assert one.source_key == two.source_key


async def test_mails_without_message_id_are_each_their_own(client: httpx.AsyncClient) -> None:
    mail = letter(without="Message-ID")

    assert await _post(client, mail) != await _post(client, mail)


async def test_a_key_stands_for_a_mail_without_message_id(client: httpx.AsyncClient) -> None:
    mail = letter(without="Message-ID")
    first = await _post(client, mail, **{"Idempotency-Key": "k"})

    assert await _post(client, mail, **{"Idempotency-Key": "k"}) == first


async def test_two_instances_know_a_mail_by_the_same_id(door: Door) -> None:
    async with caller(door) as here, caller(second_instance(door)) as there:
        assert await _post(here, letter()) == await _post(there, letter())


async def test_a_mail_reached_us_when_the_server_in_front_took_it(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    await _post(client, letter())

    [record] = await records(bus, ORIGINALS)
    assert _original(record).received_at == SUNDAY_NOON - 1800


@pytest.mark.parametrize(
    "received",
    [
        "Received: by mx; Sun, 22 Nov 2026 23:30:00 +0000",  # Its clock is fast.
        "Received: by mx; some time ago",
        "Received: by mx",
        "Received: ; Sun, 99 Nov 99999 11:30:00 +9999",
    ],
)
async def test_a_mail_whose_trace_cannot_be_believed_reaches_us_now(
    client: httpx.AsyncClient, bus: SqliteBus, received: str
) -> None:
    await _post(client, letter(received))

    [record] = await records(bus, ORIGINALS)
    assert _original(record).received_at == SUNDAY_NOON


@pytest.mark.parametrize(
    "mail", [b"", b"\x00", b"\xff" * 1000, b"\n\n\n", b":" * 5000, b"a: b" * 9]
)
async def test_any_bytes_are_taken_in(client: httpx.AsyncClient, mail: bytes) -> None:
    await _post(client, mail)


async def test_a_mail_takes_what_its_limit_says_and_no_more(
    bus: SqliteBus, clock: HandClock
) -> None:
    async with caller(door_on(bus, clock, Limits(mail_bytes=500))) as client:
        fits = await client.post("/v1/email", content=letter().ljust(500), headers=MAIL)
        larger = await client.post("/v1/email", content=letter().ljust(501), headers=MAIL)

    assert (fits.status_code, larger.status_code) == (202, 413)
    assert len(await records(bus, ORIGINALS)) == 1


async def test_a_mail_that_the_log_does_not_take_may_be_sent_again(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    await bus.close()
    answer = await client.post("/v1/email", content=letter(), headers=MAIL)

    assert (answer.status_code, answer.json()["status"]) == (503, 503)


async def test_a_mail_of_another_type_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/v1/email", content=letter(), headers={"content-type": "text/plain"}
    )

    assert answer.status_code == 415


async def test_the_door_counts_mail(client: httpx.AsyncClient, door: Door) -> None:
    await _post(client, letter())

    count = door.metrics.registry.get_sample_value
    assert count("switchboard_inquiries_received_total", {"channel": "email"}) == 1


def test_a_record_that_is_no_original_says_so() -> None:
    with pytest.raises(Unreadable, match="not an original"):
        originals.decode(b"{}")


@pytest.mark.parametrize(("size", "here"), [(500_000, 1), (500_001, 0)])
async def test_a_large_mail_is_looked_at_where_it_keeps_nobody_waiting(
    door: Door, bus: SqliteBus, monkeypatch: pytest.MonkeyPatch, size: int, here: int
) -> None:
    mail, threads, look = letter().ljust(size), list[int](), read_head

    def watched(raw: bytes) -> Head:
        threads.append(threading.get_ident())
        return look(raw)

    monkeypatch.setattr(mail_door, "read_head", watched)
    await mail_door.take_mail(door, mail, "source")

    [record] = await records(bus, ORIGINALS)
    assert _original(record).blob.endswith(sha256(mail).hexdigest())
    assert (len(threads), threads.count(threading.get_ident())) == (1, here)
