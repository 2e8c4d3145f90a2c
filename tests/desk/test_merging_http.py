"""Two customers turn out to be one, or not after all; and addresses that belong to nobody in particular."""

from itertools import pairwise
from typing import Any

import pytest

from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Identity
from tests.desk.matter import ANA, BEN, case, inquiry, later, stood
from tests.desk.office import Office, until

OFFICE = "tel:+4930901820"


async def enrolled(office: Office, **emails: str) -> None:
    for customer_id, email in emails.items():
        answer = await office.client.put(f"/v1/customers/{customer_id}", json={"email": email})
        assert answer.status_code == 201, answer.text


async def post(office: Office, path: str, status: int = 200, **body: str) -> Any:
    answer = await office.client.post(path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def both(office: Office) -> None:
    await enrolled(office, A="ana@example.com", B="ben@example.org")


def named(office: Office, identity: Identity) -> str | None:
    facts = office.desk.directory.facts([identity])
    return facts.customer_id if facts else None


async def test_who_was_merged_is_shown_as_the_one_that_they_count_as(office: Office) -> None:
    await both(office)
    theirs = case(inquiry("ana"), opened_at=later(1))
    stamped = case(
        inquiry("stamped", sender=Identity("tel:+491")), customer=CustomerFacts(customer_id="A")
    )
    own = case(inquiry("ben", sender=BEN), opened_at=later(2))
    await office.read(*map(stood, (theirs, stamped, own)))

    merged = await post(office, "/v1/customers/A/merge", into="B", by="k.vogel", why="moved")
    await until(lambda: named(office, ANA) == "B")

    assert (merged["merged"]["into"], merged["merged"]["by"]) == ("B", "k.vogel")
    answer = await office.client.get("/v1/customers/A")
    assert answer.headers["content-location"] == "/v1/customers/B"
    shown = answer.json()
    assert (shown["customer_id"], shown["identities"]) == ("B", ["mailto:ben@example.org"])
    assert [one["customer_id"] for one in shown["merged_from"]] == ["A"]
    assert [one["reference"] for one in shown["cases"]] == [
        grouped(one.reference) for one in (own, theirs, stamped)
    ]
    for asked in ("A", "B", "customer:A"):
        listed = await office.get("/v1/cases", customer=asked)
        assert [one["reference"] for one in listed["cases"]] == [grouped(stamped.reference)]


async def test_a_split_gives_back_what_came_by_the_merge(office: Office) -> None:
    await both(office)
    before = await office.get("/v1/customers/A")
    await post(office, "/v1/customers/A/merge", into="B")

    await post(office, "/v1/customers/A/split")
    await until(lambda: named(office, ANA) == "A")

    after = await office.get("/v1/customers/A")
    assert after == before | {"version": 3}
    assert (await office.get("/v1/customers/B"))["merged_from"] == []


async def test_a_merge_said_twice_is_one(office: Office) -> None:
    await both(office)
    first = await post(office, "/v1/customers/A/merge", into="B")

    assert await post(office, "/v1/customers/A/merge", into="B") == first


async def test_who_is_merged_into_somebody_merged_counts_as_the_last_of_them(
    office: Office,
) -> None:
    await both(office)
    await enrolled(office, C="cec@example.net")
    await post(office, "/v1/customers/B/merge", into="C")

    merged = await post(office, "/v1/customers/A/merge", into="B")

    assert merged["merged"]["into"] == "C"


@pytest.mark.parametrize(
    ("who", "into", "status", "says"),
    [
        ("A", "A", 409, "nobody is merged into themselves"),
        ("B", "A", 409, "counts as B"),
        ("A", "C", 409, "A was merged into B: split them first"),
        ("nobody", "B", 404, "nobody is nobody"),
        ("C", "nobody", 404, "nobody is nobody"),
        ("A", "", 422, "Mend"),
    ],
)
async def test_what_can_not_be_merged_says_why(
    office: Office, who: str, into: str, status: int, says: str
) -> None:
    await both(office)
    await enrolled(office, C="cec@example.net")
    if who != into:
        await post(office, "/v1/customers/A/merge", into="B")

    problem = await post(office, f"/v1/customers/{who}/merge", status, into=into)

    assert says in problem["detail"]


async def test_merges_in_a_row_are_bounded(office: Office) -> None:
    ids = [f"C{n}" for n in range(7)]
    await enrolled(office, **{one: f"{one}@example.com" for one in ids})
    for one, into in pairwise(ids[:6]):
        await post(office, f"/v1/customers/{one}/merge", into=into)

    problem = await post(office, "/v1/customers/C5/merge", 409, into="C6")

    assert "more than 5 merges in a row" in problem["detail"]


async def test_nothing_is_written_where_nobody_would_see_it(office: Office) -> None:
    await both(office)
    await post(office, "/v1/customers/A/merge", into="B")

    answer = await office.client.put("/v1/customers/A", json={"name": "Ana"})

    assert (answer.status_code, "write there" in answer.text) == (409, True)


@pytest.mark.parametrize(("who", "status"), [("B", 409), ("nobody", 404)])
async def test_who_was_not_merged_is_not_split(office: Office, who: str, status: int) -> None:
    await both(office)

    await post(office, f"/v1/customers/{who}/split", status)


async def test_a_shared_number_names_nobody_until_the_mark_is_taken_back(office: Office) -> None:
    await office.client.put("/v1/customers/A", json={"phone": OFFICE.removeprefix("tel:")})
    await until(lambda: named(office, Identity(OFFICE)))

    told = await office.client.put(
        "/v1/identities/tel:030 901820/shared", json={"by": "k.vogel", "why": "the switchboard"}
    )
    await until(lambda: not named(office, Identity(OFFICE)))

    assert (told.status_code, told.json()["identity"]) == (200, OFFICE)
    listed = await office.get("/v1/identities")
    assert [(one["identity"], one["why"]) for one in listed["shared"]] == [
        (OFFICE, "the switchboard")
    ]
    assert (await office.get("/v1/customers/A"))["shared"] == [OFFICE]
    shown = await office.get(f"/v1/identities/{OFFICE}")
    assert (shown["customer_id"], shown["claimed_by"], shown["shared"]) == (None, ["A"], True)

    await office.client.delete(f"/v1/identities/{OFFICE}/shared")
    await until(lambda: named(office, Identity(OFFICE)) == "A")


async def test_what_is_no_identity_can_not_be_marked(office: Office) -> None:
    answer = await office.client.put("/v1/identities/ana@example.com/shared", json={})

    assert (answer.status_code, "begin with mailto:" in answer.text) == (422, True)


async def test_letters_that_never_came_back_need_no_taking_back(office: Office) -> None:
    answer = await office.client.delete(f"/v1/identities/{ANA}/undeliverable")

    assert answer.status_code == 404
