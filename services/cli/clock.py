"""The real clock, the real chance: the only place that asks the machine for either."""

import asyncio
import random
import secrets
import time

from switchboard.contracts.values import UnixSeconds

_LONGEST_SLEEP = 3_600.0
"""A machine that was suspended, or whose clock was set, is found out within this."""


class WallClock:
    """`switchboard.clock.Clock` over the machine's own."""

    def now(self) -> UnixSeconds:
        return UnixSeconds(time.time_ns() // 1_000_000 / 1_000)

    async def until(self, at: UnixSeconds) -> None:
        while (left := at - self.now()) > 0:  # noqa: ASYNC110 - this is the clock
            await asyncio.sleep(min(left, _LONGEST_SLEEP))


def fresh() -> str:
    """Return a new id that nobody can guess."""
    return secrets.token_urlsafe(18)


def jitter() -> float:
    """Return a number in [0, 1) that two processes do not share."""
    return random.random()  # noqa: S311 - spreads retries, guards nothing


def stopwatch() -> float:
    """Return seconds that only ever grow, from no particular beginning."""
    return time.perf_counter()
