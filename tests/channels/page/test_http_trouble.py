"""The form when something is in the way: nothing typed is lost, and the page says what to do."""

from dataclasses import replace

import httpx
import pytest

from services.channels.door import Door
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.topics import INTAKE
from switchboard.directory import Directory
from tests.channels.doorway import inquiries, records
from tests.channels.page.test_http import endings
from tests.channels.page.visit import Visitor, visiting
from tests.harness.clock import HandClock

TYPED = {
    "subject": 'Pump "7"',
    "message": "\n\n<b>It stops</b>\n\n& nobody </textarea> knows why\n",
    "name": "Ana O'Prado",
    "email": "ana@example.org",
    "phone": "030 901820",
    "customer_number": "K-7",
}


def kept(page_words: dict[str, str]) -> dict[str, str]:
    """Return what of a page's fields the visitor typed, with the line ends of their browser."""
    return {name: page_words[name].replace("\r\n", "\n") for name in TYPED}


async def test_everything_typed_is_kept_beside_what_is_wrong(
    visitor: Visitor, bus: SqliteBus
) -> None:
    page = await visitor.opens()
    wrong = TYPED | {"email": "ana at example", "phone": "tomorrow"}
    again = await visitor.sends(page, wrong, [("foto <1>.png", b"x")])

    assert again.status == 422
    assert again.title == "Error: Contact us"
    assert again.faulty == ["email", "phone"]
    assert kept(again.kept()) == wrong
    assert "foto <1>.png" in again.text("#files-note")
    assert await records(bus, INTAKE) == []


async def test_what_was_mended_is_taken_under_the_same_ticket(
    visitor: Visitor, bus: SqliteBus
) -> None:
    page = await visitor.opens()
    again = await visitor.sends(page, TYPED | {"email": "ana at example"})
    done = await visitor.sends(again, {"email": "ana@example.org"})

    assert again.kept()["ticket"] == page.kept()["ticket"]
    assert done.status == 200
    assert len(await inquiries(bus)) == 1


async def test_a_page_that_was_open_too_long_keeps_the_text_and_is_sent_by_one_more_click(
    visitor: Visitor, clock: HandClock, bus: SqliteBus, door: Door
) -> None:
    page = await visitor.opens()
    clock.advance(86_400 + 1)
    stale = await visitor.sends(page, TYPED)

    assert (stale.status, stale.faulty) == (422, [])
    assert "open for too long" in stale.notice
    assert kept(stale.kept()) == TYPED
    assert await records(bus, INTAKE) == []
    assert (await visitor.sends(stale, {})).status == 200
    assert endings(door) == {"stale": 1, "taken": 1}


@pytest.mark.parametrize("ticket", ["", "made up", "6b02d940.fresh-0." + "0" * 32])
async def test_a_made_up_ticket_is_replaced_by_a_real_one(visitor: Visitor, ticket: str) -> None:
    page = await visitor.opens()
    stale = await visitor.sends(page, TYPED | {"ticket": ticket})

    assert stale.status == 422
    assert (await visitor.sends(stale, {})).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_what_another_website_sends_in_a_visitors_name_waits_for_their_own_click(
    visitor: Visitor, bus: SqliteBus, headers: dict[str, str]
) -> None:
    page = await visitor.opens()
    elsewhere = await visitor.sends(page, TYPED, headers=headers)

    assert elsewhere.status == 403
    assert "came from another website" in elsewhere.notice
    assert await records(bus, INTAKE) == []
    assert elsewhere.kept()["ticket"] != page.kept()["ticket"]
    own = await visitor.sends(elsewhere, {}, headers={"Sec-Fetch-Site": "same-origin"})
    assert own.status == 200


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nbroken", 400),
        ("multipart/form-data", b"", 400),
        ("application/json", b"{}", 415),
        ("text/plain", b"message=a", 415),
    ],
)
async def test_what_no_browser_sends_is_refused_and_nothing_is_written(
    visitor: Visitor, bus: SqliteBus, content_type: str, body: bytes, status: int
) -> None:
    headers = {"content-type": content_type}
    answer = await visitor.client.post("/form", content=body, headers=headers)

    assert answer.status_code == status
    assert await records(bus, INTAKE) == []


async def test_while_the_log_does_not_answer_the_page_keeps_everything_for_another_try(
    visitor: Visitor, bus: SqliteBus
) -> None:
    page = await visitor.opens()
    await bus.close()
    again = await visitor.sends(page, TYPED, [("a.txt", b"a")])

    assert (again.status, again.answer.headers["retry-after"]) == (503, "2")
    assert "could not store your message" in again.notice
    assert kept(again.kept()) == TYPED
    assert again.kept()["ticket"] == page.kept()["ticket"]


async def test_until_customers_are_known_nobody_is_taken_for_a_stranger(door: Door) -> None:
    unread = replace(door, directory=Directory())
    async with visiting(unread) as visitor:
        page = await visitor.writes(TYPED)

    assert page.status == 503
    assert kept(page.kept()) == TYPED


async def test_a_form_that_was_cut_off_is_no_inquiry(visitor: Visitor, bus: SqliteBus) -> None:
    page = await visitor.opens()
    words = {name: (None, text) for name, text in (page.kept() | TYPED).items()}
    whole = httpx.Request("POST", "/form", files=words)
    headers = {"content-type": whole.headers["content-type"]}
    cut = await visitor.client.post("/form", content=whole.read()[:-10], headers=headers)

    assert cut.status_code == 400
    assert "did not arrive whole" in cut.text
    assert await records(bus, INTAKE) == []
