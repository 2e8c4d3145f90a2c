"""Letters carry links, and behind each of them is a page with a button: what is pressed there comes to the case."""

import asyncio
import re
from email.message import EmailMessage
from typing import Any

import pytest

from tests.desk.pages.leaf import Leaf, opens, presses
from tests.harness.town import ALL, Town

OURS = "https://help.acme.example"
BROKEN = "Die Pumpe startet nicht mehr, wir haben einen Ausfall in der ganzen Anlage."
ANA = {"email": "ana@example.org", "name": "Ana"}
SERVICE = "service@example.com"


@pytest.fixture
async def linked(town: Town) -> Town:
    """A town whose letters say where our pages are."""
    town.more = {"public_url": OURS}
    await town.opens(*ALL)
    return town


def words(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body
    text: str = body.get_content()
    return text


async def links(town: Town, to: str, door: str, many: int = 1) -> list[str]:
    """Return the paths of all links to a door of ours in the letters to somebody, once there are so many."""
    pattern = re.compile(rf"{OURS}(/{door}/[\w-]+)")

    def found() -> list[str]:
        theirs = [words(one) for one in town.mails() if one["To"] == to]
        paths = dict.fromkeys(path for text in theirs for path in pattern.findall(text))
        return list(paths) if len(paths) >= many else []

    await town.until(found)
    return found()


def clocks(case: dict[str, Any]) -> dict[str, str]:
    return {one["clock"]: one["state"] for one in case["clocks"]}


def passings(case: dict[str, Any]) -> list[str]:
    """Return what came of the stages of the first response."""
    (run,) = [one for one in case["clocks"] if one["clock"] == "first_response"]
    return [stage["passing"] for stage in run["stages"]]


async def looks(town: Town, path: str) -> Leaf:
    return await opens(town.at("desk"), path)


async def test_a_customer_follows_the_link_in_our_letter_and_adds_a_word_to_their_case(
    linked: Town,
) -> None:
    town = linked
    case = await town.case_of(await town.receives({"from": ANA, "text": BROKEN}))
    (path,) = await links(town, "ana@example.org", "s")
    before = await looks(town, path)

    thanked = await presses(town.at("desk"), path, words="Jetzt raucht sie auch noch!")
    place = f"/v1/cases/{case['reference']}"
    heard = await town.finds(place, lambda it: len(it["messages"]) == 2)

    assert before.text("#reference") == case["reference"]
    assert "Technischer Service" in before.words
    assert "Danke." in thanked.words
    assert (heard["messages"][1]["channel"], heard["flags"]) == ("web", [])
    assert heard["messages"][1]["text"] == "Jetzt raucht sie auch noch!"
    assert clocks(heard)["first_response"] == "running"


async def test_a_word_after_our_answer_waits_for_the_next_one(linked: Town) -> None:
    town = linked
    case = await town.case_of(await town.receives({"from": ANA, "text": BROKEN}))
    (path, *_) = await links(town, "ana@example.org", "s")
    await town.acts(case["reference"], type="reply", by="m.hansen", text="Wir kommen um zehn.")
    town.waits(minutes=30)

    await presses(town.at("desk"), path, words="Wo bleiben Sie?")
    place = f"/v1/cases/{case['reference']}"
    heard = await town.finds(place, lambda it: "next_response" in clocks(it))

    assert clocks(heard)["first_response"] == "met"
    assert clocks(heard)["next_response"] == "running"
    await town.closes(*ALL)
    assert (await town.verified()).differences == ()


async def test_a_customer_who_is_asked_presses_a_button_and_is_taken_at_their_word(
    linked: Town,
) -> None:
    town = linked
    case = await town.case_of(await town.receives({"from": ANA, "text": BROKEN}))
    place = f"/v1/cases/{case['reference']}"
    await town.acts(case["reference"], type="reply", by="m.hansen", text="Wir kommen um zehn.")
    await town.acts(
        case["reference"], type="resolve", by="m.hansen", open_because="the customer did it"
    )
    town.waits(days=3)
    asked = await links(town, "ana@example.org", "o", many=5)
    looked = [await looks(town, path) for path in asked for _ in range(3)]
    nothing = await town.asks(place)

    said = await presses(town.at("desk"), asked[-1], words="Nie wieder.")
    heard = await town.finds(place, lambda it: it["status"] == "open")

    chosen = [page.fields()["opinion"] for page in looked[::3]]
    assert chosen[-1] == "alienated"
    assert len(set(chosen)) == 5
    assert nothing["status"] == "resolved"
    assert said.text("h1") == "Danke"
    (opinion,) = [one for one in heard["actions"] if one["type"] == "opinion.given"]
    assert (opinion["by"], opinion["accepted"]) == ("customer", True)


async def test_staff_claim_by_the_link_in_their_letter_and_whoever_comes_later_is_told(
    linked: Town,
) -> None:
    town = linked
    case = await town.case_of(await town.receives({"from": ANA, "text": BROKEN}))
    (path,) = await links(town, SERVICE, "t")
    page = await looks(town, path)

    await presses(town.at("desk"), path, other="m.hansen", do="claim")
    await town.finds(f"/v1/cases/{case['reference']}", lambda it: it["assignee"] == "m.hansen")
    late = await looks(town, path)

    assert BROKEN in page.words
    assert case["reference"] in page.title
    assert late.text("#standing") == "m.hansen has this case."
    assert late.all("button") == []


async def test_who_sees_to_an_alert_by_its_link_is_on_the_case_and_nobody_is_called_again(
    linked: Town,
) -> None:
    town = linked
    text = f"{BROKEN} Ein Kollege ist verletzt, es besteht Lebensgefahr!"
    case = await town.case_of(await town.receives({"from": ANA, "text": text}))
    place = f"/v1/cases/{case['reference']}"
    await town.finds(place, lambda it: clocks(it)["acknowledge"] == "met")
    town.waits(minutes=16)
    await town.finds(place, lambda it: clocks(it)["first_response"] == "breached")
    calling = asyncio.create_task(links(town, SERVICE, "a"))
    while (
        not calling.done()
    ):  # Alerts wait for each other, so that those that come together are told together.
        town.waits(seconds=31)
        await asyncio.wait([calling], timeout=1)
    path = (await calling)[0]

    await presses(town.at("desk"), path, other="a.meier", do="on_it")
    seen = await town.finds(
        place, lambda it: any(one.get("acknowledged_by") for one in it["clocks"])
    )

    town.waits(minutes=30)
    later = await town.finds(place, lambda it: "acknowledged" in passings(it))

    assert {one["acknowledged_by"] for one in seen["clocks"]} == {"a.meier", ""}
    assert passings(later)[-2:] == ["told", "acknowledged"]  # The control centre is not called.
    assert "a.meier said on" in (await looks(town, path)).words
