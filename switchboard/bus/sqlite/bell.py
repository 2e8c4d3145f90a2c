"""Who wants to know when something is written. Belongs to one event loop."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from switchboard.bus.port import Spot
from switchboard.contracts.values import Seconds

Place = Spot | str
"""A partition that is followed, or a group whose seats are watched."""


class Bell:
    """Rings for those who listen at a place; ringing twice before anybody looks is ringing once."""

    def __init__(self) -> None:
        self._ears: defaultdict[Place, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def listening(self, places: Iterable[Place]) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever one of `places` is rung."""
        ear = asyncio.Event()
        for place in places:
            self._ears[place].add(ear)
        try:
            yield ear
        finally:
            for place in places:
                self._ears[place].discard(ear)

    def ring(self, places: Iterable[Place]) -> None:
        for place in places:
            for ear in self._ears.get(place, ()):
                ear.set()

    def ring_all(self) -> None:
        """Another process wrote, and we don't know where."""
        self.ring(list(self._ears))


async def heard(ear: asyncio.Event, within: Seconds) -> bool:
    """Wait until it rings, so long at most. Whoever is told to stop in the moment of the ring stops all the same."""
    try:
        async with asyncio.timeout(within):
            await ear.wait()
    except TimeoutError:
        return False
    return True
