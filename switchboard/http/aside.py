"""Work on something large, beside the others: in a thread, so that they need not wait for it."""

from collections.abc import Callable
from typing import Final, TypeVar

from starlette.concurrency import run_in_threadpool

T = TypeVar("T")

LARGE: Final = 500_000
"""Bytes that take longer than others should wait."""


async def aside(size: int, work: Callable[[], T]) -> T:
    """Return what `work` on so many bytes returns. It must not touch what others change meanwhile."""
    return await run_in_threadpool(work) if size > LARGE else work()
