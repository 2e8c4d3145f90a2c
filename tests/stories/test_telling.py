"""Whoever is concerned hears of a case, once: its department, its person, its customer, and those who should know."""

from typing import Any

from switchboard.contracts.values import Identity
from tests.harness.town import ALL, Town
from tests.stories.test_handling import refused

ANA = {"email": "ana@example.org", "name": "Ana Prado"}
BROKEN = "The pump in hall three does not start any more, this is an outage."
ANGRY = "This is unacceptable. I want to file a complaint about your service, nobody called back."


def told(case: dict[str, Any], purpose: str) -> list[str]:
    """Return who was told for a purpose, as far as the saying of it is settled."""
    return sorted(
        one["to"]
        for one in case["deliveries"]
        if one["purpose"] == purpose and one.get("to") and one["outcome"] != "claimed"
    )


async def test_a_department_hears_of_its_case_once_however_often_services_restart(
    town: Town,
) -> None:
    await town.opens("channels", "router", "desk")
    case = (await town.case_of(await town.receives({"from": ANA, "text": BROKEN})))["reference"]
    place = f"/v1/cases/{case}"
    owed = await town.finds(place, lambda it: it["notices"])
    await town.closes("router")

    await town.opens("router", "notifier")
    first = await town.finds(place, lambda it: told(it, "assignment"))
    await town.closes("router", "notifier")
    await town.opens("router", "notifier")
    moved = await town.acts(
        case, type="transfer", by="a.meier", department="accounts", why="a bill"
    )
    second = await town.finds(place, lambda it: len(told(it, "assignment")) == 2)

    assert [one["to"] for one in owed["notices"] if one["type"] == "assign"] == [
        "mailto:service@example.com"
    ]
    assert told(first, "assignment") == ["mailto:service@example.com"]
    assert moved["department"] == "accounts"
    assert told(second, "assignment") == [
        "mailto:accounts@example.com",
        "mailto:service@example.com",
    ]
    await town.closes(*ALL)
    assert (await town.verified()).differences == ()


async def test_a_complaint_is_led_to_its_end_and_taken_up_where_the_customer_is_not_content(
    town: Town,
) -> None:
    await town.opens(*ALL)
    said = await town.receives({"from": ANA, "text": ANGRY})
    case = (await town.case_of(said))["reference"]
    place = f"/v1/cases/{case}"
    await town.acts(case, type="claim", by="j.brandt")

    asked = await refused(town, case, type="resolve")
    shown = await town.asks(place)
    for number, task in enumerate(shown["checklist"], start=1):
        if not task["by_customer"]:
            await town.acts(case, type="check", by="j.brandt", task=number, text="a worn seal")
    done = await town.acts(case, type="resolve", by="j.brandt", done="We have changed the seal.")
    town.waits(days=8)
    waiting = await town.finds(place, lambda it: told(it, "survey"))
    angry = await town.acts(
        case, type="record_outcome", by="k.vogel", outcome="alienated", text="Never again."
    )

    assert "open_because" in asked
    assert [one["by_customer"] for one in shown["checklist"]].count(True) == 1
    assert (done["status"], done["done"]) == ("resolved", "We have changed the seal.")
    assert told(waiting, "update") == ["mailto:ana@example.org"]
    assert told(waiting, "survey") == ["mailto:ana@example.org"]
    assert (angry["status"], angry["opinions"][0]["words"]) == ("open", "Never again.")
    assert angry["opinions"][0]["assignee"] == "j.brandt"
    kinds = {one["type"] for one in angry["notices"]} | {
        one["purpose"] for one in angry["deliveries"] if one["outcome"] != "sent"
    }
    assert kinds & {"alert", "inform", "information"}
    letters = [one.as_string() for one in town.letters()]
    assert any("We have changed the seal." in one for one in letters)
    await town.closes(*ALL)
    assert (await town.verified()).differences == ()


async def test_a_customer_hears_how_things_stand_when_nothing_was_said_for_long(
    town: Town,
) -> None:
    await town.opens("channels", "router", "desk")
    await town.at("desk").put(
        "/v1/customers/C-7",
        json={"name": "Prado", "deal": "in_progress", "identities": ["mailto:ana@example.org"]},
    )
    await town.until(lambda: town.knows(Identity("mailto:ana@example.org")))
    text = "Is there any news about the progress of our project? How long until it is delivered?"
    case = (await town.case_of(await town.receives({"from": ANA, "text": text})))["reference"]
    place = f"/v1/cases/{case}"
    reminded = await town.asks(place)
    await town.closes("router")

    town.waits(days=14)
    await town.opens("router", "notifier")
    updated = await town.finds(place, lambda it: told(it, "update"))

    assert [one["reminder"] for one in reminded["reminders"]] == ["progress"]
    assert told(updated, "update") == ["mailto:ana@example.org"]
    assert updated["reminders"][0]["at"] > reminded["reminders"][0]["at"]
    await town.closes(*ALL)
    assert (await town.verified()).differences == ()
