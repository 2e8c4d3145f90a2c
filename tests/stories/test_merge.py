"""Two cases turn out to be one matter, or one turns out to be two: nothing is lost, told twice or counted twice."""

from typing import Any

from services.router.account import Entry, gaps
from switchboard.contracts.values import Channel
from tests.harness.town import ALL, Town

ANA = {"email": "ana@example.org", "name": "Ana Prado"}
BEN = {"email": "ben@example.net", "name": "Ben"}
BROKEN = "The pump in hall three does not start any more, this is an outage."
LEAKS = "Water runs out of the pump in hall three since this morning, please send somebody."
BILL = "And by the way: there is a mistake in the invoice of last week."


async def case_of(town: Town, said: dict[str, Any]) -> dict[str, Any]:
    """Have something said and routed; return its case."""
    return await town.case_of(await town.receives(said))


async def told(town: Town, reference: str, texts: list[str]) -> dict[str, Any]:
    """Wait until a case holds exactly these messages, at rest."""

    def holds(case: dict[str, Any]) -> bool:
        here = [one for one in case["messages"] if one["direction"] == "in" and not one["gone_to"]]
        return sorted(one["text"] for one in here) == sorted(texts) and not case["notices"]

    case: dict[str, Any] = await town.finds(f"/v1/cases/{reference}", holds)
    return case


async def merged(town: Town) -> tuple[dict[str, Any], dict[str, Any]]:
    """Merge the case of Ben into the case of Ana; return both, as they stand afterwards."""
    ana = await case_of(town, {"from": ANA, "text": BROKEN})
    ben = await case_of(town, {"from": BEN, "text": LEAKS})
    await town.until(lambda: len(town.letters()) == 2)
    await town.acts(ben["reference"], type="merge", by="k.vogel", into=ana["reference"])
    winner = await told(town, ana["reference"], [BROKEN, LEAKS])
    loser = await town.finds(f"/v1/cases/{ben['reference']}", lambda it: not it["notices"])
    return winner, loser


def first_response(case: dict[str, Any]) -> list[str]:
    """Return how the promise of a first answer stands."""
    return [one["state"] for one in case["clocks"] if one["clock"] == "first_response"]


async def test_a_merged_case_brings_its_words_and_its_people(town: Town) -> None:
    await town.opens(*ALL)

    winner, loser = await merged(town)

    assert (loser["status"], loser["merged_into"]) == ("merged", winner["reference"])
    assert winner["links"] == [{"kind": "merged_from", "reference": loser["reference"]}]
    assert winner["participants"] == ["mailto:ana@example.org", "mailto:ben@example.net"]
    assert winner["flags"] == []
    assert [one["gone_to"] for one in loser["messages"]] == [winner["reference"]]
    assert first_response(loser) == ["not_applicable"]
    assert len(town.letters()) == 2


async def test_whoever_asks_after_a_merged_inquiry_is_led_to_where_it_rests(town: Town) -> None:
    await town.opens(*ALL)
    winner, loser = await merged(town)
    inquiry = loser["messages"][0]["inquiry_id"]

    place = await town.asks(f"/v1/inquiries/{inquiry}")

    assert (place["state"], place["case"]) == ("routed", winner["reference"])
    assert place["acknowledgement"]["state"] == "sent"
    assert place["reference"] == loser["reference"]


async def test_an_answer_to_a_letter_of_a_merged_case_reaches_the_one_that_it_is_a_part_of(
    town: Town,
) -> None:
    await town.opens(*ALL)
    winner, _ = await merged(town)
    letter = next(one for one in town.letters() if one["To"] == "ben@example.net")

    answer = (
        f"From: ben@example.net\r\nTo: {letter['Reply-To']}\r\nSubject: Re: {letter['Subject']}\r\n"
        f"Message-ID: <two@example.net>\r\nIn-Reply-To: {letter['Message-ID']}\r\n\r\nThank you.\r\n"
    )
    await town.receives_mail(answer.encode())

    await told(town, winner["reference"], [BROKEN, LEAKS, "Thank you."])
    again = await town.receives_mail(answer.encode())
    place = await town.finds(
        f"/v1/inquiries/{again['inquiry_id']}", lambda it: it["case"] == winner["reference"]
    )
    assert place["state"] == "routed"


