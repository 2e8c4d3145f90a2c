"""How much and how often: a visitor who meets a limit is told so in their language, and no other visitor is."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.channels.door import Door
from services.channels.limits import Limits
from services.channels.page.manners import Manners
from switchboard.bus.sqlite import SqliteBus
from switchboard.contracts.values import Seconds
from switchboard.http.pace import Rate
from switchboard.http.visitor import networks
from tests.channels.doorway import caller, door_on, inquiries
from tests.channels.page.test_http import endings
from tests.channels.page.test_http_trouble import TYPED, kept
from tests.channels.page.visit import Visitor, visiting
from tests.harness.clock import HandClock

TWICE = Manners(rate=Rate(at_once=2, every=Seconds(60.0)))


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


@pytest.mark.parametrize(
    "limits", [Limits(form_requests=1), Limits(form_buffered_bytes=25_000)], ids=["many", "much"]
)
async def test_a_crowd_at_the_form_is_asked_to_come_back_and_crowds_out_nobody_else(
    bus: SqliteBus, clock: HandClock, limits: Limits
) -> None:
    door = door_on(bus, clock, limits)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"x" * 20_000
        begun.set()
        await go_on.wait()

    async with visiting(door) as visitor, caller(door) as system:
        page = await visitor.opens("/form?lang=de")
        headers = {"content-type": "multipart/form-data; boundary=x"}
        slow = asyncio.create_task(visitor.client.post("/form", content=slowly(), headers=headers))
        await begun.wait()
        crowded = await visitor.sends(page, {"message": "a" * 10_000})
        other = await system.post("/v1/inquiries", json={"text": "a" * 10_000})
        go_on.set()
        await slow
        later = await visitor.sends(page, {"message": "a" * 10_000})

    assert (crowded.status, crowded.language) == (503, "de")
    assert crowded.answer.headers["retry-after"] == "2"
    assert "versuchen Sie es gleich noch einmal" in crowded.notice
    assert other.status_code == 202
    assert later.status == 200


async def test_too_many_pieces_are_too_much_as_well(visitor: Visitor) -> None:
    page = await visitor.writes("Hello", [(f"{n}.txt", b"") for n in range(200)])

    assert page.status == 413
    assert "at most 20 files" in page.notice
