"""How fast each may come: a pace for every API key, and one for whoever shows none that is known.

One flood then costs whoever sends it, and nobody else. The counts are this process's own: several of them
let through as many times as much.
"""

import math
from typing import Final

from starlette.requests import Request

from switchboard.clock import Clock
from switchboard.contracts.values import Seconds
from switchboard.http.pace import Pace, Rate, neighborhood
from switchboard.http.problems import TOO_MANY, Problem

_BURST: Final = Seconds(4.0)
"""How long a key may save up what it doesn't send."""
REFUSED: Final = Rate(at_once=20, every=Seconds(1.0))
"""How often one address may come without a key that is known."""


def rate_of(a_second: int) -> Rate:
    """Return the rate of so many requests a second, a short burst of more allowed."""
    return Rate(at_once=max(1, round(a_second * _BURST)), every=Seconds(1 / a_second))


class Meter:
    """The paces of one gate."""

    def __init__(self, clock: Clock, keys: Rate, refused: Rate = REFUSED) -> None:
        self._clock = clock
        self._keys = Pace(keys)
        self._refused = Pace(refused)

    def key(self, key_id: str) -> None:
        """Count a request under a key that is known. Raises Problem 429 where it came too fast."""
        self._count(self._keys, key_id, "This key is used more often than it may be.")

    def stranger(self, request: Request) -> None:
        """Count a request that proved nothing. Raises Problem 429 where its address sends too many."""
        address = neighborhood(request.client.host) if request.client else ""
        self._count(self._refused, address, "Too many requests without a key that is known.")

    def _count(self, pace: Pace, who: str, why: str) -> None:
        wait = pace.wait(who, self._clock.now())
        if wait > 0:
            detail = f"{why} Send the same request again after `Retry-After`."
            raise Problem(TOO_MANY, detail, headers={"Retry-After": str(math.ceil(wait))})
