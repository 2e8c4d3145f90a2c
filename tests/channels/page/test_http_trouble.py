"""The form when something is in the way: nothing typed is lost, and the page says what to do."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from services.channels.door import Door
from services.channels.limits import Limits
from services.channels.page.manners import Manners
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.topics import INTAKE
from switchboard.contracts.values import Seconds
from switchboard.directory import Directory
from switchboard.http.pace import Rate
from switchboard.http.visitor import networks
from tests.channels.doorway import door_on, inquiries, records
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
TWICE = Manners(rate=Rate(at_once=2, every=Seconds(60.0)))


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


async def test_who_sends_too_often_is_asked_to_wait_and_keeps_what_they_typed(
    door: Door, clock: HandClock, bus: SqliteBus
) -> None:
    async with visiting(door, TWICE) as visitor:
        for _ in range(2):
            assert (await visitor.writes("Hello")).status == 200
        hasty = await visitor.writes(TYPED)
        clock.advance(59.9)
        still = await visitor.sends(hasty, {})
        clock.advance(0.1)
        done = await visitor.sends(hasty, {})

    assert (hasty.status, hasty.answer.headers["retry-after"]) == (429, "60")
    assert "wait 60 seconds" in hasty.notice
    assert kept(hasty.kept()) == TYPED
    assert (still.status, still.answer.headers["retry-after"]) == (429, "1")
    assert done.status == 200
    assert len(await inquiries(bus)) == 3


async def test_who_is_too_hasty_is_answered_in_their_language(door: Door) -> None:
    async with visiting(door, Manners(rate=Rate(1, Seconds(60.0)))) as visitor:
        page = await visitor.opens("/form?lang=id")
        await visitor.sends(page, {"message": "Halo"})
        hasty = await visitor.sends(page, {"message": "Halo lagi"})

    assert (hasty.status, hasty.language) == (429, "id")
    assert "tunggu 60 detik" in hasty.notice


async def test_a_large_message_of_somebody_too_hasty_is_not_read_and_the_browser_still_has_it(
    bus: SqliteBus, clock: HandClock
) -> None:
    door = door_on(bus, clock, Limits(form_kept_bytes=5_000))
    async with visiting(door, Manners(rate=Rate(1, Seconds(60.0)))) as visitor:
        await visitor.writes("Hello")
        refused = await visitor.writes("x" * 5_000)

    assert refused.status == 429
    assert refused.answer.headers["retry-after"] == "60"
    assert "back button" in refused.notice


async def test_one_hasty_visitor_keeps_no_other_waiting_also_behind_our_proxy(
    door: Door,
) -> None:
    manners = Manners(rate=Rate(1, Seconds(60.0)), proxies=networks("10.0.0.0/8"))
    async with visiting(door, manners, "10.0.0.1") as proxy:
        page = await proxy.opens()
        told = []
        for who in ("198.51.100.1", "198.51.100.1", "198.51.100.2"):
            forwarded = {"X-Forwarded-For": f"192.0.2.1, {who}"}
            told.append((await proxy.sends(page, {"message": who}, headers=forwarded)).status)

    assert told == [200, 429, 200]


async def test_whoever_says_without_being_asked_that_they_forward_others_is_one_visitor(
    door: Door,
) -> None:
    async with visiting(door, Manners(rate=Rate(1, Seconds(60.0)))) as visitor:
        page = await visitor.opens()
        told = []
        for made_up in ("192.0.2.1", "192.0.2.2"):
            forwarded = {"X-Forwarded-For": made_up}
            told.append((await visitor.sends(page, {"message": "a"}, headers=forwarded)).status)

    assert told == [200, 429]


async def test_a_form_takes_what_its_limit_says_and_no_more(
    bus: SqliteBus, clock: HandClock
) -> None:
    door = door_on(bus, clock, Limits(form_bytes=10_000))
    async with visiting(door) as visitor:
        page = await visitor.opens()
        head, tail = f"ticket={page.kept()['ticket']}&message=".encode(), b"a"
        type_ = {"content-type": "application/x-www-form-urlencoded"}
        fits = head + tail * (10_000 - len(head))
        taken = await visitor.client.post("/form", content=fits, headers=type_)
        above = await visitor.client.post("/form?lang=de", content=fits + b"a", headers=type_)

    assert len(fits) == 10_000
    assert (taken.status_code, above.status_code) == (200, 413)
    assert "höchstens 20 Dateien mit zusammen höchstens 24 MB" in above.text
    assert "Zurück-Taste" in above.text
    assert endings(door) == {"taken": 1, "too_large": 1}


async def test_words_are_as_long_as_their_limit_says_and_no_longer_and_files_do_not_count(
    bus: SqliteBus, clock: HandClock
) -> None:
    door = door_on(bus, clock, Limits(form_words_bytes=10_000))
    async with visiting(door) as visitor:
        page = await visitor.opens()
        rest = sum(len(text) for text in page.kept().values())
        words = {"message": "a" * (10_000 - rest)}
        taken = await visitor.sends(page, words, [("a.txt", bytes(20_000))])
        above = await visitor.sends(page, {"message": words["message"] + "a"})

    assert (taken.status, above.status) == (200, 413)


async def test_what_is_too_large_is_read_to_its_end_so_that_the_browser_shows_the_answer(
    bus: SqliteBus, clock: HandClock
) -> None:
    door = door_on(bus, clock, Limits(form_bytes=10_000, form_drained_bytes=100_000))
    sent = []

    async def pieces(total: int) -> AsyncIterator[bytes]:
        for _ in range(total // 1_000):
            sent.append(1_000)
            yield b"x" * 1_000

    async with visiting(door) as visitor:
        headers = {"content-type": "multipart/form-data; boundary=x"}
        await visitor.client.post("/form", content=pieces(90_000), headers=headers)
        to_its_end = sum(sent)
        sent.clear()
        await visitor.client.post("/form", content=pieces(1_000_000), headers=headers)

    assert to_its_end == 90_000
    assert 100_000 <= sum(sent) <= 120_000


async def test_too_many_pieces_are_too_much_as_well(visitor: Visitor) -> None:
    page = await visitor.writes("Hello", [(f"{n}.txt", b"") for n in range(200)])

    assert page.status == 413
    assert "at most 20 files" in page.notice


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
