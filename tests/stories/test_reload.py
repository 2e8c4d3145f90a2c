"""The company changes its mind while it works: the strategy's file is loaded anew, and nobody's inquiry suffers."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from services.cli.bundles import gather
from switchboard.strategy.bundle import Bundle
from tests.harness.town import ALL, PARTITIONS, PATIENCE, Town
from tests.router.company import BUNDLE

ANA = {"email": "ana@example.org", "name": "Ana Prado"}
BEN = {"email": "ben@example.org", "name": "Ben Okoye"}
BROKEN = "The pump in hall three is broken since this morning."
TO_SERVICE, TO_ACCOUNTS = "to: {department: service}", "to: {department: accounts}"
IN_FORCE = "/v1/strategy"


class Owner:
    """Whoever writes the strategy's file."""

    def __init__(self, town: Town, folder: Path) -> None:
        self._town = town
        self.file = folder / "strategy/strategy.yaml"

    def writes(self, *changes: tuple[str, str]) -> None:
        for name, text in BUNDLE.files.items():
            for old, new in changes if name == "strategy.yaml" else ():
                assert old in text
                text = text.replace(old, new)  # noqa: PLW2901 - one text, changed in steps
            path = self.file.parent / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    async def reloads(self, status: int = 200, **asked: bool) -> dict[str, Any]:
        answer = await self._town.at("router").post("/v1/strategy/reload", json=asked)
        assert answer.status_code == status, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def sees(self, strategy_id: str) -> None:
        """Wait until every partition judges by a strategy."""
        await self._town.finds(IN_FORCE, lambda it: _everywhere(it, strategy_id))


def _everywhere(told: dict[str, Any], strategy_id: str) -> bool:
    by = [one["strategy_id"] for one in told["partitions"]]
    return by == [strategy_id] * PARTITIONS


def moves(case: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in case["outcomes"] if one["type"] == "case.strategy_moved"]


@pytest.fixture
async def owner(town: Town, tmp_path: Path) -> Owner:
    """The owner of a small strategy that is in force, and a company that is open."""
    owner = Owner(town, tmp_path)
    owner.writes()
    town.strategy = owner.file
    strategy = await town.wants(gather(owner.file))
    await town.opens(*ALL)
    await owner.sees(strategy)
    return owner


async def test_a_reload_puts_another_department_in_charge_and_leaves_old_cases_where_they_are(
    town: Town, owner: Owner
) -> None:
    before = await town.case_of(await town.receives({"from": ANA, "text": BROKEN}))
    owner.writes((TO_SERVICE, TO_ACCOUNTS))

    told = await owner.reloads()
    await owner.sees(told["strategy_id"])
    after = await town.case_of(await town.receives({"from": BEN, "text": BROKEN}))

    assert told["moved"] is False
    assert (before["department"], after["department"]) == ("service", "accounts")
    assert after["strategy_id"] == told["strategy_id"] != before["strategy_id"]
    stays = await town.asks(f"/v1/cases/{before['reference']}")
    assert (stays["department"], stays["strategy_id"]) == ("service", before["strategy_id"])
    await town.closes(*ALL)
    assert (await town.verified()).differences == ()


async def test_a_broken_file_changes_nothing_and_says_where_it_is_broken(
    town: Town, owner: Owner, caplog: pytest.LogCaptureFixture
) -> None:
    owner.writes((TO_SERVICE, "to: {department: servise}"), ("weight: 4}", "weight: much}"))
    refused = await owner.reloads(422)
    case = await town.case_of(await town.receives({"from": ANA, "text": BROKEN}))

    assert [error["detail"][:4] for error in refused["errors"]] == ["E103", "E103", "E201"]
    assert refused["errors"][0]["pointer"].startswith(f"{owner.file}:14:")
    assert f"the one before stays in force: {owner.file}:14:" in caplog.text
    assert case["department"] == "service"
    assert town.figure("router", "switchboard_strategy_reload_failed") == 1
    owner.writes()
    assert (await owner.reloads())["strategy_id"] == case["strategy_id"]
    assert town.figure("router", "switchboard_strategy_reload_failed") == 0