async def test_a_split_of_what_a_merge_brought_gives_it_back(town: Town) -> None:
    await town.opens(*ALL)
    winner, loser = await merged(town)
    inquiry = loser["messages"][0]["inquiry_id"]

    await town.acts(winner["reference"], type="split", by="k.vogel", inquiries=[inquiry])

    alone = await told(town, loser["reference"], [LEAKS])
    rest = await told(town, winner["reference"], [BROKEN])
    assert (alone["status"], alone["merged_into"], alone["links"]) == ("open", None, [])
    assert first_response(alone) == ["running"]
    assert rest["links"] == []


async def test_what_is_another_matter_goes_to_a_case_of_its_own_and_can_come_back(
    town: Town,
) -> None:
    await town.opens(*ALL)
    first = await case_of(town, {"from": ANA, "text": BROKEN})
    second = await town.receives({"from": ANA, "text": BILL})
    await town.case_of(second)

    done = await town.acts(
        first["reference"], type="split", by="k.vogel", inquiries=[second["inquiry_id"]]
    )
    own = next(link["reference"] for link in done["links"] if link["kind"] == "split_into")
    other = await told(town, own, [BILL])
    await told(town, first["reference"], [BROKEN])
    follow_up = await town.receives(
        {"from": ANA, "text": "When?", "reference": second["reference"]}
    )
    await told(town, own, [BILL, "When?"])
    await town.acts(own, type="merge", by="k.vogel", into=first["reference"])

    assert other["links"] == [{"kind": "split_from", "reference": first["reference"]}]
    assert other["decision"]["inquiry_id"] == second["inquiry_id"]
    await told(town, first["reference"], [BROKEN, BILL, "When?"])
    place = await town.asks(f"/v1/inquiries/{follow_up['inquiry_id']}")
    assert place["case"] == first["reference"]


async def test_a_merge_that_can_be_known_to_lead_nowhere_is_refused(town: Town) -> None:
    await town.opens(*ALL)
    winner, loser = await merged(town)
    path = f"/v1/cases/{winner['reference']}/actions?wait=10s"

    round_about = await town.at("desk").post(
        path, json={"type": "merge", "by": "k.vogel", "into": loser["reference"]}
    )
    unknown = await town.at("desk").post(
        path, json={"type": "merge", "by": "k.vogel", "into": "0000-0000-000"}
    )

    assert (round_about.status_code, round_about.json()["because"]) == (
        409,
        f"{loser['reference']} has been merged into this case: split it off first",
    )
    assert unknown.status_code == 422


async def test_every_inquiry_counts_once_however_often_it_was_sent_on(town: Town) -> None:
    await town.opens(*ALL)
    winner, loser = await merged(town)
    inquiry = loser["messages"][0]["inquiry_id"]
    await town.acts(winner["reference"], type="split", by="k.vogel", inquiries=[inquiry])
    await told(town, loser["reference"], [LEAKS])
    await town.acts(loser["reference"], type="merge", by="k.vogel", into=winner["reference"])
    await told(town, winner["reference"], [BROKEN, LEAKS])
    await town.finds(f"/v1/cases/{loser['reference']}", lambda it: not it["notices"])
    await town.closes(*ALL)

    report = await town.verified()

    assert report.differences == ()
    assert dict(report.skipped) == {}
    assert gaps(report.account) == {}
    assert report.account[Channel.WEB, Entry.RECEIVED] == 2
    assert report.account[Channel.WEB, Entry.OPENED] == 2


async def test_a_merge_waits_for_a_notifier_that_is_asleep_and_for_a_router_that_is(
    town: Town,
) -> None:
    await town.opens(*ALL)
    ana = await case_of(town, {"from": ANA, "text": BROKEN})
    ben = await case_of(town, {"from": BEN, "text": LEAKS})
    await town.closes("notifier")
    await town.acts(ben["reference"], type="merge", by="k.vogel", into=ana["reference"])
    place = await town.asks(f"/v1/inquiries/{ben['messages'][0]['inquiry_id']}")
    await town.closes("router")
    await town.opens("notifier")
    await town.opens("router")

    assert (place["state"], place["case"]) == ("routed", ana["reference"])
    await told(town, ana["reference"], [BROKEN, LEAKS])
