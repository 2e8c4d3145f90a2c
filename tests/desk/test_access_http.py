"""Who may see and do what at the desk."""

import pytest

from switchboard.bus.port import Draft
from switchboard.contracts.codec import encode_entry
from switchboard.contracts.topics import DIRECTORY
from switchboard.directory import api_key_key
from switchboard.http.access import Scope, make_key
from tests.desk.matter import case, inquiry, later, stood
from tests.desk.office import Office, until

ONLY = inquiry()
READING = (
    "/v1/cases",
    f"/v1/cases/{ONLY.reference}",
    "/v1/strategy",
    "/v1/customers",
    "/v1/customers/C-7",
    "/v1/identities",
    "/v1/identities/tel:+4930901820",
)


async def key(office: Office, *scopes: Scope) -> dict[str, str]:
    """Return the headers of a new key, once the directory knows it."""
    name = "-".join(scopes)
    issued = make_key(
        name, scopes, id_bytes=name.encode().ljust(8), secret_bytes=b"s" * 32, at=later(0)
    )
    draft = Draft(DIRECTORY, 0, api_key_key(issued.entry.key_id), encode_entry(issued.entry))
    await office.bus.publish([draft])
    await until(lambda: office.desk.directory.api_key(issued.entry.key_id))
    return {"Authorization": f"Bearer {issued.shown}"}


@pytest.mark.parametrize("path", [*READING, f"/v1/inquiries/{ONLY.inquiry_id}"])
async def test_once_there_are_keys_nobody_comes_in_without_one(office: Office, path: str) -> None:
    await key(office, Scope.READ)

    assert (await office.client.get(path)).status_code == 401


@pytest.mark.parametrize("path", READING)
async def test_a_key_for_submitting_reads_no_cases(office: Office, path: str) -> None:
    headers = await key(office, Scope.SUBMIT)

    assert (await office.client.get(path, headers=headers)).status_code == 403


@pytest.mark.parametrize("scope", [Scope.SUBMIT, Scope.READ])
async def test_who_submits_or_reads_may_ask_after_an_inquiry(office: Office, scope: Scope) -> None:
    headers = await key(office, scope)

    answer = await office.client.get(f"/v1/inquiries/{ONLY.inquiry_id}", headers=headers)

    assert answer.status_code == 200


async def test_a_key_for_acting_only_does_not_ask_after_inquiries(office: Office) -> None:
    headers = await key(office, Scope.ACT)

    answer = await office.client.get(f"/v1/inquiries/{ONLY.inquiry_id}", headers=headers)

    assert answer.status_code == 403


@pytest.mark.parametrize("scope", [Scope.SUBMIT, Scope.READ])
async def test_only_a_key_for_acting_acts(office: Office, scope: Scope) -> None:
    await office.read(stood(case(ONLY)))
    headers, acting = await key(office, scope), await key(office, Scope.ACT)
    place, order = f"/v1/cases/{ONLY.reference}/actions", {"type": "claim", "by": "mia"}

    refused = await office.client.post(place, json=order, headers=headers)
    written = await office.client.put("/v1/customers/C-7", json={}, headers=headers)
    taken = await office.client.post(place, json=order, headers=acting)

    assert (refused.status_code, written.status_code, taken.status_code) == (403, 403, 202)


async def test_one_callers_key_words_are_not_anothers(office: Office) -> None:
    await office.read(stood(case(ONLY)))
    one, other = await key(office, Scope.ACT), await key(office, Scope.ACT, Scope.READ)
    place, order = f"/v1/cases/{ONLY.reference}/actions", {"type": "claim", "by": "mia"}

    told = [
        (
            await office.client.post(place, json=order, headers={**each, "Idempotency-Key": "k"})
        ).json()["action_id"]
        for each in (one, other)
    ]

    assert len(set(told)) == 2


async def test_every_route_of_the_desk_describes_its_problems(office: Office) -> None:
    document = (await office.client.get("/openapi.json")).json()

    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert {"401", "403"} <= set(operation["responses"]), (method, path)
            assert operation["description"], (method, path)
