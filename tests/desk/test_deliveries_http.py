"""How messages to a destination went can be looked up: the newest first, with each attempt, and no other's."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.desk.deliveries import Place, parse_place
from switchboard.contracts.delivery import Delivery, Outcome, Purpose, Try
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Medium, NoticeId
from tests.desk.matter import case, delivered, delivery, inquiry, later, owing
from tests.desk.office import Office

STANDS = owing(case(inquiry("one")))


def told(number: int, destination: str = "crm", seconds: float | None = None) -> Delivery:
    return replace(
        delivery(STANDS),
        notice_id=NoticeId(f"n-{number}"),
        purpose=Purpose.ANNOUNCEMENT,
        medium=Medium.WEBHOOK,
        destination=destination,
        at=later(number if seconds is None else seconds),
        to_key="hash",
    )


async def listed(office: Office, **query: str) -> tuple[list[str], str | None]:
    page = await office.get("/v1/deliveries", destination="crm", **query)
    return [one["notice_id"] for one in page["deliveries"]], page["next_cursor"]


async def test_only_what_went_to_the_destination_is_listed_the_newest_first(
    office: Office,
) -> None:
    others = [told(7, "pager"), told(8, "")]
    await office.read(*map(delivered, [told(1), told(3), told(2), *others]))

    assert await listed(office) == (["n-3", "n-2", "n-1"], None)


async def test_each_attempt_is_shown_and_no_hash_of_an_address(office: Office) -> None:
    tried = replace(
        told(1),
        outcome=Outcome.FAILED,
        reason="crm.example answered 410: this webhook is gone",
        tries=(
            Try(at=later(0), outcome=Outcome.DEFERRED, reason="crm.example answered 503"),
            Try(at=later(1), outcome=Outcome.FAILED, reason="crm.example answered 410"),
        ),
    )
    await office.read(delivered(tried))

    page: dict[str, Any] = await office.get("/v1/deliveries", destination="crm")
    [one] = page["deliveries"]
    assert one["reference"] == grouped(STANDS.reference)
    assert (one["outcome"], one["medium"]) == ("failed", "webhook")
    assert [trial["outcome"] for trial in one["tries"]] == ["deferred", "failed"]
    assert "to_key" not in one


async def test_the_list_goes_on_page_by_page_where_many_went_at_once(office: Office) -> None:
    await office.read(*(delivered(told(number, seconds=5)) for number in range(5)))

    first, following = await listed(office, limit="2")
    second, further = await listed(office, limit="2", cursor=following or "")
    third, end = await listed(office, limit="2", cursor=further or "")

    assert first + second + third == ["n-4", "n-3", "n-2", "n-1", "n-0"]
    assert end is None


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"destination": ""},
        {"destination": "CRM"},
        {"destination": "crm", "limit": "0"},
        {"destination": "crm", "limit": "201"},
        {"destination": "crm", "cursor": "x"},
        {"destination": "crm", "cursor": "1.5"},
        {"destination": "crm", "since": "1"},
    ],
)
async def test_what_is_asked_wrongly_is_told(office: Office, query: dict[str, str]) -> None:
    await office.get("/v1/deliveries", 422, **query)


def test_a_place_is_read_back() -> None:
    assert parse_place(Place(1_795_345_200.123, "n-1").cursor) == (1_795_345_200.123, "n-1")
    assert parse_place("1e9-n") is None
