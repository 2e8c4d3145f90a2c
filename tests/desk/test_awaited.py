"""Waiting for what becomes of an action."""

import asyncio

import pytest

from services.desk.awaited import Awaited
from services.desk.board import CaseGone, Change, change
from switchboard.contracts.handling import CaseClaimed
from tests.desk.matter import Log, acted, case, inquiry, stood

CLAIM = CaseClaimed(action_id="claim", reference=inquiry().reference, by="mia")


def told() -> list[Change]:
    found = change(Log().take([stood(acted(case(inquiry()), CLAIM))])[0])
    assert found is not None
    return [CaseGone(inquiry().reference), found]


async def test_everybody_who_waits_for_an_action_hears_of_it() -> None:
    awaited = Awaited()
    with awaited.outcome("claim") as one, awaited.outcome("claim") as other:
        awaited.tell(told())

        assert [(await answer).action_id for answer in (one, other)] == ["claim", "claim"]


async def test_another_action_is_no_answer() -> None:
    awaited = Awaited()
    with awaited.outcome("reply") as answer:
        awaited.tell(told())

        assert not answer.done()


async def test_being_told_twice_does_no_harm() -> None:
    awaited = Awaited()
    with awaited.outcome("claim") as answer:
        awaited.tell(told())
        awaited.tell(told())

        assert (await answer).accepted


async def test_nobody_is_kept_after_they_have_gone() -> None:
    awaited = Awaited()
    with pytest.raises(TimeoutError), awaited.outcome("claim") as answer:
        async with asyncio.timeout(0.001):
            await answer

    awaited.tell(told())

    assert awaited._waiting == {}
