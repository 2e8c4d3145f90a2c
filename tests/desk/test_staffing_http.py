"""Staff over HTTP: written whole, told by version, disabled and removed; and what can't be a way to reach somebody."""

import asyncio
from typing import Any

import httpx
import pytest

from switchboard.contracts.customer import Staff
from switchboard.contracts.topics import DIRECTORY
from switchboard.contracts.values import Recipient
from tests.desk.office import Office, until

PATH = "/v1/staff/a.meier"
MEIER: dict[str, Any] = {
    "name": "Anna Meier",
    "departments": ["service"],
    "languages": ["de", "en"],
    "reach": ["mailto:a.meier@Example.COM", "tel:0911 55500112", "destination:service-chat"],
}


async def put(
    office: Office, body: dict[str, Any], status: int = 200, path: str = PATH, if_match: str = ""
) -> httpx.Response:
    headers = {"If-Match": if_match} if if_match else {}
    answer = await office.client.put(path, json=body, headers=headers)
    assert answer.status_code == status, answer.text
    return answer


async def test_somebody_is_written_with_the_ways_to_reach_them_in_one_spelling(
    office: Office,
) -> None:
    answer = await put(office, MEIER, 201)

    assert answer.headers["etag"] == '"1"'
    assert answer.json() == {
        "id": "a.meier",
        "name": "Anna Meier",
        "departments": ["service"],
        "languages": ["de", "en"],
        "reach": ["mailto:a.meier@example.com", "tel:+4991155500112", "destination:service-chat"],
        "disabled_at": None,
        "version": 1,
        "notes": [],
    }
    assert await office.get(PATH) == {k: v for k, v in answer.json().items() if k != "notes"}


async def test_every_reader_of_the_directory_learns_of_them(office: Office) -> None:
    await put(office, {"name": "Anna Meier", "reach": ["tel:+4991155500112"]}, 201)

    await until(lambda: "a.meier" in office.desk.directory.staff)

    assert office.desk.directory.staff["a.meier"] == Staff(
        staff_id="a.meier", name="Anna Meier", reach=(Recipient("tel:+4991155500112"),)
    )


async def test_two_who_write_at_once_take_turns(office: Office) -> None:
    answers = await asyncio.gather(*(office.client.put(PATH, json=MEIER) for _ in range(5)))

    assert sorted(answer.json()["version"] for answer in answers) == [1, 2, 3, 4, 5]
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert (await office.bus.extent(DIRECTORY))[0].end == 5


async def test_what_changed_in_between_is_not_written_over(office: Office) -> None:
    await put(office, MEIER, 201, if_match='"0"')
    await put(office, MEIER, if_match='"1"')

    problem = (await put(office, {}, 412, if_match='"1"')).json()

    assert problem["detail"] == "the entry is at version 2, not 1. Read it again."
    assert (await put(office, MEIER, 412, if_match='"0"')).json()["status"] == 412
    assert (await office.get(PATH))["name"] == "Anna Meier"


async def test_who_is_disabled_stays_so_since_the_first_time_and_comes_back(office: Office) -> None:
    await put(office, MEIER, 201)
    off = (await put(office, MEIER | {"disabled": True})).json()
    office.clock.advance(7200)

    later = (await put(office, MEIER | {"disabled": True, "name": "Anna M."})).json()
    back = (await put(office, MEIER)).json()

    assert off["disabled_at"] is not None
    assert (later["disabled_at"], back["disabled_at"]) == (off["disabled_at"], None)


async def test_who_leaves_is_nobody_any_more_and_may_come_again(office: Office) -> None:
    await put(office, MEIER, 201)
    await put(office, MEIER)
    gone = await office.client.delete(PATH)

    assert (gone.status_code, gone.json()) == (200, {"id": "a.meier", "removed": True})
    assert (await office.client.delete(PATH)).status_code == 404
    await office.get(PATH, 404)
    assert (await put(office, {"name": "Alma"}, 201)).json()["name"] == "Alma"
    assert (await office.get(PATH))["name"] == "Alma"
    known = office.desk.directory.staff
    await until(lambda: "a.meier" in known and known["a.meier"].name == "Alma")
    assert (await office.get(PATH))["name"] == "Alma"


async def test_a_removal_takes_a_version_for_granted_too(office: Office) -> None:
    await put(office, MEIER, 201)

    stale = await office.client.delete(PATH, headers={"If-Match": '"7"'})

    assert stale.status_code == 412
    assert (await office.get(PATH))["version"] == 1


async def test_the_list_goes_on_where_the_page_before_ended(office: Office) -> None:
    for name in ("c", "a", "b"):
        await put(office, {"name": name.upper()}, 201, f"/v1/staff/{name}")

    first = await office.get("/v1/staff", limit="2")
    second = await office.get("/v1/staff", limit="2", after=first["next_after"])

    assert [one["id"] for one in first["staff"]] == ["a", "b"]
    assert ([one["id"] for one in second["staff"]], second["next_after"]) == (["c"], None)


async def test_what_is_no_fault_but_worth_a_look_is_told(office: Office) -> None:
    office.departments = frozenset({"sales"})

    answer = await put(office, {"departments": ["sales", "service"]}, 201)

    assert answer.json()["notes"] == [
        "service is no department of the strategy in force",
        "nothing says where they are reached: alerts go to their department instead",
    ]


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("a.meier@example.com", "begin with mailto:, tel:, https: or destination:"),
        ("staff:b.klein", "begin with mailto:, tel:, https: or destination:"),
        ("http://example.com/hook", "begin with mailto:, tel:, https: or destination:"),
        ("mailto:nobody", "write it as name@example.com"),
        ("mailto:a@example.com\r\nBcc: b@example.com", ""),
        ("tel:12", "no area code"),
        ("https:example.com", "write it as https://hooks.example.com/a-meier"),
        ("https://", "not a URL"),
        ("destination:Chat Room", "write it as destination:service-chat"),
    ],
)
async def test_what_reaches_nobody_is_refused_at_its_place(
    office: Office, way: str, why: str
) -> None:
    answer = await put(office, {"reach": ["tel:+4991155500112", way]}, 422)

    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/reach/1"
    assert why in error["detail"]
    await office.get(PATH, 404)


@pytest.mark.parametrize(
    "body",
    [
        {"reach": [f"tel:+49911555001{n:02}" for n in range(6)]},
        {"departments": [f"d{n}" for n in range(51)]},
        {"languages": ["de"] * 11},
        {"languages": ["German"]},
        {"departments": ["Front Desk"]},
        {"name": "x" * 201},
        {"name": "a\nb"},
        {"disabled": "yes"},
        {"skills": {"technical": 5}},
    ],
)
async def test_what_is_beyond_bounds_is_refused(office: Office, body: dict[str, Any]) -> None:
    await put(office, body, 422)


@pytest.mark.parametrize(
    "body",
    [
        {"reach": [f"tel:+49911555001{n:02}" for n in range(5)]},
        {"departments": [f"d{n}" for n in range(50)]},
        {"languages": ["de"] * 10},
        {"name": "x" * 200},
    ],
)
async def test_what_is_just_within_bounds_is_taken(office: Office, body: dict[str, Any]) -> None:
    await put(office, body, 201)


@pytest.mark.parametrize("staff_id", ["-a", "a b", "a%0Ab", "x" * 64, "customer:7"])
async def test_an_id_is_one_that_a_strategy_can_name(office: Office, staff_id: str) -> None:
    await put(office, {}, 422, f"/v1/staff/{staff_id}")
