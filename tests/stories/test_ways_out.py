"""Other systems and staff hear of cases by whatever ways there are; what doesn't work is tried again, or gone around."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from msgspec.structs import replace

from services.cli.bundles import gather
from switchboard.contracts.values import UnixSeconds
from switchboard.http.standard_webhooks import Signer, secret, signer_of
from switchboard.strategy.bundle import Bundle
from tests.harness.town import ALL, EXAMPLE, PATIENCE, Town
from tests.notifier.provider import Provider, Request, Says, provider

SECRET = "whsec_" + "a2tr" * 8
MEIER = "a.meier@acme.example"
INCIDENT = {"from": {"email": "ana@example.org"}, "text": "Urgent: the pump stops, outage!"}


def _example(more: str) -> Bundle:
    """Return the example's strategy, which says something more."""
    bundle = gather(EXAMPLE)
    written = bundle.files["strategy.yaml"]
    return replace(bundle, files={**bundle.files, "strategy.yaml": f"{written}\n{more}\n"})


@pytest.fixture
async def system(town: Town) -> AsyncIterator[Provider]:
    """Another system, and a pager beside it, which the settings name."""
    async with provider() as system:
        town.more = {
            "destinations": f"crm={system.url}/crm#{SECRET}\npager={system.url}/pager#{SECRET}",
            "private_hosts": "127.0.0.1",
        }
        await town.wants(_example('webhooks: [{to: "destination:crm", on: [opened, resolved]}]'))
        yield system


def _of(system: Provider, path: str) -> list[Request]:
    return [one for one in system.asked if one.path == path]


def _said(request: Request) -> dict[str, Any]:
    said: dict[str, Any] = orjson.loads(request.body)
    return said


async def test_another_system_hears_when_a_case_begins_and_when_it_is_resolved(
    town: Town, system: Provider
) -> None:
    await town.opens(*ALL)

    case = await town.case_of(await town.receives(INCIDENT))
    await town.until(lambda: len(_of(system, "/crm")) == 1)
    await town.acts(case["reference"], type="resolve", by="k.vogel")
    await town.until(lambda: len(_of(system, "/crm")) == 2)

    opened, resolved = _of(system, "/crm")
    assert [_said(one)["type"] for one in (opened, resolved)] == ["case.opened", "case.resolved"]
    assert _said(opened)["data"]["reference"] == case["reference"]
    assert _said(opened)["data"]["version"] < _said(resolved)["data"]["version"]
    assert opened.headers["webhook-id"] != resolved.headers["webhook-id"]
    at = UnixSeconds(float(opened.headers["webhook-timestamp"]))
    assert signer_of(opened.headers, opened.body, [Signer("us", (secret(SECRET),))], at)


async def test_a_system_that_is_away_hears_later_under_the_same_id(
    town: Town, system: Provider
) -> None:
    system.says.extend([Says(503), Says(500)])
    await town.opens(*ALL)

    case = await town.case_of(await town.receives(INCIDENT))
    await _put_off(town, case, 1)
    town.waits(minutes=10)
    await _put_off(town, case, 2)
    town.waits(minutes=10)
    await town.until(lambda: len(_of(system, "/crm")) == 3)

    assert len({one.headers["webhook-id"] for one in _of(system, "/crm")}) == 1
    assert len({one.body for one in _of(system, "/crm")}) == 1


async def _put_off(town: Town, case: dict[str, Any], attempts: int) -> None:
    """Wait until it stands at the case that a message could not be handed over so many times."""

    def holds(found: dict[str, Any]) -> bool:
        put_off = [one for one in found["deliveries"] if one["outcome"] == "deferred"]
        return any(one["attempts"] == attempts for one in put_off)

    await town.finds(f"/v1/cases/{case['reference']}", holds)


async def _told(town: Town, address: str) -> None:
    """Let time pass, as long as alerts wait for each other, until somebody has a letter."""
    async with asyncio.timeout(PATIENCE):
        while not any(one["To"] == address for one in town.mails()):
            town.waits(seconds=10)
            await asyncio.sleep(0.2)


async def test_a_pager_that_is_gone_is_gone_around(town: Town, system: Provider) -> None:
    await town.opens(*ALL)
    lead = {"name": "A. Meier", "reach": ["destination:pager", f"mailto:{MEIER}"]}
    entered = await town.at("desk").put("/v1/staff/a.meier", json=lead)
    assert entered.status_code in {200, 201, 202}, entered.text
    await town.until(lambda: town.staff("notifier", "a.meier"))
    case = await town.case_of(await town.receives(INCIDENT))
    system.usually = Says(410)

    town.waits(hours=3)
    await _told(town, MEIER)

    alarm = _said(_of(system, "/pager")[0])
    assert alarm["type"] == "staff.alert"
    told = {(one["reference"], one["department"]) for one in alarm["data"]["cases"]}
    assert told == {(case["reference"], "service")}
