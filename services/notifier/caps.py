"""How much one address, or one domain with one subject, is sent by machines: against letters that answer each other.

Counted by keyed hashes over all partitions. Pure: time comes in as an argument. Looks back a day at most, a year
for surveys. People's replies and alerts are never counted.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from services.notifier.tally import Tally
from switchboard.contracts.delivery import Delivery, Outcome, Purpose
from switchboard.contracts.notices import Acknowledge, Notice, Survey, Thread, Update
from switchboard.contracts.reference import identity_key
from switchboard.contracts.values import Identity, NoticeId, Seconds, UnixSeconds
from switchboard.strategy.escalation import Suppression
from switchboard.strategy.limits import LONGEST_CAP, LONGEST_MEMORY

OURS: Final = Suppression.model_validate(
    {"per_address": {"10m": 10, "24h": 50}, "per_domain_and_subject": {"1h": 50}}
)
"""What holds where a strategy says nothing."""

_CAPPED: Final = frozenset({Purpose.ACKNOWLEDGEMENT, Purpose.UPDATE})
_MARKS: Final = re.compile(r"^(?:[a-z]{2,5}(?:\[\d+\])?\s*:\s*)+")
"""`Re:`, `AW:`, `Fwd:`, `Re[2]:`, however many."""
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_HASH_BYTES: Final = 8


class Keys(NamedTuple):
    """By what a message to a customer is counted; empty: by nothing."""

    to: str = ""
    subject: str = ""


class Caps:
    """What has gone to whom, as far as caps must know it."""

    def __init__(self, key: bytes) -> None:
        """`key` is the same in all processes and never changes: without it, nobody can tell addresses by their hashes."""
        self._key = blake2b(key, person=b"caps").digest()
        self._to = Tally(LONGEST_CAP)
        self._subject = Tally(LONGEST_CAP)
        self._asked = Tally(LONGEST_MEMORY)

    def keys(self, notice: Notice) -> Keys:
        """Return by what a notice is counted."""
        if not isinstance(notice, Acknowledge | Update | Survey):
            return Keys()
        to = self._hash(one_box(notice.to))
        if isinstance(notice, Survey):
            return Keys(to)
        subject = subject_of(notice.to, notice.thread)
        return Keys(to, self._hash(subject) if subject else "")

    def note(self, delivery: Delivery) -> None:
        """Take how a delivery stands, from the log or just about to be written there."""
        at = delivery.tried_since or delivery.at
        for tally, key in self._tallies(delivery):
            if not key:
                continue
            if delivery.outcome is Outcome.SUPPRESSED:
                tally.drop(key, delivery.notice_id)
            else:
                tally.note(key, delivery.notice_id, at)

    def forget(self, delivery: Delivery) -> None:
        """Don't count what could not be claimed."""
        for tally, key in self._tallies(delivery):
            tally.drop(key, delivery.notice_id)

    def reached(self, notice: Notice, suppression: Suppression, now: UnixSeconds) -> str:
        """Return which cap keeps a notice here; empty where none does."""
        keys = self.keys(notice)
        if isinstance(notice, Survey):
            return self._asked_already(notice, keys.to, now)
        if not keys.to:
            return ""
        ours = suppression if suppression != Suppression() else OURS
        return _over(
            self._to, keys.to, ours.per_address, notice.notice_id, now, "to this address"
        ) or _over(
            self._subject,
            keys.subject,
            ours.per_domain_and_subject,
            notice.notice_id,
            now,
            "to this domain about this subject",
        )

    def _asked_already(self, notice: Survey, key: str, now: UnixSeconds) -> str:
        asked_at = self._asked.newest(key, notice.notice_id)
        if asked_at is None or now - asked_at >= notice.not_within:
            return ""
        return f"this address was asked on {datetime.fromtimestamp(asked_at, UTC).date()}, less than {span(notice.not_within)} ago"

    def _tallies(self, delivery: Delivery) -> tuple[tuple[Tally, str], ...]:
        if delivery.purpose in _CAPPED:
            return (self._to, delivery.to_key), (self._subject, delivery.subject_key)
        if delivery.purpose is Purpose.SURVEY:
            return ((self._asked, delivery.to_key),)
        return ()

    def _hash(self, text: str) -> str:
        data = text.encode("utf-8", "replace")
        return blake2b(data, digest_size=_HASH_BYTES, key=self._key).hexdigest()


def one_box(to: Identity) -> str:
    """Return what all spellings of one address share; what stands behind a plus sign is such a spelling."""
    local, at, domain = identity_key(to).rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if at else identity_key(to)


def subject_of(to: Identity, thread: Thread) -> str:
    """Return a subject of a domain, without what machines change from letter to letter; empty where it says nothing.

    Marks of answers, figures, punctuation and single letters go; words with a figure in them go whole. All mails
    of a domain that are left with no word are about one subject; forms and calls, which have none, are about none.
    """
    words = [
        word
        for word in _MARKS.sub("", thread.subject.casefold()).split()
        if not any(c.isdigit() for c in word)
    ]
    said = " ".join(_WORD.findall(" ".join(words)))
    _, at, domain = to.rpartition("@")
    return f"{domain.casefold()} {said}" if at and (said or thread.message_id) else ""


def _over(
    tally: Tally,
    key: str,
    caps: Mapping[Seconds, int],
    but: NoticeId,
    now: UnixSeconds,
    whither: str,
) -> str:
    if not key:
        return ""
    for within, most in sorted(caps.items()):
        if tally.count(key, UnixSeconds(now - within), but) >= most:
            return f"more than {most} within {span(within)} {whither}"
    return ""


_UNITS: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def span(seconds: Seconds) -> str:
    """Return a span in words: `10 minutes`, `1 hour`."""
    size, unit = next(
        ((size, unit) for size, unit in _UNITS if seconds >= size and seconds % size == 0),
        (1, "second"),
    )
    number = f"{seconds / size:g}"
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"
