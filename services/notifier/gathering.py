"""The messages that the partitions of one process gather together, and what of them falls to each partition.

Forms a message as soon as its window has closed and its lane has room. Belongs to one event loop.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import Any, NamedTuple

from services.notifier.attempts import patience
from services.notifier.dispatch import Dispatch, Send
from services.notifier.gather import Offer, Together, Windows, group_id
from services.notifier.lane import Lane, Lanes
from switchboard.clock import Clock
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.notices import Notice, StaffNotice
from switchboard.contracts.values import NoticeId, UnixSeconds


class Part(NamedTuple):
    """What one partition has to claim of a message."""

    dispatch: Dispatch
    notices: list[StaffNotice]


class Gathering:
    """Shared by the carriers of all partitions."""

    def __init__(
        self,
        clock: Clock,
        lanes: Lanes,
        lane_of: Callable[[Notice], str],
        send: Send,
        jitter: Callable[[], float],
    ) -> None:
        self._clock = clock
        self._lanes = lanes
        self._lane_of = lane_of
        self._send = send
        self._jitter = jitter
        self._windows = Windows()
        self._parts: dict[int, list[Part]] = {}
        self._given_up: dict[int, list[StaffNotice]] = {}
        self._bells: dict[int, asyncio.Event] = {}

    def __len__(self) -> int:
        """Return how many notices wait for their message."""
        return len(self._windows)

    def offer(self, notice: StaffNotice, known: Delivery | None, partition: int) -> None:
        """Have a notice that is due go out together with others."""
        self._windows.offer(notice, known, partition, self._clock.now())

    def withdraw(self, gone: Iterable[NoticeId]) -> None:
        """Forget what is owed no more."""
        self._windows.withdraw(gone)

    def leave(self, partition: int) -> None:
        """Forget a partition whose carrier has ended, and let nobody wait for it."""
        self._windows.leave(partition)
        self._given_up.pop(partition, None)
        self._bells.pop(partition, None)
        for part in self._parts.pop(partition, []):
            part.dispatch.lost(partition)

    def parts(self, partition: int) -> list[Part]:
        """Form whatever message can go now; return what a partition has to claim of any."""
        self._form()
        self._bell(partition).clear()
        return self._parts.pop(partition, [])

    def given_up(self, partition: int) -> list[StaffNotice]:
        """Return what a partition must give up, since its way did not work for too long."""
        return self._given_up.pop(partition, [])

    def alarms(self, partition: int) -> Iterator[Coroutine[Any, Any, object]]:
        """Return what a partition has to wait for, so that no message is late."""
        now = self._clock.now()
        waiting = self._windows.of(partition)
        if waiting or partition in self._parts or partition in self._given_up:
            yield self._bell(partition).wait()
        for key, closes_at in waiting:
            lane, gives_up_at = self._lane(key), self._gives_up_at(key)
            if closes_at > now or lane.room(now):
                yield self._clock.until(max(now, closes_at))
                continue
            yield lane.stirred()
            if (opens_at := lane.opens_at(now)) > now:
                yield self._clock.until(opens_at)
            if gives_up_at is not None:
                yield self._clock.until(gives_up_at)

    def _form(self) -> None:
        now = self._clock.now()
        for key in self._windows.complete(now):
            lane = self._lane(key)
            while key in self._windows and lane.room(now):
                self._form_one(self._windows.draw(key), lane)
            if key in self._windows and not patience(key.purpose).outlasts_us:
                self._give_up(self._windows.overdue(key, now))

    def _give_up(self, offers: list[Offer]) -> None:
        for one in offers:
            self._given_up.setdefault(one.partition, []).append(one.notice)
            self._bell(one.partition).set()

    def _form_one(self, offers: list[Offer], lane: Lane) -> None:
        by_partition: dict[int, list[StaffNotice]] = {}
        for one in offers:
            by_partition.setdefault(one.partition, []).append(one.notice)
        name = group_id(one.notice for one in offers)
        jitter = self._jitter()
        dispatch = Dispatch(name, by_partition, lane, self._send, self._clock.now, jitter)
        for partition, notices in by_partition.items():
            self._parts.setdefault(partition, []).append(Part(dispatch, notices))
            self._bell(partition).set()

    def _lane(self, key: Together) -> Lane:
        return self._lanes.of(self._lane_of(self._windows.first(key)))

    def _gives_up_at(self, key: Together) -> UnixSeconds | None:
        if patience(key.purpose).outlasts_us:
            return None
        return self._windows.loses_patience_at(key)

    def _bell(self, partition: int) -> asyncio.Event:
        return self._bells.setdefault(partition, asyncio.Event())
