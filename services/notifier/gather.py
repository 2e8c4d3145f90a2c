"""Who is told together: forty cases that break their promises within half a minute are one message. Pure.

Gathered over all partitions of one notifier, before anything is claimed. Whatever is offered ends in exactly one
message, unless it is withdrawn, or its time runs out while its way does not work.
"""

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from typing import Final, NamedTuple

from services.notifier.attempts import patience
from switchboard.contracts.delivery import Delivery, Purpose
from switchboard.contracts.notices import Alert, Assign, Notice, StaffNotice
from switchboard.contracts.purposes import purpose_of
from switchboard.contracts.values import NoticeId, Recipient, Seconds, UnixSeconds

GATHERS_FOR: Final = Seconds(30.0)
"""How long the first of a message waits for others."""
GATHERS_AGAIN_FOR: Final = Seconds(1.0)
"""Those that went out together before have waited; their partitions' clocks differ by less."""
MOST_TOGETHER: Final = 500


class Together(NamedTuple):
    """What those who share a message have in common."""

    purpose: Purpose
    to: Recipient
    department: str
    not_before: UnixSeconds | None
    """Of digests: which one it is."""
    drill: bool
    before: str
    """The message that they shared before, and that must go again."""


class Offer(NamedTuple):
    """A notice that is due, and waits for its message."""

    notice: StaffNotice
    partition: int
    since: UnixSeconds
    """From when our patience counts."""


class Window:
    """The message that is being gathered for one `Together`."""

    def __init__(self, closes_at: UnixSeconds) -> None:
        self.closes_at = closes_at
        self.offers: dict[NoticeId, Offer] = {}
        self.partitions: Counter[int] = Counter()
        """How many each of them has in it."""


def is_gathered(notice: Notice) -> bool:
    """Tell whether a notice goes out together with others: alerts do, and digests."""
    return isinstance(notice, Alert) or (
        isinstance(notice, Assign) and notice.not_before is not None
    )


def together(notice: StaffNotice, known: Delivery | None) -> Together:
    """Return with what else a notice goes out."""
    alert = isinstance(notice, Alert)
    return Together(
        purpose_of(notice),
        notice.to,
        notice.matter.department if alert else "",
        notice.not_before if isinstance(notice, Assign) else None,
        notice.matter.drill,
        known.group if known else "",
    )


def group_id(notices: Iterable[Notice]) -> str:
    """Name a message by all that it tells: the same ones together have the same name again; one alone has none."""
    ids = sorted(one.notice_id for one in notices)
    if len(ids) < 2:  # noqa: PLR2004  (two are a group)
        return ""
    return blake2b("\n".join(ids).encode(), digest_size=12).hexdigest()


class Windows:
    """The messages that are being gathered."""

    def __init__(self) -> None:
        self._windows: dict[Together, Window] = {}
        self._where: dict[NoticeId, Together] = {}

    def __len__(self) -> int:
        """Return how many notices wait."""
        return len(self._where)

    def __contains__(self, key: object) -> bool:
        """Tell whether anything waits for that message."""
        return key in self._windows

    def offer(
        self, notice: StaffNotice, known: Delivery | None, partition: int, now: UnixSeconds
    ) -> None:
        """Have a notice that is due wait for its message."""
        self.withdraw([notice.notice_id])
        key = together(notice, known)
        since = known.tried_since if known else None
        wait = GATHERS_AGAIN_FOR if known else GATHERS_FOR
        window = self._windows.setdefault(key, Window(UnixSeconds(round(now + wait, 3))))
        window.offers[notice.notice_id] = Offer(notice, partition, since or now)
        window.partitions[partition] += 1
        self._where[notice.notice_id] = key

    def withdraw(self, gone: Iterable[NoticeId]) -> None:
        """Forget notices that are owed no more."""
        for notice_id in gone:
            if key := self._where.pop(notice_id, None):
                window = self._windows[key]
                window.partitions[window.offers.pop(notice_id).partition] -= 1
                if not window.offers:
                    del self._windows[key]

    def leave(self, partition: int) -> None:
        """Forget what a partition has offered: it is no longer ours, or begins anew."""
        self.withdraw(
            [
                notice_id
                for window in self._windows.values()
                for notice_id, one in window.offers.items()
                if one.partition == partition
            ]
        )

    def complete(self, now: UnixSeconds) -> list[Together]:
        """Return whose window has closed, the longest closed first."""
        closed = [
            (one.closes_at, key) for key, one in self._windows.items() if one.closes_at <= now
        ]
        return [key for _, key in sorted(closed, key=lambda each: each[0])]

    def first(self, key: Together) -> StaffNotice:
        """Return one of those that wait; all go to the same place."""
        return next(iter(self._windows[key].offers.values())).notice

    def draw(self, key: Together) -> list[Offer]:
        """Take those who share the next message; what is too much for one stays for another."""
        offers = sorted(self._windows[key].offers.values(), key=_oldest_first)[:MOST_TOGETHER]
        self.withdraw([one.notice.notice_id for one in offers])
        return offers

    def overdue(self, key: Together, now: UnixSeconds) -> list[Offer]:
        """Take those whose time has run out."""
        most = patience(key.purpose).gives_up_after
        late = [one for one in self._windows[key].offers.values() if one.since + most <= now]
        self.withdraw([one.notice.notice_id for one in late])
        return late

    def of(self, partition: int) -> list[tuple[Together, UnixSeconds]]:
        """Return for what a partition waits, and until when it is gathered."""
        return [
            (key, window.closes_at)
            for key, window in self._windows.items()
            if window.partitions[partition]
        ]

    def loses_patience_at(self, key: Together) -> UnixSeconds:
        """Return when the time of the first of them runs out."""
        first = min(one.since for one in self._windows[key].offers.values())
        return UnixSeconds(first + patience(key.purpose).gives_up_after)


def _oldest_first(one: Offer) -> tuple[UnixSeconds, NoticeId]:
    return one.notice.owed_at, one.notice.notice_id
