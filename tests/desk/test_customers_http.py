"""Customers: their entry, and their cases whichever way they came."""

import asyncio
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from switchboard.contracts.customer import CustomerFacts, Deal
from switchboard.contracts.reference import grouped
from switchboard.contracts.topics import DIRECTORY
from switchboard.contracts.values import Channel, Identity
from tests.desk.matter import BEN, case, inquiry, later, stood
from tests.desk.office import Office, until

PATH = "/v1/customers/C-7"
ANA = {"name": "Ana Ortiz", "tier": "gold", "email": "ana@Example.COM", "phone": "030 901820"}


async def put(
    office: Office, body: dict[str, Any], status: int = 200, path: str = PATH, if_match: str = ""
) -> httpx.Response:
    headers = {"If-Match": if_match} if if_match else {}
    answer = await office.client.put(path, json=body, headers=headers)
    assert answer.status_code == status, answer.text
    return answer


async def test_a_customer_is_written_with_normal_identities(office: Office) -> None:
    answer = await put(
        office, {**ANA, "deal": "delivered", "identities": ["fax:+49 30 901821"]}, 201
    )

    assert answer.headers["etag"] == '"1"'
    assert answer.json() == {
        "customer_id": "C-7",
        "name": "Ana Ortiz",
        "tier": "gold",
        "relationship": "",
        "deal": "delivered",
        "dedicated": "",
        "language": "",
        "identities": ["mailto:ana@example.com", "tel:+4930901820", "fax:+4930901821"],
        "version": 1,
    }


async def test_every_reader_of_the_directory_learns_of_a_customer(office: Office) -> None:
    await put(office, ANA | {"deal": "exploring"}, 201)

    await until(lambda: office.desk.directory.customer("C-7"))

    facts = office.desk.directory.facts([Identity("mailto:ana@example.com")])
    assert facts == CustomerFacts(
        customer_id="C-7", name="Ana Ortiz", tier="gold", deal=Deal.EXPLORING
    )


async def test_each_writing_is_a_version_even_before_it_has_been_read_back(office: Office) -> None:
    answers = [await put(office, ANA, 201 if n == 0 else 200) for n in range(3)]

    assert [answer.json()["version"] for answer in answers] == [1, 2, 3]
    assert (await office.get(PATH))["version"] == 3


async def test_two_who_write_at_once_take_turns(office: Office) -> None:
    answers = await asyncio.gather(*(office.client.put(PATH, json=ANA) for _ in range(5)))

    assert sorted(answer.json()["version"] for answer in answers) == [1, 2, 3, 4, 5]
    extents = await office.bus.extent(DIRECTORY)
    assert extents[0].end == 5


async def test_what_changed_in_between_is_not_written_over(office: Office) -> None:
    await put(office, ANA, 201)
    await put(office, ANA, if_match='"1"')

    problem = (await put(office, {"name": "Anna"}, 412, if_match='"1"')).json()

    assert problem["detail"] == "the entry is at version 2, not 1. Read it again."
    assert (await office.get(PATH))["name"] == "Ana Ortiz"


@pytest.mark.parametrize("if_match", ['W/"1"', '""', '"9999999999"', "1", '"1", "2"'])
async def test_an_etag_that_is_not_ours_matches_nothing(office: Office, if_match: str) -> None:
    await put(office, ANA, 201)

    await put(office, ANA, 412, if_match=if_match)


async def test_whoever_does_not_care_says_star(office: Office) -> None:
    await put(office, ANA, 201)

    assert (await put(office, ANA, if_match="*")).json()["version"] == 2


@pytest.mark.parametrize(
    "body",
    [
        {"email": "ana at example"},
        {"email": ""},
        {"phone": "call me"},
        {"identities": ["ana@example.com"]},
        {"identities": ["javascript:1"]},
        {"identities": ["tel:1"] * 51},
        {"name": "Ana\r\nBcc: x"},
        {"deal": "soon"},
        {"language": "english"},
        {"colour": "red"},
        {"name": 7},
    ],
)
async def test_a_customer_that_is_not_understood_is_refused(
    office: Office, body: dict[str, Any]
) -> None:
    problem = (await put(office, body, 422)).json()

    assert problem["type"] == "urn:switchboard:problem:invalid"
    assert (await office.bus.extent(DIRECTORY))[0].end == 0


@pytest.mark.parametrize(
    "path", ["/v1/customers/%20", "/v1/customers/a%0Ab", "/v1/customers/" + "x" * 201]
)
async def test_a_customer_number_is_one_line_of_words(office: Office, path: str) -> None:
    await put(office, ANA, 422, path)


async def test_a_customers_cases_are_seen_across_channels(office: Office) -> None:
    await put(office, ANA, 201)
    await until(lambda: office.desk.directory.customer("C-7"))
    by_mail = case(inquiry("mail", channel=Channel.EMAIL), opened_at=later(1))
    stamped = case(
        inquiry("web", sender=BEN), customer=CustomerFacts(customer_id="C-7"), opened_at=later(2)
    )
    by_phone = case(
        inquiry("phone", channel=Channel.PHONE, sender=Identity("tel:+4930901820")),
        opened_at=later(3),
    )
    stranger = case(inquiry("stranger", sender=BEN))
    await office.read(*map(stood, (by_mail, stamped, by_phone, stranger)))

    shown = await office.get(PATH)

    assert [one["reference"] for one in shown["cases"]] == [
        grouped(one.reference) for one in (by_phone, stamped, by_mail)
    ]


async def test_a_shared_identity_shows_nobodys_cases(office: Office) -> None:
    await put(office, ANA, 201)
    await put(office, ANA, 201, "/v1/customers/C-8")
    await until(lambda: office.desk.directory.customer("C-8"))
    await office.read(stood(case(inquiry())))

    assert [(await office.get(f"/v1/customers/{one}"))["cases"] for one in ("C-7", "C-8")] == [
        [],
        [],
    ]


async def test_a_customer_known_only_from_cases_is_shown_by_them(office: Office) -> None:
    stamped = case(inquiry(), customer=CustomerFacts(customer_id="C-9"))
    await office.read(stood(replace(stamped, participants=())))

    shown = await office.get("/v1/customers/C-9")

    assert (shown["customer_id"], len(shown["cases"])) == ("C-9", 1)


async def test_a_customer_nobody_knows_is_not_found(office: Office) -> None:
    problem = await office.get("/v1/customers/nobody", 404)

    assert "PUT here" in problem["detail"]


async def test_what_can_be_done_with_a_customer_is_told_whole(office: Office) -> None:
    answer = await office.client.delete(PATH)

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, PUT")
