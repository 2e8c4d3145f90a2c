"""One Idempotency-Key stands for one inquiry; and where an instance can't know yet, nothing is lost."""

import asyncio

import httpx
import pytest

from services.channels.door import Door
from services.channels.recall import recall
from switchboard.bus.sqlite import SqliteBus
from switchboard.bus.sqlite.terms import Terms
from switchboard.contracts.topics import INTAKE
from tests.channels.doorway import (
    caller,
    door_on,
    inquiries,
    log_in_memory,
    records,
    second_instance,
)
from tests.channels.patience import until
from tests.harness.clock import HandClock

KEY = {"Idempotency-Key": "order-4711"}
FIRST = {"from": {"email": "ana@example.com"}, "text": "One pump, please."}
OTHER = FIRST | {"text": "Two pumps, please."}


async def test_the_same_key_and_body_have_the_same_answer(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    first = await client.post("/v1/inquiries", json=FIRST, headers=KEY)
    again = await client.post("/v1/inquiries", json=FIRST, headers=KEY)

    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert len({inquiry.inquiry_id for inquiry in await inquiries(bus)}) == 1


async def test_order_and_spaces_make_no_other_body(client: httpx.AsyncClient) -> None:
    headers = KEY | {"content-type": "application/json"}
    bodies = (b'{"text":"a","subject":"b"}', b'{ "subject" : "b",\n"text":"\\u0061" }')
    first, again = [
        await client.post("/v1/inquiries", content=body, headers=headers) for body in bodies
    ]

    assert first.json() == again.json()


async def test_another_body_under_a_used_key_is_refused_and_not_written(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    await client.post("/v1/inquiries", json=FIRST, headers=KEY)
    other = await client.post("/v1/inquiries", json=OTHER, headers=KEY)

    assert other.status_code == 422
    assert other.json()["type"] == "urn:switchboard:problem:idempotency-key-reused"
    assert len(await records(bus, INTAKE)) == 1


async def test_a_key_is_one_key_whatever_channel_the_body_names(client: httpx.AsyncClient) -> None:
    await client.post("/v1/inquiries", json=FIRST, headers=KEY)
    other = await client.post("/v1/inquiries", json=FIRST | {"channel": "phone"}, headers=KEY)

    assert other.status_code == 422


async def test_two_bodies_at_the_same_time_are_one_inquiry_and_one_refusal(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    answers = await asyncio.gather(
        *(client.post("/v1/inquiries", json=body, headers=KEY) for body in (FIRST, OTHER))
    )

    assert sorted(answer.status_code for answer in answers) == [202, 422]
    assert len(await records(bus, INTAKE)) == 1


async def test_the_same_words_twice_without_a_key_are_two_inquiries(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    first = await client.post("/v1/inquiries", json=FIRST)
    again = await client.post("/v1/inquiries", json=FIRST)

    assert first.json()["inquiry_id"] != again.json()["inquiry_id"]
    assert len(await records(bus, INTAKE)) == 2


async def test_what_comes_without_a_key_is_not_remembered(door: Door, bus: SqliteBus) -> None:
    async with caller(door) as client:
        await client.post("/v1/inquiries", json=FIRST)
        lines = {"content-type": "application/x-ndjson"}
        await client.post("/v1/inquiries/batch", content=b'{"text": "a"}\n' * 3, headers=lines)

    assert len(door.memory) == 0
    assert [inquiry.source_key for inquiry in await inquiries(bus)] == [""] * 4


async def test_a_key_under_which_the_log_refused_too_much_is_free_for_less(
    clock: HandClock,
) -> None:
    much = FIRST | {"text": "a" * 30_000}
    async with (
        log_in_memory(clock, Terms(record_bytes=20_000)) as bus,
        caller(door_on(bus, clock)) as client,
    ):
        large, less, other = [
            await client.post("/v1/inquiries", json=body, headers=KEY)
            for body in (much, FIRST, OTHER)
        ]

    assert (large.status_code, less.status_code, other.status_code) == (413, 202, 422)


async def test_another_instance_gives_the_same_answer(door: Door) -> None:
    async with caller(door) as here, caller(second_instance(door)) as there:
        first = await here.post("/v1/inquiries", json=FIRST, headers=KEY)
        again = await there.post("/v1/inquiries", json=FIRST, headers=KEY)

    assert first.json() == again.json()


async def test_another_instance_that_has_not_read_yet_makes_an_inquiry_of_its_own(
    door: Door, bus: SqliteBus
) -> None:
    async with caller(door) as here, caller(second_instance(door)) as there:
        first = await here.post("/v1/inquiries", json=FIRST, headers=KEY)
        other = await there.post("/v1/inquiries", json=OTHER, headers=KEY)

    assert (first.status_code, other.status_code) == (202, 202)
    one, two = await inquiries(bus)
    assert one.inquiry_id != two.inquiry_id
    assert one.source_key == two.source_key != ""


async def test_another_instance_that_has_read_refuses_the_other_body(door: Door) -> None:
    elsewhere = second_instance(door)
    reading = asyncio.create_task(recall(door.bus, elsewhere.clock, elsewhere.memory))
    try:
        async with caller(door) as here, caller(elsewhere) as there:
            await here.post("/v1/inquiries", json=FIRST, headers=KEY)
            await until(lambda: len(elsewhere.memory) == 1)
            other = await there.post("/v1/inquiries", json=OTHER, headers=KEY)
    finally:
        reading.cancel()
        await asyncio.wait([reading])

    assert other.status_code == 422


async def test_an_instance_that_starts_late_remembers_a_day_and_no_more(
    door: Door, bus: SqliteBus, clock: HandClock
) -> None:
    async with caller(door) as client:
        await client.post("/v1/inquiries", json=FIRST, headers={"Idempotency-Key": "long ago"})
        clock.advance(26 * 3600)
        await client.post("/v1/inquiries", json=FIRST, headers=KEY)
        clock.advance(24 * 3600)
    late = second_instance(door)
    reading = asyncio.create_task(recall(bus, late.clock, late.memory))
    try:
        await until(lambda: len(late.memory) > 0)
    finally:
        reading.cancel()
        await asyncio.wait([reading])

    assert len(late.memory) == 1


@pytest.mark.parametrize("key", ["with space", "a" * 256, "ümlaut"])
async def test_a_key_that_is_none_is_refused(client: httpx.AsyncClient, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode()}
    answer = await client.post("/v1/inquiries", json=FIRST, headers=headers)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_longest_key_is_taken(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/inquiries", json=FIRST, headers={"Idempotency-Key": "k" * 255})

    assert answer.status_code == 202
