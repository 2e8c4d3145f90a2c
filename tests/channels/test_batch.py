"""`POST /v1/inquiries/batch`: each line accepted or refused on its own, answered in order."""

import json
from typing import Any

import httpx
import pytest

from services.channels.limits import Limits
from switchboard.bus.sqlite import SqliteBus
from switchboard.bus.sqlite.terms import Terms
from switchboard.contracts.topics import INTAKE
from tests.channels.doorway import caller, door_on, inquiries, log_in_memory, records
from tests.harness.clock import HandClock

LINES = {"content-type": "application/x-ndjson"}


async def _post(client: httpx.AsyncClient, *lines: str, key: str = "") -> list[dict[str, Any]]:
    headers = LINES | ({"Idempotency-Key": key} if key else {})
    answer = await client.post("/v1/inquiries/batch", content="\n".join(lines), headers=headers)
    assert answer.status_code == 202
    assert answer.headers["content-type"] == LINES["content-type"]
    return [json.loads(line) for line in answer.text.splitlines()]


def _line(text: str) -> str:
    return json.dumps({"from": {"email": "ana@example.com"}, "text": text})


async def test_every_line_is_answered_in_its_order(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    results = await _post(client, *(_line(f"number {n}") for n in range(600)))

    taken = {inquiry.inquiry_id: inquiry.text for inquiry in await inquiries(bus)}
    assert [taken[result["inquiry_id"]] for result in results] == [
        f"number {n}" for n in range(600)
    ]
    assert all(result["status_url"].endswith(result["inquiry_id"]) for result in results)


async def test_lines_of_one_sender_stand_in_the_log_in_their_order(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    await _post(client, *(_line(f"{n}") for n in range(300)))

    assert [inquiry.text for inquiry in await inquiries(bus)] == [f"{n}" for n in range(300)]


async def test_a_bad_line_says_so_and_the_others_stand(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    results = await _post(client, _line("one"), '{"text": 2}', "{", _line("four"))

    assert ["problem" in result for result in results] == [False, True, True, False]
    assert [result["problem"]["status"] for result in results if "problem" in result] == [422, 400]
    assert len(await records(bus, INTAKE)) == 2


async def test_a_line_that_is_too_large_for_the_log_says_so_and_the_others_stand(
    clock: HandClock,
) -> None:
    lines = [_line("one"), _line("a" * 30_000), _line("three")]
    async with log_in_memory(clock, Terms(record_bytes=20_000)) as bus:
        async with caller(door_on(bus, clock)) as client:
            results = await _post(client, *lines, key="batch-1")
            again = await _post(client, lines[0], _line("two"), lines[2], key="batch-1")
        taken = [inquiry.text for inquiry in await inquiries(bus)]

    assert [result.get("problem", {}).get("status") for result in results] == [None, 413, None]
    assert taken == ["one", "three", "one", "two", "three"]
    assert [again[0], again[2]] == [results[0], results[2]]


async def test_a_batch_of_bad_lines_writes_nothing(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    results = await _post(client, "{", "[]", "null")

    assert [result["problem"]["status"] for result in results] == [400, 422, 422]
    assert await records(bus, INTAKE) == []


async def test_empty_lines_and_line_ends_of_other_systems_do_no_harm(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    results = await _post(client, _line("one") + "\r", "", "  ", _line("two") + "\r", "")

    assert len(results) == len(await records(bus, INTAKE)) == 2


async def test_nothing_at_all_is_answered_with_nothing(client: httpx.AsyncClient) -> None:
    assert await _post(client, "") == []


async def test_a_batch_under_a_key_may_be_sent_again(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    lines = (_line("same"), _line("same"))
    first = await _post(client, *lines, key="batch-1")
    again = await _post(client, *lines, key="batch-1")

    assert first == again
    assert len({inquiry.inquiry_id for inquiry in await inquiries(bus)}) == 2


async def test_another_line_under_a_used_key_is_refused_alone(client: httpx.AsyncClient) -> None:
    await _post(client, _line("one"), _line("two"), key="batch-1")
    results = await _post(client, _line("one"), _line("another"), key="batch-1")

    assert ["problem" in result for result in results] == [False, True]


async def test_a_log_that_does_not_answer_is_told_on_each_line(
    client: httpx.AsyncClient, bus: SqliteBus
) -> None:
    await bus.close()
    results = await _post(client, _line("one"), "{")

    assert [result["problem"]["status"] for result in results] == [503, 400]


async def test_too_many_lines_are_refused_as_one(bus: SqliteBus, clock: HandClock) -> None:
    async with caller(door_on(bus, clock, Limits(batch_lines=3))) as client:
        three = await client.post("/v1/inquiries/batch", content="{}\n" * 3, headers=LINES)
        four = await client.post("/v1/inquiries/batch", content="{}\n" * 4, headers=LINES)

    assert (three.status_code, four.status_code) == (202, 413)


async def test_a_line_that_is_too_long_is_refused_alone(bus: SqliteBus, clock: HandClock) -> None:
    fits = _line("a")
    async with caller(door_on(bus, clock, Limits(line_bytes=len(fits)))) as client:
        results = await _post(client, fits, _line("ab"), fits)

    assert [result.get("problem", {}).get("status") for result in results] == [None, 413, None]


async def test_a_batch_takes_what_its_limit_says_and_no_more(
    bus: SqliteBus, clock: HandClock
) -> None:
    async with caller(door_on(bus, clock, Limits(batch_bytes=50))) as client:
        fits = await client.post("/v1/inquiries/batch", content=b" " * 50, headers=LINES)
        larger = await client.post("/v1/inquiries/batch", content=b" " * 51, headers=LINES)

    assert (fits.status_code, larger.status_code) == (202, 413)


@pytest.mark.parametrize(
    "given", ["application/ndjson", "application/jsonl", "application/x-ndjson"]
)
async def test_the_names_in_use_for_lines_of_json_are_all_taken(
    client: httpx.AsyncClient, given: str
) -> None:
    answer = await client.post(
        "/v1/inquiries/batch", content=_line("a"), headers={"content-type": given}
    )

    assert answer.status_code == 202


async def test_one_json_document_is_no_batch(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/inquiries/batch", json=[{"text": "a"}])

    assert answer.status_code == 415
