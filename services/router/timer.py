"""A partition's alarm clock: says in the log that a deadline has passed, behind all that was accepted before it.

It decides nothing. What it publishes takes effect only if the case still finds it true.
"""

import asyncio
from typing import Final

from services.router.book import Book, Due
from switchboard.bus.port import Bus, Draft
from switchboard.clock import Clock
from switchboard.contracts.codec import encode_event
from switchboard.contracts.events import DeadlinePassed, Event, ReminderDue
from switchboard.contracts.reference import slot_of_reference
from switchboard.contracts.topics import INTAKE, slot_key
from switchboard.contracts.values import Reminder, Seconds, UnixSeconds

GRACE: Final = Seconds(5.0)
"""What the log takes at the last moment must stand before the deadline, so the alarm comes a little later."""

AGAIN: Final = Seconds(60.0)
"""An alarm that has had no effect by then (lost, or far behind in a backlog) is given again."""

_MOST: Final = 500


class Timer:
    """The deadlines of one partition's book."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self._book = book
        self._clock = clock
        self._changed = asyncio.Event()
        self._rests_until: UnixSeconds | None = None

    def look(self) -> None:
        """Look again: the book has changed. Nothing wakes where the next alarm is no earlier than the one waited for."""
        due = self._book.next_due()
        if due is not None and (self._rests_until is None or due < self._rests_until):
            self._changed.set()

    @property
    def is_stirred(self) -> bool:
        """Whether it will look before the alarm that it waits for."""
        return self._changed.is_set()

    async def run(self, bus: Bus) -> None:
        """Give alarms until cancelled."""
        while True:
            self._changed.clear()
            now = self._clock.now()
            due = self._book.take_due(UnixSeconds(now - GRACE), UnixSeconds(now - GRACE + AGAIN))
            for start in range(0, len(due), _MOST):
                await bus.publish([self._alarm(one, now) for one in due[start : start + _MOST]])
            await self._rest()

    async def _rest(self) -> None:
        """Wait until the next clock is due or the book changes."""
        waits: list[asyncio.Task[object]] = [asyncio.create_task(self._changed.wait())]
        self._rests_until = wake_at = self._book.next_due()
        if wake_at is not None:
            waits.append(asyncio.create_task(self._clock.until(UnixSeconds(wake_at + GRACE))))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _alarm(self, due: Due, now: UnixSeconds) -> Draft:
        value, headers = encode_event(_said(due), source="/router/timer", at=now)
        key = slot_key(slot_of_reference(due.reference))
        return Draft(INTAKE, self._book.partition, key, value, headers)


def _said(due: Due) -> Event:
    if isinstance(due.what, Reminder):
        return ReminderDue(reference=due.reference, reminder=due.what, due_at=due.due_at)
    return DeadlinePassed(reference=due.reference, clock=due.what, due_at=due.due_at)
