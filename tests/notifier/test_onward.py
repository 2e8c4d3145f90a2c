"""An inquiry goes on to another case: in its own words, or without them where the log has forgotten; and never not at all."""

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import pytest
from msgspec.structs import replace

from services.notifier.answers import Refused, Sent, Unreachable
from services.notifier.attempts import CLAIM_LASTS
from services.notifier.onward import BEYOND_THE_LOG, Onward
from services.notifier.shell import carry
from services.notifier.words import LOOKS
from switchboard.bus.crew import Crew
from switchboard.bus.port import Bus, Draft, Reader, Record, Spot
from switchboard.contracts.codec import decode_event, encode_event
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import Forwarded, InquiryReceived, Sender
from switchboard.contracts.notices import Forward
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import INTAKE, slot_key
from switchboard.contracts.values import (
    Channel,
    InquiryId,
    Medium,
    NoticeId,
    Seconds,
    UnixSeconds,
)
from tests.harness.clock import SUNDAY_NOON, HandClock
from tests.notifier.doom import Doom, Killed
from tests.notifier.log import log, records
from tests.notifier.owing import ANA, PARTITIONS, deliveries, owe, partition, reference, reports
from tests.notifier.town import Town, town

LOSER, WINNER = reference(1), reference(2, slot=4_000)
SAID = InquiryReceived(
    inquiry_id=InquiryId("inquiry-1"),
    reference=LOSER,
    slot=slot_of_reference(LOSER),
    channel=Channel.WEB,
    received_at=SUNDAY_NOON,
    sender=Sender(name="Ana", identities=(ANA,)),
    text="The pump stops",
)
SENT_ON = Forwarded(to=WINNER, through=(LOSER,), action_id="merge-1")
KNOWN = replace(SAID, text="", slot=slot_of_reference(WINNER), forwarded=SENT_ON)


def forward(position: int | None = 0) -> Forward:
    return Forward(
        notice_id=NoticeId(f"{LOSER}-forward-1"),
        reference=LOSER,
        inquiry=KNOWN,
        position=position,
        owed_at=SUNDAY_NOON,
    )


async def heard(bus: Bus) -> None:
    """Have the inquiry in the log, as the first of its partition."""
    value, headers = encode_event(SAID, source="/test", at=SUNDAY_NOON)
    await bus.publish([Draft(INTAKE, partition(LOSER), slot_key(SAID.slot), value, headers)])


async def sent_on(bus: Bus) -> list[InquiryReceived]:
    """Return what stands in the log on its way to another case."""
    events = [decode_event(record.value) for record in await records(bus, INTAKE)]
    return [one for one in events if isinstance(one, InquiryReceived) and one.forwarded]


def onward(bus: Bus) -> Onward:
    return Onward(bus, HandClock(), PARTITIONS)


async def test_an_inquiry_goes_on_in_its_own_words_to_where_the_other_case_lives() -> None:
    async with log(HandClock(), PARTITIONS) as bus:
        await heard(bus)

        assert await onward(bus).send(forward()) == Sent()

        assert partition(WINNER) != partition(LOSER)
        (record,) = [
            one for one in await records(bus, INTAKE) if one.partition == partition(WINNER)
        ]
        assert record.key == b"4000"
        assert decode_event(record.value) == replace(SAID, slot=KNOWN.slot, forwarded=SENT_ON)


@pytest.mark.parametrize("position", [None, 1, 7])
async def test_what_the_log_has_no_words_of_goes_on_without_them(position: int | None) -> None:
    async with log(HandClock(), PARTITIONS) as bus:
        await heard(bus)

        assert await onward(bus).send(forward(position)) == Sent()

        wordless = replace(SENT_ON, wordless=True)
        assert await sent_on(bus) == [
            replace(KNOWN, warnings=(BEYOND_THE_LOG,), forwarded=wordless)
        ]


async def test_another_record_at_that_place_is_not_taken_for_the_inquiry() -> None:
    async with log(HandClock(), PARTITIONS) as bus:
        other = replace(SAID, inquiry_id=InquiryId("another"), text="Secret")
        value, headers = encode_event(other, source="/test", at=SUNDAY_NOON)
        await bus.publish([Draft(INTAKE, partition(LOSER), b"0007", value, headers)])

        await onward(bus).send(forward())

        assert [one.text for one in await sent_on(bus)] == [""]


async def test_when_it_reached_us_is_as_its_case_has_it() -> None:
    async with log(HandClock(), PARTITIONS) as bus:
        await heard(bus)
        earlier = replace(KNOWN, received_at=UnixSeconds(SUNDAY_NOON - 60))

        await onward(bus).send(replace(forward(), inquiry=earlier))

        assert [one.received_at for one in await sent_on(bus)] == [SUNDAY_NOON - 60]


async def test_a_log_that_does_not_answer_is_no_fault_of_the_inquiry() -> None:
    async with log(HandClock(), PARTITIONS) as bus:
        await bus.close()

        assert isinstance(await onward(bus).send(forward()), Unreachable)


