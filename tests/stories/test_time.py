"""What the log took in time is in time, whoever was asleep meanwhile."""

from typing import Any

from tests.harness.town import ALL, Town

ANA = {"email": "ana@example.org", "name": "Ana Prado"}
BROKEN = "The pump does not start any more, this is an outage."


def first_response(case: dict[str, Any]) -> dict[str, Any]:
    clocks: list[dict[str, Any]] = case["clocks"]
    return next(clock for clock in clocks if clock["clock"] == "first_response")


async def test_a_promise_that_nobody_keeps_is_broken_and_says_so(town: Town) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": ANA, "text": BROKEN})
    case = await town.case_of(told)
    assert first_response(case)["state"] == "running"

    town.waits(days=2)

    case = await town.finds(
        f"/v1/cases/{told['reference']}", lambda it: first_response(it)["state"] == "breached"
    )
    assert case["status"] == "open"


async def test_a_reply_in_time_is_in_time_though_the_router_sleeps_past_the_deadline(
    town: Town,
) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": ANA, "text": BROKEN})
    await town.case_of(told)
    await town.closes("router")

    town.waits(minutes=1)
    answer = await town.at("desk").post(
        f"/v1/cases/{told['reference']}/actions",
        json={"type": "reply", "by": "a.meier", "text": "A colleague is on the way."},
    )
    assert answer.status_code == 202, answer.text
    town.waits(days=2)
    await town.opens("router")

    case = await town.finds(
        f"/v1/cases/{told['reference']}", lambda it: first_response(it)["state"] != "running"
    )
    assert first_response(case)["state"] == "met"
    await town.until(lambda: len(town.letters()) == 2)
    assert any("on the way" in letter.as_string() for letter in town.letters())


async def test_a_notifier_that_was_down_for_a_day_says_what_is_still_owed_once(town: Town) -> None:
    await town.opens("channels", "router", "desk")
    told = await town.receives({"from": ANA, "text": BROKEN})
    await town.case_of(told)

    town.waits(days=1)
    await town.opens("notifier")
    await town.finds(
        f"/v1/inquiries/{told['inquiry_id']}", lambda it: it["acknowledgement"]["state"] == "sent"
    )
    await town.closes("notifier")
    await town.opens("notifier")
    town.waits(hours=1)

    assert len(town.letters()) == 1
