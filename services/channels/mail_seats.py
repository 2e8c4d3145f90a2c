"""Who sits at the mail door: so many connections at once, and so many of one sender's. Pure."""

from collections import Counter

from switchboard.contracts.values import Seconds
from switchboard.http.pace import neighborhood

THIS_MACHINE = ""
"""Whoever comes by a socket file: only its own mail server does, for everybody."""


class Seats:
    """`most` seats, `most_each` of them for one address (of IPv6: for one network)."""

    def __init__(self, most: int, most_each: int, patience: Seconds, haste: Seconds) -> None:
        self._most = most
        self._most_each = most_each
        self._patience = patience
        self._haste = haste
        self._taken: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._taken.total()

    def take(self, address: str) -> bool:
        """Tell whether there is a seat; then it is taken."""
        who = neighborhood(address)
        alone = who == THIS_MACHINE or self._taken[who] < self._most_each
        if len(self) >= self._most or not alone:
            return False
        self._taken[who] += 1
        return True

    def leave(self, address: str) -> None:
        """Give a seat back."""
        who = neighborhood(address)
        self._taken[who] -= 1
        if self._taken[who] <= 0:
            del self._taken[who]

    def patience(self) -> Seconds:
        """Return for how long somebody may sit there in silence: not long where seats grow few."""
        return self._patience if len(self) * 2 <= self._most else self._haste
