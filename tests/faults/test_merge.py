"""A real process is killed while an inquiry goes from one case to another: it arrives once, and the log adds up."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.installation import in_one_process

PATIENCE = 120.0
AT_ONCE = ""


async def finds(http: httpx.AsyncClient, path: str, field: str, wanted: object) -> dict[str, Any]:
    """Wait until the desk answers as it must in the end."""
    answer: dict[str, Any] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            while answer.get(field) != wanted:
                await asyncio.sleep(0.2)
                answer = (await http.get(path)).json()
    except TimeoutError:
        raise AssertionError(f"{path} stayed {answer}") from None
    return answer


async def received(http: httpx.AsyncClient, email: str, text: str) -> dict[str, Any]:
    """Have something said, routed and acknowledged."""
    body = {"from": {"email": email}, "text": text}
    told: dict[str, Any] = (await http.post("/v1/inquiries", json=body)).json()
    said = {"state": "sent", "because": "", "by": "email"}
    await finds(http, f"/v1/inquiries/{told['inquiry_id']}", "acknowledgement", said)
    return told


async def merge(http: httpx.AsyncClient, loser: str, winner: str) -> None:
    """Ask for the merge until it is in the log; a process that dies meanwhile says nothing."""
    order = {"type": "merge", "by": "k.vogel", "into": winner}
    headers = {"Idempotency-Key": "merge-1"}
    answer = await http.post(f"/v1/cases/{loser}/actions", json=order, headers=headers)
    assert answer.status_code == 202, answer.text


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("point", [AT_ONCE, "notifier.sent:1"])
async def test_killed_around_a_merge_nothing_is_lost_or_doubled(point: str, tmp_path: Path) -> None:
    async with in_one_process("", tmp_path) as place:
        up = place.services["up"]
        await up.start()
        await up.ready()
        async with httpx.AsyncClient(base_url=up.url, timeout=30) as http:
            ana = await received(http, "ana@example.org", "The pump in hall three stops.")
            ben = await received(http, "ben@example.net", "Water runs out of that pump.")
        await up.stop()
        await up.start(point)
        await up.ready()
        async with httpx.AsyncClient(base_url=up.url, timeout=30) as http:
            await merge(http, ben["reference"], ana["reference"])
        if point == AT_ONCE:
            up.kill()
        await up.dies(PATIENCE)
        await up.start()
        await up.ready()
        async with httpx.AsyncClient(base_url=up.url, timeout=30) as http:
            await merge(http, ben["reference"], ana["reference"])
            people = ["mailto:ana@example.org", "mailto:ben@example.net"]
            path = f"/v1/cases/{ana['reference']}"
            winner = await finds(http, path, "participants", people)
            await finds(http, f"/v1/cases/{ben['reference']}", "notices", [])
        await up.stop()
        verified = await place.runs("verify", "--json")

        assert [one["inquiry_id"] for one in winner["messages"]] == [
            ana["inquiry_id"],
            ben["inquiry_id"],
        ]
        told = json.loads(verified.out)
        assert (verified.code, told["ok"], told["differences"]) == (0, True, [])
        assert (told["account"]["web"]["received"], told["account"]["web"]["opened"]) == (2, 2)
