"""What staff do to a case from its arrival to its end: each is in the log, and the case says what became of it."""

from typing import Any

from tests.harness.town import ALL, Town

ANA = {"email": "ana@example.org", "name": "Ana Prado"}
BROKEN = "The pump in hall three does not start any more, this is an outage."
UNCLEAR = "Hello, it is about the thing we spoke of, you know which."


async def refused(town: Town, reference: str, **action: Any) -> str:
    """Have staff do what can't be done; return why not."""
    path = f"/v1/cases/{reference}/actions?wait=10s"
    answer = await town.at("desk").post(path, json={"by": "k.vogel", **action})
    assert answer.status_code == 409, answer.text
    because: str = answer.json()["because"]
    return because


def first_response(case: dict[str, Any]) -> list[str]:
    """Return how the promise of a first answer stands."""
    return [one["state"] for one in case["clocks"] if one["clock"] == "first_response"]


async def test_a_case_goes_from_hand_to_hand(town: Town) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": ANA, "text": BROKEN})
    case = (await town.case_of(told))["reference"]

    given = await town.acts(case, type="assign", by="k.vogel", assignee="a.meier")
    again = await refused(town, case, type="assign", assignee="a.meier")
    free = await town.acts(case, type="release", by="a.meier", why="off shift")
    urgent = await town.acts(case, type="prioritize", by="k.vogel", priority="low")
    noted = await town.acts(case, type="note", by="k.vogel", text="She rang twice.\nBe kind.")

    assert (given["assignee"], free["assignee"]) == ("a.meier", None)
    assert again == "the case is with a.meier already"
    assert urgent["priority"] == "low"
    assert [(note["by"], note["text"]) for note in noted["notes"]] == [
        ("k.vogel", "She rang twice.\nBe kind.")
    ]
    assert len(noted["messages"]) == 1
    assert sorted(one["type"] for one in noted["actions"]) == [
        *("assigned", "assigned", "note.written", "prioritized", "released")
    ]
    await town.until(town.letters)
    assert not [one for one in town.letters() if "She rang" in one.as_string()]


async def test_a_case_waits_for_the_customer_until_they_write(town: Town) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": ANA, "text": BROKEN})
    case = (await town.case_of(told))["reference"]

    waiting = await town.acts(case, type="wait", by="k.vogel", why="asked for a photo")
    resumed = await town.acts(case, type="resume", by="k.vogel")
    await town.acts(case, type="wait", by="k.vogel")
    await town.receives({"from": ANA, "text": "Here it is.", "reference": told["reference"]})
    answered = await town.finds(f"/v1/cases/{case}", lambda it: len(it["messages"]) == 2)
    closed = await town.acts(case, type="close", by="k.vogel", why="mended")

    assert (waiting["status"], resumed["status"], answered["status"]) == ("waiting", "open", "open")
    assert first_response(waiting) == ["running"]
    assert (closed["status"], first_response(closed)) == (
        "closed",
        ["not_applicable"],
    )


async def test_staff_say_what_a_case_is_about_and_the_strategy_routes_it_by_that(
    town: Town,
) -> None:
    await town.opens(*ALL)
    told = await town.receives({"from": ANA, "text": UNCLEAR})
    before = await town.case_of(told)
    town.waits(minutes=5)

    after = await town.acts(
        before["reference"], type="reclassify", by="k.vogel", kind="invoice_query", why="she rang"
    )

    assert before["decision"]["triage"]
    assert (after["kind"], after["department"]) == ("invoice_query", "accounts")
    assert (after["decision"]["by"], after["decision"]["reason"]) == ("k.vogel", "staff")
    assert after["decision"]["evidence"][0]["fact"] == "kind=invoice_query"
    assert [made["by"] for made in after["decisions"]] == ["", "k.vogel"]
    assert "triage" not in after["flags"]
    assert after["clocks"][0]["starts_at"] == before["clocks"][0]["starts_at"]
    assert "words" not in after["actions"][-1]
    await town.closes(*ALL)
    assert (await town.verified()).differences == ()


async def test_a_case_held_for_spam_promises_nothing_until_it_is_held_for_genuine(
    town: Town,
) -> None:
    await town.opens("channels", "router", "desk")
    told = await town.receives({"from": ANA, "text": BROKEN})
    case = (await town.case_of(told))["reference"]

    spam = await town.acts(case, type="mark_spam", by="k.vogel")
    await town.receives({"from": ANA, "text": "Hello?", "reference": told["reference"]})
    await town.finds(f"/v1/cases/{case}", lambda it: len(it["messages"]) == 2)
    town.waits(days=3)
    await town.opens("notifier")
    genuine = await town.acts(case, type="not_spam", by="k.vogel")
    await town.until(town.letters)

    assert (spam["flags"], spam["due_at"], spam["notices"]) == (["spam"], None, [])
    assert first_response(spam) == ["not_applicable"]
    assert genuine["flags"] == []
    assert first_response(genuine) == ["running"]
    assert {clock["starts_at"] for clock in genuine["clocks"]} == {genuine["changed_at"]}
    assert len(town.letters()) == 1
    await town.closes(*ALL)
    assert (await town.verified()).differences == ()


async def test_spam_found_by_the_filter_in_front_has_no_clocks_until_staff_say_otherwise(
    town: Town,
) -> None:
    await town.opens(*ALL)
    mail = (
        b"From: ana@example.org\r\nTo: info@acme.example\r\nSubject: Pump\r\nX-Spam-Flag: YES\r\n"
        b"Message-ID: <one@example.org>\r\n\r\n" + BROKEN.encode() + b"\r\n"
    )
    case = await town.case_of(await town.receives_mail(mail))

    genuine = await town.acts(case["reference"], type="not_spam", by="k.vogel")

    assert (case["flags"], case["clocks"]) == (["spam"], [])
    assert first_response(genuine) == ["running"]
    assert genuine["messages"][0]["nature"] == "inquiry"
    assert (
        await refused(town, case["reference"], type="not_spam") == "the case is not held for spam"
    )
