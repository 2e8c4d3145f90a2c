"""How often a destination may be asked: so many within a span, evenly, with as many at once after a pause. Pure."""

import math
from typing import Final, NamedTuple

from switchboard.contracts.values import Seconds, UnixSeconds

_CLOSE_ENOUGH: Final = 1e-3
"""Clocks that count milliseconds never hit the moment when one is full."""


class Rate(NamedTuple):
    """So many within a span."""

    times: int
    within: Seconds


class Bucket:
    """What is left of a rate: full at first, it fills again evenly."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._left = float(rate.times)
        self._at = UnixSeconds(0.0)

    def left(self, now: UnixSeconds) -> int:
        """Return how many may go now."""
        self._fill(now)
        return math.floor(self._left + _CLOSE_ENOUGH)

    def take(self, now: UnixSeconds) -> None:
        """One has gone, be it more than there was left."""
        self._fill(now)
        self._left -= 1

    def give_back(self) -> None:
        """One has not gone after all."""
        self._left = min(float(self._rate.times), self._left + 1)

    def next_at(self, now: UnixSeconds) -> UnixSeconds:
        """Return when the next may go; `now` where one may at once."""
        if self.left(now) > 0:
            return now
        return UnixSeconds(now + math.ceil((1 - self._left) * self._each * 1000) / 1000)

    @property
    def _each(self) -> float:
        return self._rate.within / self._rate.times

    def _fill(self, now: UnixSeconds) -> None:
        passed = max(0.0, now - self._at)  # A clock that was set back fills nothing.
        self._left = min(float(self._rate.times), self._left + passed / self._each)
        self._at = now
