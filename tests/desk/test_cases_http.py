"""Cases and inquiries as clients read them."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from switchboard.contracts.case import Case
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.judgement import Reason
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Channel, How, Kind, Priority, Status, StrategyId
from tests.desk.matter import (
    ANA,
    BEN,
    STRATEGY,
    case,
    delivered,
    delivery,
    gone,
    heard,
    inquiry,
    judgement,
    judging,
    later,
    owing,
    stood,
)
from tests.desk.office import Office

ONLY = inquiry()


def references(page: dict[str, list[dict[str, str]]]) -> list[str]:
    return [one["reference"] for one in page["cases"]]


async def test_a_case_is_shown_whole_with_its_version_as_etag(office: Office) -> None:
    await office.read(heard(ONLY), stood(owing(case(ONLY))))

    answer = await office.client.get(f"/v1/cases/{grouped(ONLY.reference)}")

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"1"'
    shown = answer.json()
    assert shown["reference"] == grouped(ONLY.reference)
    assert [one["text"] for one in shown["messages"]] == ["The pump stops"]
    assert [one["type"] for one in shown["notices"]] == ["acknowledge"]


async def test_a_reference_is_understood_however_it_is_written(office: Office) -> None:
    await office.read(stood(case(ONLY)))
    plain = ONLY.reference

    for written in (plain, plain.lower(), grouped(plain), f" {plain[:5]} {plain[5:]} "):
        shown = await office.get(f"/v1/cases/{written}")
        assert shown["reference"] == grouped(plain)


async def test_the_reference_of_an_inquiry_leads_to_the_case_where_it_rests(office: Office) -> None:
    second = inquiry("second")
    await office.read(stood(case(ONLY, second, how=How.JOINED)))

    by_inquiry = await office.get(f"/v1/cases/{second.reference}")

    assert by_inquiry == await office.get(f"/v1/cases/{ONLY.reference}")


@pytest.mark.parametrize(
    "reference", [inquiry("unheard").reference, "K7Q2-M9XD-4RT", "nothing", "%00", "' OR 1=1", "é"]
)
async def test_an_unknown_case_is_not_found(office: Office, reference: str) -> None:
    await office.read(stood(case(ONLY)))

    problem = await office.get(f"/v1/cases/{reference}", 404)

    assert problem["type"] == "urn:switchboard:problem:not-found"


async def test_a_message_is_shown_only_where_cases_says_so(office: Office) -> None:
    other = inquiry("other", sender=BEN, text="Mine alone")
    await office.read(heard(ONLY), heard(other), stood(case(ONLY)))
    assert await office.get("/v1/cases", q="alone") == {"cases": [], "next_cursor": None}

    await office.read(stood(case(other)))

    assert references(await office.get("/v1/cases", q="alone")) == [grouped(other.reference)]
    shown = await office.get(f"/v1/cases/{ONLY.reference}")
    assert [one["text"] for one in shown["messages"]] == ["The pump stops"]


async def test_a_message_moves_with_its_inquiry(office: Office) -> None:
    moved = inquiry("moved", text="Where do I belong")
    target = inquiry("target", sender=BEN)
    await office.read(heard(moved), stood(case(ONLY, moved)), stood(case(target)))

    await office.read(stood(case(ONLY)), stood(case(target, moved, how=How.JOINED)))

    assert references(await office.get("/v1/cases", q="belong")) == [grouped(target.reference)]
    shown = await office.get(f"/v1/inquiries/{moved.inquiry_id}")
    assert shown["case"] == grouped(target.reference)


async def test_each_filter_finds_what_it_names_and_nothing_else(office: Office) -> None:
    plain = case(inquiry("plain"))
    told = inquiry("told", sender=BEN, text="Where is my invoice")
    odd = replace(
        case(told, customer=CustomerFacts(customer_id="C-7"), opened_at=later(-7200)),
        department="accounts",
        assignee="mia",
        status=Status.WAITING,
        priority=Priority.HIGH,
        decisions=case(told, judged=judgement(Kind.INVOICE_QUERY)).decisions,
    )
    await office.read(heard(told), stood(plain), stood(odd))

    for query in (
        {"department": "accounts"},
        {"assignee": "mia"},
        {"status": "waiting"},
        {"kind": "invoice_query"},
        {"priority": "high"},
        {"customer": "C-7"},
        {"customer": str(BEN).upper().replace("MAILTO", "mailto")},
        {"due_before": "2026-11-22T13:30:00+02:00"},
        {"due_before": "now"},
        {"q": "INVOICE where"},
        {"q": "invo*", "department": "accounts", "assignee": "mia"},
    ):
        found = references(await office.get("/v1/cases", **query))
        assert found == [grouped(odd.reference)], query
    assert references(await office.get("/v1/cases", assignee="")) == [grouped(plain.reference)]
    assert references(await office.get("/v1/cases", q="invoice", status="open")) == []


@pytest.mark.parametrize(
    "query",
    [
        {"colour": "red"},
        {"status": "lost"},
        {"kind": "INCIDENT"},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "many"},
        {"due_before": "tomorrow"},
        {"due_before": "2026-11-22"},
        {"due_before": "2026-11-22T12:00:00"},
        {"due_before": "2026-13-22T12:00:00Z"},
        {"due_before": "1795348800"},
        {"cursor": "AAAA"},
        {"cursor": "WzEsIngiXQ"},
        {"cursor": "A" * 101},
        {"q": "  "},
        {"q": "a\x00b"},
        {"q": "x" * 201},
        {"customer": ""},
        {"department": "a\nb"},
    ],
)
async def test_a_query_that_is_not_understood_is_refused(
    office: Office, query: dict[str, str]
) -> None:
    problem = await office.get("/v1/cases", 422, **query)

    assert problem["type"] == "urn:switchboard:problem:invalid"
    assert next(iter(query)) in str(problem["errors"])


async def test_pages_are_stable_while_cases_come_and_change(office: Office) -> None:
    stands = [case(inquiry(f"{n}", sender=BEN), opened_at=later(n)) for n in range(7)]
    await office.read(*map(stood, stands))

    first = await office.get("/v1/cases", limit="3")
    newest = case(inquiry("newest"), opened_at=later(99))
    await office.read(
        stood(newest),
        stood(replace(stands[3], status=Status.RESOLVED, changed_at=later(100))),
        gone(stands[5].reference),
    )
    second = await office.get("/v1/cases", limit="3", cursor=first["next_cursor"])
    third = await office.get("/v1/cases", limit="3", cursor=second["next_cursor"])

    assert [references(page) for page in (first, second, third)] == [
        [grouped(stands[n].reference) for n in numbers] for numbers in ((6, 5, 4), (3, 2, 1), (0,))
    ]
    assert third["next_cursor"] is None


async def test_cases_opened_in_one_moment_are_each_listed_once(office: Office) -> None:
    stands: list[Case] = [case(inquiry(f"{n}", sender=BEN)) for n in range(5)]
    await office.read(*map(stood, stands))

    cursor: dict[str, str] = {}
    seen: list[str] = []
    for _ in range(5):
        page = await office.get("/v1/cases", limit="1", **cursor)
        seen += references(page)
        cursor = {"cursor": page["next_cursor"]}

    assert sorted(seen) == sorted(grouped(one.reference) for one in stands)
    assert all(one > other for one, other in pairwise(seen))


async def test_an_inquiry_is_accepted_then_routed_then_acknowledged(office: Office) -> None:
    path = f"/v1/inquiries/{ONLY.inquiry_id}"
    owes = owing(case(ONLY))

    await office.read(heard(ONLY))
    accepted = await office.get(path)
    await office.read(stood(owes))
    routed = await office.get(path)
    await office.read(delivered(delivery(owes, Outcome.SENT)))
    told = await office.get(path)

    assert accepted["state"] == "accepted"
    assert (routed["state"], routed["case"]) == ("routed", grouped(ONLY.reference))
    assert (routed["department"], routed["status"]) == ("service", "open")
    assert routed["acknowledgement"] == {"state": "owed", "because": "", "by": "email"}
    assert told["acknowledgement"] == {"state": "sent", "because": "", "by": "email"}


async def test_a_parked_inquiry_says_so(office: Office) -> None:
    parked = case(ONLY, judged=judgement(reason=Reason.PARKED), how=How.PARKED)
    await office.read(stood(parked))

    assert (await office.get(f"/v1/inquiries/{ONLY.inquiry_id}"))["state"] == "parked"


async def test_a_dead_letter_that_was_retried_and_decided_is_no_longer_parked(
    office: Office,
) -> None:
    decided = case(ONLY, how=How.REPEATED)
    undecided = replace(case(ONLY, how=How.PARKED), decisions=())
    await office.read(stood(undecided))
    assert (await office.get(f"/v1/inquiries/{ONLY.inquiry_id}"))["state"] == "parked"

    await office.read(stood(replace(decided, version=2)))

    assert (await office.get(f"/v1/inquiries/{ONLY.inquiry_id}"))["state"] == "routed"


async def test_an_id_is_known_in_capitals_too(office: Office) -> None:
    await office.read(stood(case(ONLY)))

    assert (await office.get(f"/v1/inquiries/{ONLY.inquiry_id.upper()}"))["state"] == "routed"


@pytest.mark.parametrize("guess", ["1", ONLY.inquiry_id[:-1] + "z", "x" * 30, "é" * 30])
async def test_a_guessed_id_is_not_found(office: Office, guess: str) -> None:
    await office.get(f"/v1/inquiries/{guess}", 404)


async def test_an_id_never_seen_but_ours_is_accepted(office: Office) -> None:
    unheard = inquiry("unheard", channel=Channel.FAX)

    assert (await office.get(f"/v1/inquiries/{unheard.inquiry_id}"))["state"] == "accepted"


async def test_the_strategy_in_force_is_told(office: Office) -> None:
    newer = StrategyId("6" * 64)
    await office.read(judging(0, STRATEGY, later(0)), judging(1, newer, later(9)))

    told = await office.get("/v1/strategy")

    assert (told["strategy_id"], told["since"]) == (newer, "2026-11-22T12:00:09.000Z")
    assert len(told["partitions"]) == 2


async def test_reading_writes_nothing(office: Office) -> None:
    await office.read(heard(ONLY), stood(case(ONLY)))
    before = await office.bus.extent("switchboard.intake"), await office.desk.store.positions()

    await office.get(f"/v1/cases/{ONLY.reference}")
    await office.get("/v1/cases", q="pump")
    await office.get(f"/v1/inquiries/{ONLY.inquiry_id}")
    await office.get("/v1/customers/C-7", 404)

    after = await office.bus.extent("switchboard.intake"), await office.desk.store.positions()
    assert after == before


async def test_people_of_a_case_are_told_as_they_are(office: Office) -> None:
    await office.read(stood(case(ONLY)))

    assert (await office.get(f"/v1/cases/{ONLY.reference}"))["participants"] == [ANA]
