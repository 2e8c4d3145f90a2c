"""A clock that stands still until somebody moves it."""

import asyncio

from switchboard.contracts.values import UnixSeconds

SUNDAY_NOON = UnixSeconds(1_795_348_800.0)
"""2026-11-22T12:00:00Z."""


class HandClock:
    """`switchboard.clock.Clock`, moved by hand; whoever sleeps until a moment wakes when it is reached."""

    def __init__(self, at: UnixSeconds = SUNDAY_NOON) -> None:
        self._at = at
        self._moved = asyncio.Event()

    def now(self) -> UnixSeconds:
        return self._at

    async def until(self, at: UnixSeconds) -> None:
        while self._at < at:
            await self._moved.wait()

    def set(self, at: UnixSeconds) -> None:
        """Jump to a moment; also backwards, as real clocks do."""
        self._at = at
        self._moved.set()
        self._moved = asyncio.Event()

    def advance(self, seconds: float) -> None:
        self.set(UnixSeconds(round(self._at + seconds, 3)))
