"""Machines that answer each other are not answered for ever, and the case says so."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from services.notifier.caps import OURS
from services.notifier.gather import GATHERS_FOR
from services.notifier.shell import carry
from switchboard.bus.crew import Crew
from switchboard.contracts.delivery import Delivery, Outcome
from switchboard.contracts.notices import Acknowledge
from switchboard.contracts.values import Identity, NoticeId
from switchboard.strategy.bundle import Bundle, blob_key, bundle_id, pack
from switchboard.strategy.escalation import Suppression
from tests.notifier.owing import (
    STRATEGY,
    acknowledge,
    alert,
    deliveries,
    owe,
    partition,
    reply,
    reports,
    survey,
)
from tests.notifier.strategy import BUNDLE
from tests.notifier.stuck import Stuck
from tests.notifier.town import Town, town

SAYS = "acknowledge: {suppress: {per_address: {10m: 3}}}\n"
CAPPED = Bundle(files=BUNDLE.files | {"strategy.yaml": BUNDLE.files["strategy.yaml"] + SAYS})
THREE = Suppression.model_validate({"per_address": {"10m": 3}})
ELSEWHERE = 3_000


def capped(number: int, slot: int = 7) -> Acknowledge:
    """An acknowledgement to Ana, by a strategy that allows three in ten minutes."""
    notice = acknowledge(number)
    other = alert(number, slot=slot).reference
    return replace(
        notice,
        notice_id=NoticeId(f"{other}-ack-email"),
        reference=other,
        strategy_id=bundle_id(CAPPED),
    )


async def know(here: Town) -> None:
    await here.blobs.put(blob_key(bundle_id(CAPPED)), pack(CAPPED))


def kept_back(settled: list[Delivery]) -> list[Delivery]:
    return [one for one in settled if one.outcome is Outcome.SUPPRESSED]


async def test_the_fourth_in_ten_minutes_stays_here_whatever_partition_its_case_is_in() -> None:
    async with town() as here, here.notifier():
        await know(here)
        for number in range(4):
            await owe(here.bus, capped(number, slot=7 if number % 2 else ELSEWHERE))
            await here.settled(number + 1)
        settled = await here.settled(4)

        [kept] = kept_back(settled)
        assert kept.reason == "more than 3 within 10 minutes to this address"
        assert (kept.attempts, len(here.sink.taken)) == (0, 3)
        told = [one for one in await reports(here.bus) if one.outcome is Outcome.SUPPRESSED]
        assert [one.reason for one in told] == [kept.reason]


async def test_many_that_come_in_one_breath_are_counted_one_by_one() -> None:
    async with town() as here:
        await know(here)
        await owe(here.bus, *(capped(number) for number in range(10)))
        async with here.notifier():
            settled = await here.settled(10)

        assert (len(here.sink.taken), len(kept_back(settled))) == (3, 7)


async def test_a_notifier_that_begins_anew_remembers_what_went_before() -> None:
    async with town() as here:
        await know(here)
        async with here.notifier():
            await owe(here.bus, *(capped(number) for number in range(3)))
            await here.settled(3)
        async with here.notifier():
            last = capped(9, slot=ELSEWHERE)
            await owe(here.bus, last)
            written = await here.written(lambda seen: seen[-1].notice_id == last.notice_id)

        assert written[-1].outcome is Outcome.SUPPRESSED


async def test_a_strategy_that_the_store_does_not_hand_out_holds_up_no_other_and_no_alert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notifier.library.FETCHED_WITHIN", 600.0)
    key = blob_key(bundle_id(CAPPED))
    async with town() as here:
        here.blobs = store = Stuck(tmp_path, key)
        await store.put(blob_key(STRATEGY), pack(BUNDLE))
        await know(here)
        async with here.notifier():
            await owe(here.bus, *(capped(number) for number in range(30)))
            await here.until(lambda: key in store.asked)
            await owe(here.bus, replace(acknowledge(99), to=Identity("mailto:ben@else.example")))
            await owe(here.bus, alert(98))
            await here.gathered(1)
            here.clock.advance(GATHERS_FOR)
            settled = await here.settled(2)
            store.let_go()
            everything = await here.settled(32)

    told = {one.notice_id for one in settled}
    assert told == {acknowledge(99).notice_id, alert(98).notice_id}
    assert len(kept_back(everything)) == 27


async def test_after_its_span_the_next_goes_out() -> None:
    async with town() as here, here.notifier():
        await know(here)
        await owe(here.bus, *(capped(number) for number in range(4)))
        await here.settled(4)
        here.clock.advance(600)
        await owe(here.bus, capped(9))
        settled = await here.settled(5)

        assert (len(here.sink.taken), len(kept_back(settled))) == (4, 1)


async def test_what_people_write_goes_out_however_much_machines_have_sent() -> None:
    async with town() as here, here.notifier():
        await know(here)
        await here.blobs.put("replies/1", b"Turn the valve.")
        await owe(here.bus, *(capped(number) for number in range(4)), reply(9))
        settled = await here.settled(5)

        assert [one.outcome for one in settled if one.notice_id == reply(9).notice_id] == [
            Outcome.SENT
        ]


async def test_a_strategy_that_says_nothing_of_caps_is_held_to_ours() -> None:
    [most, *_] = OURS.per_address.values()
    async with town() as here, here.notifier():
        await owe(here.bus, *(acknowledge(number) for number in range(most + 1)))
        settled = await here.settled(most + 1)

        assert len(kept_back(settled)) == 1


async def test_nobody_is_asked_twice_within_a_month_and_the_second_says_when_they_were() -> None:
    async with town() as here, here.notifier():
        await owe(here.bus, survey(1))
        [first] = await here.settled()
        here.clock.advance(86_400)
        await owe(here.bus, survey(2))
        settled = await here.settled(2)

        assert first.outcome is Outcome.SENT
        assert [one.reason for one in kept_back(settled)] == [
            "this address was asked on 2026-11-22, less than 30 days ago"
        ]


async def test_no_delivery_says_in_the_open_whom_it_went_to() -> None:
    async with town() as here, here.notifier():
        await owe(here.bus, replace(acknowledge(), to=Identity("mailto:ana@customer.example")))
        await here.settled()

        for written in await deliveries(here.bus):
            assert written.to_key
            assert "ana" not in repr(written)


async def test_what_another_instance_has_sent_is_counted_here_too() -> None:
    async with town() as here:
        await know(here)
        one, other = here.office(), here.office()
        tasks = [
            asyncio.create_task(work)
            for work in (
                other.follower.run(),
                carry(one, partition(capped(1).reference), Crew()),
                carry(other, partition(capped(1, slot=ELSEWHERE).reference), Crew()),
            )
        ]
        await owe(here.bus, *(capped(number) for number in range(3)))
        await here.settled(3)
        await here.until(lambda: other.caps.reached(capped(9), THREE, here.clock.now()) != "")
        await owe(here.bus, capped(9, slot=ELSEWHERE))
        settled = await here.settled(4)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

        assert len(kept_back(settled)) == 1