async def test_a_file_whose_own_test_fails_is_refused_with_the_test(
    town: Town, owner: Owner
) -> None:
    trial = (
        "\ntests:\n"
        "  - {name: a bill, at: 2026-11-23T09:00, inquiry: {text: An invoice}, expect: {department: service}}\n"
    )
    owner.writes(("sla: {standard", trial.strip("\n") + "\nsla: {standard"))

    before = await town.asks(IN_FORCE)
    refused = await owner.reloads(422)

    (error,) = refused["errors"]
    assert error["detail"] == (
        'E703 test "a bill" fails: department: expected service, came accounts'
    )
    assert await town.asks(IN_FORCE) == before


async def test_open_cases_follow_where_the_reload_says_so_and_each_tells_of_it(
    town: Town, owner: Owner
) -> None:
    mine = await town.case_of(await town.receives({"from": ANA, "text": BROKEN}))
    done = await town.case_of(await town.receives({"from": BEN, "text": BROKEN}))
    await town.acts(done["reference"], type="resolve", by="k.vogel")
    owner.writes((TO_SERVICE, TO_ACCOUNTS), ("first_response: 8h", "first_response: 2h"))

    told = await owner.reloads(move_open_cases=True)
    case = await town.finds(f"/v1/cases/{mine['reference']}", moves)
    await owner.sees(told["strategy_id"])

    assert told["moved"] is True
    assert case["strategy_id"] == told["strategy_id"]
    assert [(one["by"], one["accepted"]) for one in moves(case)] == [("local", True)]
    assert case["department"] == "service"
    assert case["decision"]["strategy_id"] == mine["strategy_id"]
    (clock,) = case["clocks"]
    assert (clock["within"], clock["starts_at"]) == (2 * 3600.0, mine["clocks"][0]["starts_at"])
    assert moves(await town.asks(f"/v1/cases/{done['reference']}")) == []
    await town.closes(*ALL)
    assert (await town.verified()).differences == ()


async def test_a_router_that_starts_later_moves_what_was_to_be_moved(
    town: Town, owner: Owner
) -> None:
    mine = await town.case_of(await town.receives({"from": ANA, "text": BROKEN}))
    await town.closes("router")
    owner.writes((TO_SERVICE, TO_ACCOUNTS))
    await town.opens("router")

    told = await owner.reloads(move_open_cases=True)
    await town.closes("router")
    await town.opens("router", "router-2")
    case = await town.finds(f"/v1/cases/{mine['reference']}", moves)

    assert case["strategy_id"] == told["strategy_id"]
    assert len(moves(case)) == 1


async def test_a_file_that_changes_is_loaded_by_itself(town: Town, owner: Owner) -> None:
    owner.writes((TO_SERVICE, TO_ACCOUNTS))

    wanted = await _in_force_after_a_look(town, gather(owner.file))

    assert wanted
    assert town.figure("router", "switchboard_strategy_reload_failed") == 0


async def test_a_hangup_loads_the_file(town: Town, owner: Owner) -> None:
    owner.writes(("first_response: 8h", "first_response: 7h"))
    hang_up = town.part("router").hang_up
    assert hang_up

    hang_up()

    case = {"clocks": [{"within": 0}]}
    async with asyncio.timeout(PATIENCE):
        while case["clocks"][0]["within"] != 7 * 3600:
            told = await town.receives({"from": ANA, "text": BROKEN, "new_case": True})
            case = await town.case_of(told)


async def _in_force_after_a_look(town: Town, bundle: Bundle) -> bool:
    """Let time pass, look by look, until the bundle is in force."""
    departments = {"accounts" if TO_ACCOUNTS in bundle.files["strategy.yaml"] else "service"}
    async with asyncio.timeout(PATIENCE):
        while True:
            town.waits(seconds=2)
            told = await town.receives({"from": BEN, "text": BROKEN, "new_case": True})
            if {(await town.case_of(told))["department"]} == departments:
                return True
