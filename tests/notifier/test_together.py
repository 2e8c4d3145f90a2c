"""Alerts of many cases go out as one message, each claimed and recorded in its own partition."""

import asyncio
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from services.notifier.attempts import ALERTS
from services.notifier.gather import GATHERS_AGAIN_FOR, GATHERS_FOR
from services.notifier.shell import GROUP, carry
from switchboard.bus.crew import Crew
from switchboard.bus.port import Fenced
from switchboard.contracts.delivery import Delivery, Outcome
from switchboard.contracts.notices import Alert
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import UnixSeconds
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.owing import (
    acknowledge,
    alert,
    assign,
    case,
    deliveries,
    owe,
    partition,
    reports,
    say,
)
from tests.notifier.relay import closed_port
from tests.notifier.town import town

ELSEWHERE = 3_000
"""A slot of another partition."""


def breaches(many: int) -> list[Alert]:
    """Alerts of one department, in both partitions."""
    return [alert(number, slot=7 if number % 2 else ELSEWHERE) for number in range(many)]


def newest(written: Sequence[Delivery]) -> dict[str, Delivery]:
    return {one.notice_id: one for one in written}


async def test_forty_cases_that_breach_at_once_are_one_letter_that_each_case_knows_of() -> None:
    alerts = breaches(40)
    async with town() as here, here.notifier():
        await owe(here.bus, *alerts)
        await here.gathered(40)
        assert here.sink.taken == []
        here.clock.advance(GATHERS_FOR)
        settled = await here.settled(40)

        [letter] = here.sink.letters()
        assert {one.outcome for one in settled} == {Outcome.SENT}
        assert {one.message_id for one in settled} == {letter["Message-ID"]}
        assert len({one.group for one in settled}) == 1
        assert {partition(one.reference) for one in settled} == {0, 1}


async def test_one_alert_goes_alone_after_its_window_and_shares_no_group() -> None:
    async with town() as here, here.notifier():
        await owe(here.bus, alert())
        await here.gathered(1)
        here.clock.advance(GATHERS_FOR)
        [sent] = await here.settled()

        assert (sent.outcome, sent.group) == (Outcome.SENT, "")
        assert len(here.sink.taken) == 1


async def test_two_departments_are_two_letters() -> None:
    async with town() as here, here.notifier():
        await owe(here.bus, alert(1), alert(2), alert(3, department="sales"))
        await here.gathered(3)
        here.clock.advance(GATHERS_FOR)
        await here.settled(3)

        assert len(here.sink.taken) == 2


async def test_what_is_acknowledged_before_its_window_closes_is_told_to_nobody() -> None:
    first, second = breaches(2)
    async with town() as here, here.notifier():
        await owe(here.bus, first, second)
        await here.gathered(2)
        await say(here.bus, replace(case(), reference=first.reference))
        await here.gathered(1)
        here.clock.advance(GATHERS_FOR)
        await here.settled()

        assert set(newest(await deliveries(here.bus))) == {second.notice_id}


async def test_alerts_put_off_go_together_again_under_the_same_message_id() -> None:
    async with town() as here, here.notifier():
        here.sink.says.append("451 later")
        await owe(here.bus, *breaches(4))
        await here.gathered(4)
        here.clock.advance(GATHERS_FOR)
        await here.written(lambda seen: len(seen) == 8)
        here.clock.advance(ALERTS.first_wait)
        await here.gathered(4)
        here.clock.advance(GATHERS_AGAIN_FOR)
        settled = await here.settled(4)

        assert len({one.message_id for one in await deliveries(here.bus)}) == 1
        assert {(one.attempts, one.repeated) for one in settled} == {(2, False)}
        assert len(here.sink.taken) == 1


