"""Where something stands in the way: relays that put off, refuse or are dead, and what can't be written."""

import asyncio
import logging

import pytest
from msgspec.structs import replace

from services.notifier.lane import WIDTH
from switchboard.bus.port import Draft
from switchboard.contracts.case import FORMAT
from switchboard.contracts.codec import encode_case
from switchboard.contracts.delivery import Delivery, Outcome
from switchboard.contracts.topics import CASES
from switchboard.contracts.values import Identity, StrategyId
from tests.notifier.owing import (
    acknowledge,
    case,
    deliveries,
    owe,
    partition,
    reference,
    reports,
    strangers,
)
from tests.notifier.relay import HANG_UP, closed_port
from tests.notifier.town import Town, town


def outcomes(written: list[Delivery]) -> list[Outcome]:
    return [one.outcome for one in written]


async def test_a_letter_put_off_goes_later_under_the_same_message_id() -> None:
    async with town() as here, here.notifier():
        here.sink.says.append("451 greylisted")
        await owe(here.bus, acknowledge())
        await here.written(lambda seen: len(seen) == 2)
        here.clock.advance(30)
        [sent] = await here.settled()

        claimed, deferred, again, _ = await deliveries(here.bus)
        assert (deferred.outcome, deferred.reason) == (Outcome.DEFERRED, "451 greylisted")
        assert deferred.retry_at == claimed.at + 30
        assert again.message_id == claimed.message_id
        assert (sent.attempts, sent.repeated) == (2, False)


async def test_a_letter_put_off_is_not_forgotten_over_a_restart() -> None:
    async with town() as here:
        async with here.notifier():
            here.sink.says.append("451 greylisted")
            await owe(here.bus, acknowledge())
            await here.written(lambda seen: len(seen) == 2)
        here.clock.advance(30)
        async with here.notifier():
            [sent] = await here.settled()

        assert sent.attempts == 2


async def test_a_letter_refused_has_failed_with_the_relay_s_own_words() -> None:
    async with town() as here, here.notifier():
        here.sink.says.append("550 no such user")
        await owe(here.bus, acknowledge())
        [failed] = await here.settled()

        assert (failed.outcome, failed.reason) == (Outcome.FAILED, "550 no such user")


async def test_behind_a_dead_relay_letters_wait_and_go_when_it_is_back() -> None:
    async with town() as here:
        here.settings = here.settings._replace(relay=f"smtp://127.0.0.1:{closed_port()}")
        async with here.notifier():
            await owe(here.bus, *strangers(WIDTH + 5))
            await here.written(lambda seen: len(seen) == 2 * WIDTH)
            here.clock.advance(1)
            written = await here.written(lambda seen: len(seen) == 2 * WIDTH + 2)
            assert len({one.notice_id for one in written}) <= WIDTH + 1  # One goes ahead.
            assert "cannot use the relay" in written[-1].reason
            assert written[-1].attempts == 0
        here.settings = here.settings._replace(relay=here.sink.url)
        async with here.notifier():
            settled = await here.settled(WIDTH + 5)

        assert {one.outcome for one in settled} == {Outcome.SENT}
        assert len(here.sink.taken) == WIDTH + 5


async def test_a_dead_relay_holds_up_nothing_that_goes_elsewhere() -> None:
    async with town() as here:
        here.settings = here.settings._replace(relay=f"smtp://127.0.0.1:{closed_port()}")
        async with here.notifier():
            await owe(here.bus, *strangers(WIDTH))
            await here.written(lambda seen: len(seen) == 2 * WIDTH)
            await owe(here.bus, acknowledge(99, to=Identity("tel:+4930901820")))
            [kept] = await here.settled()

        assert kept.reason == "no gateway sends short messages: set SWITCHBOARD_SMS"


async def test_a_relay_that_takes_a_letter_and_hangs_up_may_get_it_twice_and_the_case_says_so() -> (
    None
):
    async with town() as here, here.notifier():
        here.sink.says_after.append(HANG_UP)
        await owe(here.bus, acknowledge())
        await here.written(lambda seen: len(seen) == 2)
        here.clock.advance(30)
        [sent] = await here.settled()

        assert sent.repeated
        assert len({letter["Message-ID"] for letter in here.sink.letters()}) == 1


