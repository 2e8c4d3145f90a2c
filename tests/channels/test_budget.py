"""A budget of bytes: never more at once, and nobody waits for ever."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.channels.budget import Budget


async def _most_at_once(whole: int, sizes: Sequence[int]) -> tuple[int, list[int]]:
    """Have all work at the same time; return how much was under way at most, and in which order it began."""
    budget, begun = Budget(whole), list[int]()
    now = most = 0

    async def work(number: int, size: int) -> None:
        nonlocal now, most
        async with budget.share(size):
            begun.append(number)
            now += size
            most = max(most, now)
            await asyncio.sleep(0)
            now -= size

    async with asyncio.timeout(10.0):
        await asyncio.gather(*(work(number, size) for number, size in enumerate(sizes)))
    return most, begun


@given(st.lists(st.integers(0, 120), max_size=30))
def test_never_more_than_the_budget_is_under_way_and_all_have_their_turn(sizes: list[int]) -> None:
    most, begun = asyncio.run(_most_at_once(100, sizes))

    assert most <= max([100, *sizes])
    assert begun == list(range(len(sizes)))


async def test_what_is_larger_than_the_budget_goes_alone() -> None:
    assert await _most_at_once(100, [60, 500, 60]) == (500, [0, 1, 2])


async def test_who_gives_up_waiting_holds_nothing() -> None:
    budget = Budget(10)
    async with budget.share(10):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), budget.share(1):
                raise AssertionError

    async with asyncio.timeout(1.0), budget.share(10):
        pass


async def test_what_fails_gives_its_share_back() -> None:
    budget = Budget(10)
    with pytest.raises(ValueError, match="no"):
        async with budget.share(10):
            raise ValueError("no")

    async with asyncio.timeout(1.0), budget.share(10):
        pass
