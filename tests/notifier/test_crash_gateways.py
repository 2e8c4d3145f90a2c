"""Gateways that take a message and hang up, and deaths on the way to them: in doubt is said, or sent again by the same name."""

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from services.notifier.attempts import CLAIM_LASTS
from services.notifier.destinations import Hook
from services.notifier.means import WaysOut
from services.notifier.shell import carry
from services.notifier.sms import SmsAccount
from switchboard.bus.crew import Crew
from switchboard.contracts.delivery import Delivery, Outcome
from switchboard.contracts.notices import Notice
from switchboard.contracts.values import Identity
from switchboard.http.whereabouts import private
from tests.notifier.doom import Doom
from tests.notifier.owing import (
    acknowledge,
    alert,
    announce,
    deliveries,
    owe,
    partition,
    reply,
    reports,
)
from tests.notifier.provider import HANG_UP, Provider, provider
from tests.notifier.town import Town, town

MOBILE = Identity("tel:+4917012345")
TEXTED = acknowledge(1, to=MOBILE)
ANNOUNCED = announce(1, to="destination:crm")


@asynccontextmanager
async def gateways() -> AsyncIterator[tuple[Town, Provider]]:
    """A town whose short messages and webhooks go to a server on this machine."""
    async with town() as here, provider() as there:
        out = WaysOut(
            destinations={"crm": Hook(f"{there.url}/hook", (b"a secret of our own",))},
            sms=SmsAccount("AC1", "s3cret", "+4930901820", there.url),
            private=private("127.0.0.1"),
        )
        here.settings = here.settings._replace(out=out)
        yield here, there


def names(there: Provider) -> list[str]:
    """Return what the webhooks that were taken are called."""
    return [one.headers["webhook-id"] for one in there.asked]


async def test_a_gateway_that_hangs_up_leaves_a_customer_s_message_in_doubt_and_it_says_so() -> (
    None
):
    async with gateways() as (here, there), here.notifier():
        there.says.append(HANG_UP)
        await owe(here.bus, TEXTED)
        [doubtful] = await here.settled()
        here.clock.advance(3_600)
        await owe(here.bus, acknowledge(2, to=MOBILE))
        await here.settled(2)

        assert doubtful.outcome is Outcome.UNKNOWN
        assert doubtful.reason.endswith("it may have arrived, and is not sent again")
        assert len(there.asked) == 2


async def test_a_system_that_hangs_up_is_told_again_under_the_same_name() -> None:
    async with gateways() as (here, there), here.notifier():
        there.says.append(HANG_UP)
        await owe(here.bus, ANNOUNCED)
        [sent] = await here.outlasts(1)

        assert (sent.outcome, sent.repeated, sent.destination) == (Outcome.SENT, True, "crm")
        assert names(there) == [ANNOUNCED.notice_id] * 2


async def test_staff_are_texted_again_and_told_that_it_may_be_a_repeat() -> None:
    async with gateways() as (here, there), here.notifier():
        there.says.append(HANG_UP)
        await owe(here.bus, alert(to="tel:+4917099999"))
        [sent] = await here.outlasts(1)

        first, second = (one.form["Body"] for one in there.asked)
        assert (sent.outcome, sent.repeated, sent.provider_id) == (Outcome.SENT, True, "SM1")
        assert "possible repeat" not in first.lower()
        assert "repeat" in second.lower()


async def live_and_die(here: Town, doom: Doom, notice: Notice) -> None:
    life = doom.begin(carry(here.office(), partition(notice.reference), Crew()))
    done = asyncio.create_task(here.settled())
    await asyncio.wait([life, done], return_when=asyncio.FIRST_COMPLETED)
    for task in (life, done):
        task.cancel()
    await asyncio.gather(life, done, return_exceptions=True)


class Ending(NamedTuple):
    """How it ended, whenever death came."""

    story: list[Outcome]
    last: Delivery
    taken: list[str]
    """What the server was sent, by the names of the webhooks."""


async def tell(notice: Notice, step: int) -> tuple[Ending, bool]:
    """Kill at `step` and begin again; return how it ended, and if death came."""
    async with gateways() as (here, there):
        await owe(here.bus, notice)
        doom = Doom(step)
        await live_and_die(here, doom, notice)
        here.clock.advance(CLAIM_LASTS)
        async with here.notifier():
            await here.settled(len(await reports(here.bus)) + 1)
        written = await deliveries(here.bus)
        taken = [one.headers.get("webhook-id", "") for one in there.asked]
        return Ending([one.outcome for one in written], written[-1], taken), doom.struck


pytestmark = pytest.mark.filterwarnings(
    "ignore:coroutine .* was never awaited:RuntimeWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)
"""A death in the midst of a library leaves its coroutines as they were."""


async def every_death(notice: Notice) -> Sequence[Ending]:
    endings, struck, step = list[Ending](), True, 0
    while struck:
        ending, struck = await tell(notice, step)
        endings.append(ending)
        step += 1
    gc.collect()  # What death left behind is buried here, and alarms no other test.
    return endings


async def test_killed_at_any_await_a_customer_is_texted_once_or_the_case_says_that_it_is_in_doubt() -> (
    None
):
    endings = await every_death(TEXTED)
    sent, unknown = [Outcome.CLAIMED, Outcome.SENT], [Outcome.CLAIMED, Outcome.UNKNOWN]

    for ending in endings:
        assert ending.story in (sent, unknown)
        assert len(ending.taken) == 1 or (not ending.taken and ending.story == unknown)
    assert {len(one.taken) for one in endings if one.story == unknown} == {0, 1}


async def test_killed_at_any_await_a_system_is_told_and_twice_only_by_the_same_name() -> None:
    endings = await every_death(ANNOUNCED)
    once, again = [Outcome.CLAIMED, Outcome.SENT], [Outcome.CLAIMED, Outcome.CLAIMED, Outcome.SENT]

    for ending in endings:
        assert ending.story in (once, again)
        assert ending.last.repeated == (ending.story == again)
        assert set(ending.taken) == {ANNOUNCED.notice_id}
        assert len(ending.taken) == 1 or (len(ending.taken) == 2 and ending.story == again)
    assert {len(one.taken) for one in endings} == {1, 2}


@pytest.mark.parametrize("notice", [replace(reply(), to=MOBILE), TEXTED])
async def test_what_is_in_doubt_is_told_to_its_case(notice: Notice) -> None:
    async with gateways() as (here, there), here.notifier():
        await here.blobs.put("replies/1", b"Turn the valve.")
        there.says.append(HANG_UP)
        await owe(here.bus, notice)
        await here.settled()

        [told] = await reports(here.bus)
        assert (told.outcome, told.reason != "") == (Outcome.UNKNOWN, True)
