"""One destination and the way to it: how much may be under way at once, and when it rests.

A destination that does not work rests for all letters at once, instead of each letter finding out by itself;
when it wakes, a single letter goes ahead. Lanes know nothing of each other. Belongs to one event loop.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Final

from services.notifier.answers import Answer, Unanswered, Unreachable
from services.notifier.bucket import Bucket, Rate
from switchboard.contracts.values import Seconds, UnixSeconds

_log: Final = logging.getLogger(__name__)

WIDTH: Final = 20
"""Messages that may be between claim and answer at once."""

FIRST_REST: Final = Seconds(1.0)
LONGEST_REST: Final = Seconds(60.0)


class Lane:
    """A destination as this process finds it, shared by all partitions."""

    def __init__(
        self,
        name: str,
        jitter: Callable[[], float],
        width: int = WIDTH,
        rate: Rate | None = None,
    ) -> None:
        """`rate` is how often the destination may be asked at most; None: as often as it answers."""
        self.name = name
        self.rests_until = UnixSeconds(0.0)
        self._jitter = jitter
        self._width = width
        self._bucket = Bucket(rate) if rate else None
        self._open = 0
        self._failures = 0
        self._stir = asyncio.Event()

    def room(self, now: UnixSeconds) -> int:
        """Return how many more messages may be claimed now."""
        if now < self.rests_until:
            return 0
        free = max(0, (1 if self._failures else self._width) - self._open)
        return min(free, max(0, self._bucket.left(now))) if self._bucket else free

    def opens_at(self, now: UnixSeconds) -> UnixSeconds:
        """Return until when it rests, or has been asked often enough; `now` or before where neither is so."""
        return max(self.rests_until, self._bucket.next_at(now) if self._bucket else now)

    def enter(self, now: UnixSeconds) -> None:
        """Take a place: a message is about to be claimed."""
        self._open += 1
        if self._bucket:
            self._bucket.take(now)

    def leave(self, answer: Answer | None, now: UnixSeconds) -> None:
        """Give it back, with what the destination answered; None where it was never asked."""
        self._open -= 1
        if answer is None and self._bucket:
            self._bucket.give_back()
        if isinstance(answer, Unreachable | Unanswered):
            self._rest(now)
        elif answer is not None:
            self._work()
        self._stir.set()
        self._stir = asyncio.Event()

    def stirred(self) -> Coroutine[Any, Any, object]:
        """Return what waits until a place is given back, be it before anybody awaits it."""
        return self._stir.wait()

    def _rest(self, now: UnixSeconds) -> None:
        if now < self.rests_until:
            return  # Twenty letters that met one outage are one failure.
        if not self._failures:  # What it said stands on the deliveries; it may name a customer.
            _log.warning("destination fails", extra={"lane": self.name})
        self._failures += 1
        rest = min(FIRST_REST * 2 ** min(self._failures - 1, 20), LONGEST_REST)
        self.rests_until = UnixSeconds(round(now + rest * (0.75 + self._jitter() / 2), 3))

    def _work(self) -> None:
        if self._failures:
            _log.info("destination works again", extra={"lane": self.name})
        self._failures = 0


class Lanes:
    """The lanes of one process, each made when somebody first goes there."""

    def __init__(self, make: Callable[[str], Lane]) -> None:
        self._make = make
        self._lanes: dict[str, Lane] = {}

    def __iter__(self) -> Iterator[tuple[str, Lane]]:
        """Return each by its key, in the order of their making."""
        return iter(list(self._lanes.items()))

    def of(self, key: str) -> Lane:
        """Return the lane of a destination; the same one each time."""
        if key not in self._lanes:
            self._lanes[key] = self._make(key)
        return self._lanes[key]
