"""Time runs out, and those who can do something about it hear of it: once, in time, again until somebody sees to it."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from switchboard.contracts.codec import decode_case
from switchboard.contracts.notices import Alert
from switchboard.contracts.topics import CASES, is_partition_key
from switchboard.contracts.values import Clock
from switchboard.strategy.bundle import Bundle
from tests.bus.ground import Ground
from tests.harness.town import Town, town_on
from tests.router.company import BUNDLE
from tests.router.matter import YAML

ANA = {"email": "ana@example.org", "name": "Ana Prado"}
BROKEN = "The pump stops after ten minutes."
STAGES = {"warn 50%": 1, "warn 80%": 1, "breach": 3, "breach + 2h": 1}
"""How many are told at each stage."""


@pytest.fixture
async def town(ground: Ground, tmp_path: Path) -> AsyncIterator[Town]:
    """A company that promises everything, and whose ladders name people."""
    async with town_on(ground, tmp_path) as town:
        await town.founded(Bundle(files={**BUNDLE.files, "strategy.yaml": YAML}))
        yield town


async def opened(town: Town) -> dict[str, Any]:
    told = await town.receives({"from": ANA, "text": BROKEN})
    return await town.case_of(told)


async def alerts(town: Town, clock: Clock = Clock.FIRST_RESPONSE) -> list[Alert]:
    """Return every alert that any record of a case has owed, each as often as it has another name."""
    found: dict[str, Alert] = {}
    for record in await town.all_records(CASES):
        if record.value is None or is_partition_key(record.key):
            continue
        for one in decode_case(record.value).owed:
            if isinstance(one, Alert) and one.clock is clock:
                found.setdefault(one.notice_id, one)
    return sorted(found.values(), key=lambda one: (one.owed_at, one.to))


async def passed(town: Town, reference: str, stage: str, clock: str = "first_response") -> Any:
    """Wait until a stage has passed; return what the desk says of it."""

    def has(case: dict[str, Any]) -> Any:
        runs = [one for one in case["clocks"] if one["clock"] == clock]
        return [
            one
            for run in runs
            for one in run.get("stages", [])
            if one["stage"] == stage and one.get("passed_at")
        ]

    return has(await town.finds(f"/v1/cases/{reference}", has))[0]


async def test_each_stage_is_told_once_though_the_partition_changes_hands(town: Town) -> None:
    await town.opens("channels", "router", "desk")
    case = await opened(town)
    for number, (stage, hours) in enumerate(
        [("warn 50%", 4), ("warn 80%", 3), ("breach", 2), ("breach + 2h", 2)], 2
    ):
        await town.opens(f"router-{number}")
        await town.closes("router" if number == 2 else f"router-{number - 1}")
        town.waits(hours=hours, seconds=6)
        await passed(town, case["reference"], stage)

    told = await alerts(town)
    assert Counter(one.stage for one in told) == STAGES
    assert not any(one.again for one in told)
    assert not (await town.verified()).differences


async def test_who_was_down_for_a_day_tells_late_what_was_broken_and_warns_of_nothing(
    town: Town,
) -> None:
    await town.opens("channels", "router", "desk")
    case = await opened(town)
    await town.closes("router")
    town.waits(days=1)
    await town.opens("router")
    await passed(town, case["reference"], "breach + 2h")

    told = await alerts(town)
    assert Counter(one.stage for one in told) == {"breach": 3, "breach + 2h": 1}
    assert all(one.late for one in told)


async def test_a_breach_that_nobody_has_carried_out_yet_counts_once_until_somebody_sees_to_it(
    town: Town,
) -> None:
    await town.opens("channels", "router", "desk")
    case = await opened(town)
    town.waits(hours=8, seconds=6)
    first = await passed(town, case["reference"], "breach")
    town.waits(minutes=31)
    await town.finds(f"/v1/cases/{case['reference']}", _put_off(first["again_at"]))

    await town.acts(case["reference"], type="acknowledge_alert", by="a.meier")
    town.waits(hours=3)

    above = await passed(town, case["reference"], "breach + 2h")
    assert above["passing"] == "acknowledged"
    assert (await passed(town, case["reference"], "breach"))["times"] == 1


def _put_off(again_at: str) -> Callable[[dict[str, Any]], bool]:
    """Say what holds of a case whose broken promise was to be told again then, and waits on."""

    def holds(case: dict[str, Any]) -> bool:
        return any(
            (run["clock"], one["stage"], one["times"]) == ("first_response", "breach", 1)
            and one["again_at"] > again_at
            for run in case["clocks"]
            for one in run["stages"]
        )

    return holds


async def test_what_is_answered_in_time_alarms_nobody_whoever_slept_meanwhile(town: Town) -> None:
    await town.opens("channels", "router", "desk")
    case = await opened(town)
    await town.closes("router")
    answer = await town.at("desk").post(
        f"/v1/cases/{case['reference']}/actions",
        json={"type": "reply", "by": "a.meier", "text": "A colleague is on the way."},
    )
    assert answer.status_code == 202, answer.text
    town.waits(days=1)
    await town.opens("router")

    await town.finds(
        f"/v1/cases/{case['reference']}",
        lambda it: any(
            run["clock"] == "first_response" and run["state"] == "met" for run in it["clocks"]
        ),
    )
    assert await alerts(town) == []