@pytest.mark.parametrize(
    ("to", "outcome"),
    [
        ("mailto:support+x@acme.example", Outcome.SUPPRESSED),
        ("mailto:ana@customer.example\r\nBcc: all@customer.example", Outcome.FAILED),
        ("customer:4711", Outcome.FAILED),
    ],
)
async def test_who_cannot_be_mailed_is_not_and_stops_nobody(to: str, outcome: Outcome) -> None:
    async with town() as here, here.notifier():
        await owe(here.bus, acknowledge(1, to=Identity(to)), acknowledge(2))
        settled = await here.settled(2)

        assert {one.reference: one.outcome for one in settled} == {
            reference(1): outcome,
            reference(2): Outcome.SENT,
        }
        assert all(one.reason for one in settled if one.outcome is outcome)


async def test_a_strategy_that_is_not_there_yet_is_waited_for() -> None:
    async with town() as here, here.notifier():
        await owe(here.bus, replace(acknowledge(), strategy_id=StrategyId("f" * 64)))
        written = await here.written(lambda seen: len(seen) == 2)

        assert written[-1].outcome is Outcome.DEFERRED
        assert written[-1].reason.startswith("cannot be written yet: Missing: strategies/ffff")


async def test_a_strategy_that_is_broken_fails_the_letter_where_staff_see_it() -> None:
    async with town() as here, here.notifier():
        await here.blobs.put("strategies/" + "e" * 64, b'{"files": {"strategy.yaml": "no: 1"}}')
        await owe(here.bus, replace(acknowledge(), strategy_id=StrategyId("e" * 64)))
        [failed] = await here.settled()

        assert failed.outcome is Outcome.FAILED
        assert failed.reason.startswith("cannot be written: strategy.yaml:1:1")


async def test_a_notifier_told_to_stop_ends_what_it_has_begun() -> None:
    async with town() as here:
        begun = asyncio.Event()
        here.sink.when_taken = begun.set
        async with here.notifier():
            await owe(here.bus, acknowledge())
            await begun.wait()

        assert outcomes(await deliveries(here.bus)) == [Outcome.CLAIMED, Outcome.SENT]
        assert len(await reports(here.bus)) == 1


async def test_a_case_from_the_future_stops_its_partition_and_says_upgrade(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with town() as here, here.notifier():
        with caplog.at_level(logging.CRITICAL):
            newer = replace(case(), format=FORMAT + 1)
            at = partition(newer.reference)
            await here.bus.publish([Draft(CASES, at, b"x", encode_case(newer))])
            await here.until(lambda: "upgrade" in here.crew.troubles.get(at, ""))
        assert await deliveries(here.bus) == []


async def test_a_sender_whom_the_relay_does_not_take_fails_no_letter_for_good() -> None:
    async with town() as here, here.notifier():
        here.sink.says_first.append("550 the null sender is not allowed")
        await owe(here.bus, acknowledge())
        written = await here.written(lambda seen: len(seen) == 2)
        assert written[-1].outcome is Outcome.DEFERRED
        assert "the null sender is not allowed" in written[-1].reason
        here.clock.advance(1)
        [sent] = await here.settled()

        assert (sent.outcome, sent.attempts) == (Outcome.SENT, 1)


async def test_its_transactions_are_counted() -> None:
    async with town() as here, here.notifier():
        await owe(here.bus, acknowledge())
        await here.settled()

        assert figure(here, "bus_transactions_total", outcome="committed") == 2


async def test_what_is_owed_and_how_it_went_is_counted() -> None:
    async with town() as here, here.notifier():
        here.sink.says.append("451 later")
        await owe(here.bus, acknowledge())
        await here.written(lambda seen: len(seen) == 2)
        assert figure(here, "notices_owed") == 1
        here.clock.advance(30)
        await here.settled()

        await here.until(lambda: figure(here, "notices_owed") == 0)
        labels = {"purpose": "acknowledgement", "medium": "email"}
        assert figure(here, "deliveries_total", outcome="deferred", **labels) == 1
        assert figure(here, "deliveries_total", outcome="sent", **labels) == 1
        assert figure(here, "acknowledgement_delay_seconds_sum") == 30


def figure(here: Town, name: str, **labels: str) -> float:
    return here.metrics.registry.get_sample_value(f"switchboard_{name}", labels) or 0.0
