"""Two judgements on one inquiry: what is decided otherwise, what is promised otherwise, and what would be late. Pure."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import msgspec

from switchboard.contracts.judgement import Judgement, Promise
from switchboard.contracts.values import Clock, UnixSeconds

COMPARED: Final = (
    "department",
    "assignee",
    "rule",
    "priority",
    "sla",
    "playbook",
    "kind",
    "language",
    "stage",
    "triage",
    "signals",
    "inform",
    "acknowledge",
)
"""What is compared, in the order in which people ask about it."""


class Change(msgspec.Struct, frozen=True):
    """One thing that is decided otherwise, in words."""

    what: str
    before: str
    after: str


class Turn(StrEnum):
    """What becomes of a promise."""

    EARLIER = "earlier"
    LATER = "later"
    NEW = "new"
    GONE = "gone"


class Shift(msgspec.Struct, frozen=True):
    """A promise that falls due otherwise; None where there is none."""

    clock: Clock
    before_at: UnixSeconds | None
    after_at: UnixSeconds | None

    @property
    def turn(self) -> Turn:
        if self.before_at is None:
            return Turn.NEW
        if self.after_at is None:
            return Turn.GONE
        return Turn.EARLIER if self.after_at < self.before_at else Turn.LATER


class Comparison(msgspec.Struct, frozen=True):
    """All that differs."""

    changes: tuple[Change, ...] = ()
    shifts: tuple[Shift, ...] = ()


def compare(before: Judgement, after: Judgement) -> Comparison:
    """Return what differs between two judgements on one inquiry."""
    return Comparison(
        tuple(_changes(before, after)), tuple(_shifts(before.promises, after.promises))
    )


def _changes(before: Judgement, after: Judgement) -> Iterator[Change]:
    for what in COMPARED:
        told = tuple(_said(getattr(judged, what, None)) for judged in (before, after))
        if told[0] != told[1]:
            yield Change(what, *told)


def _said(value: object) -> str:
    match value:
        case None | ():
            return "none"
        case tuple():
            return ", ".join(sorted(map(str, value)))
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def _shifts(before: tuple[Promise, ...], after: tuple[Promise, ...]) -> Iterator[Shift]:
    was = {promise.clock: promise.due_at for promise in before}
    will = {promise.clock: promise.due_at for promise in after}
    for clock in Clock:
        shift = Shift(clock, was.get(clock), will.get(clock))
        if shift.before_at != shift.after_at:
            yield shift


def breaks(shift: Shift, answered_at: UnixSeconds) -> bool:
    """Tell whether an answer that was in time would be late. To answer exactly at the deadline is in time."""
    return _late(shift.after_at, answered_at) and not _late(shift.before_at, answered_at)


def mends(shift: Shift, answered_at: UnixSeconds) -> bool:
    """Tell whether an answer that was late would be in time."""
    return _late(shift.before_at, answered_at) and not _late(shift.after_at, answered_at)


def _late(due_at: UnixSeconds | None, answered_at: UnixSeconds) -> bool:
    return due_at is not None and answered_at > due_at
