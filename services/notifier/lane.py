"""One destination and the way to it: how much may be under way at once, and when it rests.

A destination that does not work rests for all letters at once, instead of each letter finding out by itself;
when it wakes, a single letter goes ahead. Lanes know nothing of each other. Belongs to one event loop.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

from services.notifier.answers import Answer, Unanswered, Unreachable
from switchboard.contracts.values import Seconds, UnixSeconds

WIDTH: Final = 20
"""Letters that may be between claim and answer at once."""

FIRST_REST: Final = Seconds(1.0)
LONGEST_REST: Final = Seconds(60.0)


class Lane:
    """A destination as this process finds it, shared by all partitions."""

    def __init__(self, jitter: Callable[[], float], width: int = WIDTH) -> None:
        self.rests_until = UnixSeconds(0.0)
        self.ails = ""
        """Why nothing gets through at present; empty where all is well."""
        self._jitter = jitter
        self._width = width
        self._open = 0
        self._failures = 0
        self._stir = asyncio.Event()

    def room(self, now: UnixSeconds) -> int:
        """Return how many more letters may be claimed now."""
        if now < self.rests_until:
            return 0
        return max(0, (1 if self._failures else self._width) - self._open)

    def enter(self) -> None:
        """Take a place: a letter is about to be claimed."""
        self._open += 1

    def leave(self, answer: Answer | None, now: UnixSeconds) -> None:
        """Give it back, with what the destination answered; None where it was never asked."""
        self._open -= 1
        if isinstance(answer, Unreachable | Unanswered):
            self._rest(answer.reason, now)
        elif answer is not None:
            self._failures, self.ails = 0, ""
        self._stir.set()
        self._stir = asyncio.Event()

    def stirred(self) -> Coroutine[Any, Any, object]:
        """Return what waits until a place is given back, be it before anybody awaits it."""
        return self._stir.wait()

    def _rest(self, reason: str, now: UnixSeconds) -> None:
        self.ails = reason
        if now < self.rests_until:
            return  # Twenty letters that met one outage are one failure.
        self._failures += 1
        rest = min(FIRST_REST * 2 ** min(self._failures - 1, 20), LONGEST_REST)
        self.rests_until = UnixSeconds(round(now + rest * (0.75 + self._jitter() / 2), 3))