class Silent:
    """A reader whose broker says nothing, the first few times that it is asked."""

    def __init__(self, reader: Reader, times: int) -> None:
        self._reader = reader
        self._times = times

    async def batch(self, limit: int, wait: Seconds) -> list[Record]:
        if self._times:
            self._times -= 1
            return []
        return await self._reader.batch(limit, wait)

    def position(self, spot: Spot) -> int:
        return self._reader.position(spot)

    async def close(self) -> None:
        await self._reader.close()


class Slow:
    """A log that is well but for what it shows."""

    def __init__(self, bus: Bus, times: int) -> None:
        self._bus = bus
        self._times = times

    async def reader(self, starts: Mapping[Spot, int]) -> Silent:
        return Silent(await self._bus.reader(starts), self._times)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bus, name)


async def test_a_log_that_is_silent_for_a_while_has_forgotten_nothing() -> None:
    async with log(HandClock(), PARTITIONS) as bus:
        await heard(bus)

        answer = await onward(cast("Bus", Slow(bus, LOOKS - 1))).send(forward())

        assert answer == Sent()
        assert [one.text for one in await sent_on(bus)] == [SAID.text]


async def test_what_a_log_does_not_show_waits_and_goes_nowhere_without_its_words() -> None:
    async with log(HandClock(), PARTITIONS) as bus:
        await heard(bus)

        answer = await onward(cast("Bus", Slow(bus, LOOKS))).send(forward())

        assert isinstance(answer, Unreachable)
        assert await sent_on(bus) == []


async def test_what_no_record_can_hold_is_refused_and_said_so() -> None:
    async with log(HandClock(), PARTITIONS) as bus:
        large = replace(KNOWN, attributes={"x": "y" * 1_100_000})

        answer = await onward(bus).send(replace(forward(None), inquiry=large))

        assert isinstance(answer, Refused)


async def test_a_forward_is_claimed_sent_recorded_and_reported_like_a_letter() -> None:
    async with town() as here:
        await heard(here.bus)
        await owe(here.bus, forward())
        async with here.notifier():
            (done,) = await here.settled()

        assert [one.outcome for one in await deliveries(here.bus)] == [
            Outcome.CLAIMED,
            Outcome.SENT,
        ]
        assert (done.purpose, done.medium, done.message_id) == (Purpose.FORWARD, Medium.LOG, "")
        assert [(one.purpose, one.outcome) for one in await reports(here.bus)] == [
            (Purpose.FORWARD, Outcome.SENT)
        ]
        assert here.sink.taken == []


async def live_and_die(here: Town, doom: Doom) -> None:
    """Run a carrier until it is doomed, or has done all there is."""
    life = doom.begin(carry(here.office(), partition(LOSER), Crew()))
    done = asyncio.create_task(here.settled())
    await asyncio.wait([life, done], return_when=asyncio.FIRST_COMPLETED)
    for task in (life, done):
        task.cancel()
    await asyncio.gather(life, done, return_exceptions=True)


async def tell(step: int) -> tuple[tuple[Outcome, ...], int, bool]:
    """Kill at `step` and begin again; return what was written by then, how often it was sent on, and if death came."""
    async with town() as here:
        await heard(here.bus)
        await owe(here.bus, forward())
        doom = Doom(step)
        await live_and_die(here, doom)
        before = tuple(one.outcome for one in await deliveries(here.bus))
        here.clock.advance(CLAIM_LASTS)
        async with here.notifier():
            await here.settled(len(await reports(here.bus)) + 1)
        last = (await deliveries(here.bus))[-1]
        copies = await sent_on(here.bus)
        assert last.outcome is Outcome.SENT
        assert {one.inquiry_id for one in copies} == {SAID.inquiry_id}
        assert {one.text for one in copies} == {SAID.text}
        return before, len(copies), doom.struck


async def test_killed_at_any_await_an_inquiry_goes_on_and_twice_only_from_the_window() -> None:
    seen, struck, step = set(), True, 0
    while struck:
        before, copies, struck = await tell(step)
        seen.add((before, copies))
        step += 1

    assert seen == {
        ((), 1),  # before the claim
        ((Outcome.CLAIMED,), 1),  # claimed, not sent
        ((Outcome.CLAIMED,), 2),  # sent, not recorded
        ((Outcome.CLAIMED, Outcome.SENT), 1),  # recorded, reported or not
    }


@pytest.mark.parametrize("point", ["notifier.claimed", "notifier.sent", "notifier.recorded"])
async def test_struck_where_a_delivery_has_come_to_it_is_neither_lost_nor_another(
    point: str,
) -> None:
    def strike(reached: str) -> None:
        if reached == point:
            raise Killed

    async with town() as here:
        await heard(here.bus)
        await owe(here.bus, forward())
        with pytest.raises(Killed):
            await carry(here.office(strike), partition(LOSER), Crew())
        here.clock.advance(CLAIM_LASTS)
        async with here.notifier():
            await here.settled()

        assert {one.inquiry_id for one in await sent_on(here.bus)} == {SAID.inquiry_id}