async def test_an_alert_for_a_dead_destination_fails_so_that_another_is_told() -> None:
    async with town() as here:
        here.settings = here.settings._replace(relay=f"smtp://127.0.0.1:{closed_port()}")
        async with here.notifier():
            await owe(here.bus, *breaches(4))
            await here.gathered(4)
            failed = await here.outlasts(4)

        assert {one.outcome for one in failed} == {Outcome.FAILED}
        assert all("cannot use the relay" in one.reason for one in failed)
        assert all(one.attempts >= ALERTS.fewest_attempts for one in failed)


async def test_an_alert_whose_way_rests_too_long_fails_though_it_was_never_tried() -> None:
    async with town() as here, here.notifier():
        here.opened.lanes.of("email").rests_until = UnixSeconds(SUNDAY_NOON + 500)
        await owe(here.bus, *breaches(2))
        await here.gathered(2)
        here.clock.advance(ALERTS.gives_up_after - 1)
        await owe(here.bus, alert(9))
        await here.gathered(3)
        assert await reports(here.bus) == []
        here.clock.advance(1)
        failed = await here.settled(2)

        assert {one.notice_id for one in failed} == {one.notice_id for one in breaches(2)}
        assert {one.reason for one in failed} == {"its way did not work for 2 minutes"}
        assert {(one.outcome, one.attempts) for one in failed} == {(Outcome.FAILED, 0)}


async def test_an_alert_to_somebody_whom_no_way_leads_to_fails_at_once() -> None:
    async with town() as here, here.notifier():
        await owe(here.bus, alert(to="staff:gone"))
        [failed] = await here.settled()

    assert (failed.outcome, failed.attempts) == (Outcome.FAILED, 0)
    assert failed.reason == "gone is not among our staff"


async def test_a_digest_is_one_letter_at_its_time() -> None:
    at = UnixSeconds(SUNDAY_NOON + 3_600)
    async with town() as here, here.notifier():
        await owe(here.bus, *(assign(number, not_before=at) for number in range(3)))
        await owe(here.bus, acknowledge(9))
        await here.settled(1)
        here.clock.set(at)
        await here.gathered(3)
        here.clock.advance(GATHERS_FOR)
        await here.settled(4)

        assert len(here.sink.taken) == 2


async def test_a_case_that_came_to_a_department_is_told_at_once_and_alone() -> None:
    async with town() as here, here.notifier():
        await owe(here.bus, assign(1), assign(2))
        await here.settled(2)

        assert len(here.sink.taken) == 2


async def test_a_partition_that_another_has_taken_over_holds_up_none_of_the_others() -> None:
    async with town() as here:
        office = here.office()
        ours, lost = (asyncio.create_task(carry(office, number, Crew())) for number in (0, 1))
        await owe(here.bus, *breaches(4))
        await here.gathered(4)
        await here.bus.writer(f"{GROUP}.1")
        here.clock.advance(GATHERS_FOR)
        sent = await here.settled(2)
        with pytest.raises(Fenced):
            await lost
        ours.cancel()
        await asyncio.wait([ours])

        assert {partition(one.reference) for one in sent} == {0}
        assert {one.outcome for one in sent} == {Outcome.SENT}
        assert len(here.sink.taken) == 1
        told = here.texts()[0]
        assert [grouped(one.reference) in told for one in breaches(4)] == [
            partition(one.reference) == 0 for one in breaches(4)
        ]


async def test_none_is_claimed_once_the_notifier_has_read_that_it_was_acknowledged() -> None:
    first, second = breaches(2)
    async with town() as here, here.notifier():
        here.sink.says.append("451 later")
        await owe(here.bus, first, second)
        await here.gathered(2)
        here.clock.advance(GATHERS_FOR)
        await here.written(lambda seen: len(seen) == 4)
        await say(here.bus, replace(case(), reference=first.reference))
        await here.until(lambda: here.figure("notices_owed") == 1)
        [sent] = await here.outlasts(1)

        assert sent.notice_id == second.notice_id
        assert len([one for one in await deliveries(here.bus) if one.group]) == 4
