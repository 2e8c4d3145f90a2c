"""What the cases of one partition owe, and what has been done about it: a fold of `deliveries` and `cases`.

Knows a notice only as long as its case owes it. No I/O; when to try is said by `attempts`.
"""

import heapq
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from services.notifier.attempts import due_at
from services.notifier.gather import is_gathered
from switchboard.contracts.case import Case
from switchboard.contracts.delivery import Delivery, Outcome
from switchboard.contracts.notices import Alert, Assign, Notice
from switchboard.contracts.values import NoticeId, UnixSeconds

GATHERED: Final = "gathered"
"""The queue of what goes out together with others, wherever it goes."""


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
        self._turns: dict[NoticeId, Turn] = {}
        """Who waits; a turn in a queue that is not here has been taken, or is out of date."""
        self._under_way: set[NoticeId] = set()
        self._settled: set[NoticeId] = set()
        self._queues: dict[str, list[Turn]] = {}
        self._live = False

    def __len__(self) -> int:
        """Return how many notices are owed and not settled."""
        return len(self._notices) - len(self._settled)

    def still(self, notice_id: NoticeId) -> Notice | None:
        """Return a notice as its case says it last; None where it is owed no more, settled, or under way."""
        if notice_id in self._settled or notice_id in self._under_way:
            return None
        return self._notices.get(notice_id)

    def hear(self, key: bytes, case: Case | None, now: UnixSeconds) -> Sequence[NoticeId]:
        """Take the newest record of a case, None where it is gone; return what it owes no more."""
        notices = {notice.notice_id: notice for notice in case.owed} if case else {}
        gone = self._by_case.pop(key, frozenset()) - notices.keys()
        for one in gone:
            self._forget(one)
        if notices:
            self._by_case[key] = frozenset(notices)
        for notice in notices.values():
            self._owe(notice, now)
        return tuple(gone)

    def note(self, delivery: Delivery, now: UnixSeconds) -> None:
        """Take how a delivery stands: from the log, or as we have just written it."""
        if not self._live:
            self.deliveries[delivery.notice_id] = delivery
            return
        if delivery.outcome is Outcome.CLAIMED:
            self._under_way.add(delivery.notice_id)
        else:
            self._under_way.discard(delivery.notice_id)
        if notice := self._notices.get(delivery.notice_id):
            self.deliveries[delivery.notice_id] = delivery
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
        return [lane for lane, queue in self._queues.items() if queue and lane != GATHERED]

    def take(self, lane: str, most: int, now: UnixSeconds) -> list[Notice]:
        """Draw up to `most` notices that are due; they are under way until `note` says otherwise."""
        taken: list[Notice] = []
        while len(taken) < most and (turn := self._next(lane)) and turn.due_at <= now:
            heapq.heappop(self._queues[lane])
            del self._turns[turn.notice_id]
            taken.append(self._notices[turn.notice_id])
        return taken

    def waits(self, notice_id: NoticeId) -> bool:
        """Tell whether a notice waits in a lane."""
        return notice_id in self._turns

    def again(self, notice_id: NoticeId, now: UnixSeconds) -> None:
        """Have a notice that was drawn and not claimed wait again."""
        if notice_id in self._notices and not self.waits(notice_id):
            self._queue(self._notices[notice_id], now)

    def next_due(self, lane: str) -> UnixSeconds | None:
        """Return when the next notice in `lane` is due; None where none waits."""
        turn = self._next(lane)
        return turn.due_at if turn else None

    def _next(self, lane: str) -> Turn | None:
        queue = self._queues.get(lane, [])
        while queue and self._turns.get(queue[0].notice_id) is not queue[0]:
            heapq.heappop(queue)
        return queue[0] if queue else None

    def _owe(self, notice: Notice, now: UnixSeconds) -> None:
        before = self._notices.get(notice.notice_id)
        self._notices[notice.notice_id] = notice
        waited = notice.notice_id in self._turns and _not_before(before) != _not_before(notice)
        if self._live and (before is None or waited):
            self._queue(notice, now)

    def _queue(self, notice: Notice, now: UnixSeconds) -> None:
        if notice.notice_id in self._under_way:
            return
        due = due_at(self._known(notice), now, _not_before(notice))
        if due is None:
            self._settled.add(notice.notice_id)
            return
        turn = Turn(due, notice.owed_at, notice.notice_id)
        self._turns[notice.notice_id] = turn
        lane = GATHERED if is_gathered(notice) else self._lane_of(notice)
        heapq.heappush(self._queues.setdefault(lane, []), turn)

    def _known(self, notice: Notice) -> Delivery | None:
        known = self.deliveries.get(notice.notice_id)
        if known and known.outcome is Outcome.SUPPRESSED and known.at < notice.owed_at:
            del self.deliveries[notice.notice_id]  # Not said then, and owed anew since.
            return None
        return known

    def _forget(self, notice_id: NoticeId) -> None:
        del self._notices[notice_id]
        self._turns.pop(notice_id, None)
        self.deliveries.pop(notice_id, None)
        self._settled.discard(notice_id)


def _not_before(notice: Notice | None) -> UnixSeconds | None:
    return notice.not_before if isinstance(notice, Alert | Assign) else None
