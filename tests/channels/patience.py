"""Waiting for a condition, with a deadline: what is asynchronous is never slept for."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], bool], within: float = 20.0) -> None:
    """Return as soon as `condition` holds; fail where it doesn't in time."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - it waits for others' work, which rings no bell
            await asyncio.sleep(0.01)
