"""What the cases of one partition owe, and what has been done about it: a fold of `deliveries` and `cases`.

Knows a notice only as long as its case owes it. No I/O; when to try is said by `attempts`.
"""

import heapq
from collections.abc import Callable
from typing import NamedTuple

from services.notifier.attempts import due_at
from switchboard.contracts.case import Case
from switchboard.contracts.delivery import Delivery, Outcome
from switchboard.contracts.notices import Notice
from switchboard.contracts.values import NoticeId, UnixSeconds


class Turn(NamedTuple):
    """A notice's place in the queue of its lane."""

    due_at: UnixSeconds
    owed_at: UnixSeconds
    notice_id: NoticeId


class Owed:
    """The debts of one partition. Deliveries are folded first, then cases; then `settle_in`."""

    def __init__(self, lane_of: Callable[[Notice], str]) -> None:
        self._lane_of = lane_of
        self.deliveries: dict[NoticeId, Delivery] = {}
        self._notices: dict[NoticeId, Notice] = {}
        self._by_case: dict[bytes, frozenset[NoticeId]] = {}
        self._under_way: set[NoticeId] = set()
        self._settled: set[NoticeId] = set()
        self._queues: dict[str, list[Turn]] = {}
        self._live = False

    def __len__(self) -> int:
        """Return how many notices are owed and not settled."""
        return len(self._notices) - len(self._settled)

    def hear(self, key: bytes, case: Case | None, now: UnixSeconds) -> None:
        """Take the newest record of a case; None where the case is gone."""
        notices = {notice.notice_id: notice for notice in case.owed} if case else {}
        for gone in self._by_case.pop(key, frozenset()) - notices.keys():
            self._forget(gone)
        if notices:
            self._by_case[key] = frozenset(notices)
        for notice in notices.values():
            self._owe(notice, now)

    def note(self, delivery: Delivery, now: UnixSeconds) -> None:
        """Take how a delivery stands: from the log, or as we have just written it."""
        if delivery.outcome is not Outcome.CLAIMED:
            self._under_way.discard(delivery.notice_id)
        if not self._live:
            self.deliveries[delivery.notice_id] = delivery
        elif notice := self._notices.get(delivery.notice_id):
            self.deliveries[delivery.notice_id] = delivery
            if delivery.outcome is not Outcome.CLAIMED:
                self._queue(notice, now)

    def settle_in(self, now: UnixSeconds) -> list[Delivery]:
        """End the fold; return the deliveries that are settled and still owed: to be reported again."""
        self._live = True
        self.deliveries = {
            notice_id: delivery
            for notice_id, delivery in self.deliveries.items()
            if notice_id in self._notices
        }
        for notice in self._notices.values():
            self._queue(notice, now)
        return [
            self.deliveries[notice_id] for notice_id in self._notices if notice_id in self._settled
        ]

    def lanes(self) -> list[str]:
        """Return the lanes in which something may wait."""
        return [lane for lane, queue in self._queues.items() if queue]

    def take(self, lane: str, most: int, now: UnixSeconds) -> list[Notice]:
        """Draw up to `most` notices that are due; they are under way until `note` says otherwise."""
        taken: list[Notice] = []
        while len(taken) < most and (turn := self._next(lane)) and turn.due_at <= now:
            heapq.heappop(self._queues[lane])
            self._under_way.add(turn.notice_id)
            taken.append(self._notices[turn.notice_id])
        return taken

    def next_due(self, lane: str) -> UnixSeconds | None:
        """Return when the next notice in `lane` is due; None where none waits."""
        turn = self._next(lane)
        return turn.due_at if turn else None

    def _next(self, lane: str) -> Turn | None:
        queue = self._queues.get(lane, [])
        while queue and not self._waits(queue[0].notice_id):
            heapq.heappop(queue)
        return queue[0] if queue else None

    def _waits(self, notice_id: NoticeId) -> bool:
        busy = notice_id in self._under_way or notice_id in self._settled
        return notice_id in self._notices and not busy

    def _owe(self, notice: Notice, now: UnixSeconds) -> None:
        known = notice.notice_id in self._notices
        self._notices[notice.notice_id] = notice
        if self._live and not known:
            self._queue(notice, now)

    def _queue(self, notice: Notice, now: UnixSeconds) -> None:
        due = due_at(self._known(notice), now)
        if due is None:
            self._settled.add(notice.notice_id)
            return
        turn = Turn(due, notice.owed_at, notice.notice_id)
        heapq.heappush(self._queues.setdefault(self._lane_of(notice), []), turn)

    def _known(self, notice: Notice) -> Delivery | None:
        known = self.deliveries.get(notice.notice_id)
        if known and known.outcome is Outcome.SUPPRESSED and known.at < notice.owed_at:
            del self.deliveries[notice.notice_id]  # Not said then, and owed anew since.
            return None
        return known

    def _forget(self, notice_id: NoticeId) -> None:
        del self._notices[notice_id]
        self.deliveries.pop(notice_id, None)
        self._settled.discard(notice_id)
