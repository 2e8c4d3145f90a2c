"""Back-pressure for front doors: so many bytes may be under way, and whoever brings more waits in line."""

import asyncio
from collections import deque


class Gate:
    """First come, first served: a big call is not overtaken by small ones for ever."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._free = room
        self._line: deque[tuple[int, asyncio.Future[None]]] = deque()

    @property
    def waiting(self) -> int:
        return len(self._line)

    def enter_at_once(self, weight: int) -> int | None:
        """Take room that is free and that nobody waits for; None where there is none."""
        weight = min(weight, self._room)
        if self._line or weight > self._free:
            return None
        self._free -= weight
        return weight

    async def enter(self, weight: int) -> int:
        """Wait for room; return what has to be given back. More than all the room counts as all of it."""
        if (given := self.enter_at_once(weight)) is not None:
            return given
        await self._wait(weight := min(weight, self._room))
        return weight

    def leave(self, weight: int) -> None:
        self._free += weight
        self._admit()

    async def _wait(self, weight: int) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._line.append((weight, turn))
        try:
            await turn
        except asyncio.CancelledError:
            self._give_up(weight, turn)
            raise

    def _give_up(self, weight: int, turn: asyncio.Future[None]) -> None:
        if not turn.cancelled():  # Admitted in the very moment in which its caller went away.
            self._free += weight
        else:
            self._line = deque(waiting for waiting in self._line if waiting[1] is not turn)
        self._admit()

    def _admit(self) -> None:
        while self._line and self._line[0][0] <= self._free:
            weight, turn = self._line.popleft()
            if not turn.done():
                self._free -= weight
                turn.set_result(None)
