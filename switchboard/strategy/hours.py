"""Business time: how long until a department has worked N hours. Knows no zone but the calendar's.

A range of hours belongs to the day on which it starts: an overnight shift before a holiday is worked to its
end. What counts is real time while the clock on the wall is within a range; so a night in which clocks
change is an hour longer or shorter.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from switchboard.contracts.judgement import LedgerEntry
from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.strategy.notation import DAY, Duration, Range

MAX_LEDGER: Final = 60
COUNTED: Final = "counted"
WORKING_DAY: Final = "working day"
CLOSED: Final = "closed"
WEEKEND: Final = "weekend"
SATURDAY: Final = 5
_EPOCH: Final = date(1970, 1, 1).toordinal()


class Calendar(msgspec.Struct, frozen=True):
    """When a department works. `weekly` has seven days, Monday first; days are counted from 1970-01-01."""

    zone: ZoneInfo
    weekly: tuple[tuple[Range, ...], ...]
    exceptions: Mapping[int, tuple[Range, ...]] = {}
    holidays: Mapping[int, str] = {}
    known: dict[int, "OpenDay"] = {}
    """Days already worked out; a memory, not a state."""

    @property
    def always(self) -> bool:
        """Whether it never closes: then a day is 24 hours."""
        whole = all(day == (Range(0, DAY),) for day in self.weekly)
        return whole and not self.exceptions and not self.holidays


class OpenDay(msgspec.Struct, frozen=True):
    """One day of a calendar in absolute time."""

    begin: int
    end: int
    open: tuple[tuple[int, int], ...]
    works: bool
    """Whether hours start on this day."""
    closed_because: str


class Span(msgspec.Struct, frozen=True):
    """A stretch of business time: from where to where, how much of it counts, and the arithmetic."""

    start_at: UnixSeconds
    end_at: UnixSeconds
    counted: Seconds
    ledger: tuple[LedgerEntry, ...]


def number(day: date) -> int:
    """Return how calendars count that day."""
    return day.toordinal() - _EPOCH


def add(calendar: Calendar, start: UnixSeconds, duration: Duration) -> Span:
    """Return the span from `start` until the duration has been worked: whole days first, then counted time."""
    if duration.days and calendar.always:
        return _counting(calendar, start, float(duration.days * DAY + duration.seconds))
    middle = _after_days(calendar, start, duration.days) if duration.days else start
    days = _walk(calendar, start, middle, WORKING_DAY)
    if not duration.seconds:
        return _span(start, middle, days)
    rest = _counting(calendar, middle, float(duration.seconds))
    return _span(start, rest.end_at, [*days, *rest.ledger])


def between(calendar: Calendar, start: UnixSeconds, end: UnixSeconds) -> Span:
    """Return the business time between two moments; less than nothing where the end comes first."""
    if end < start:
        back = between(calendar, end, start)
        return Span(start, end, Seconds(-back.counted), back.ledger)
    return _span(start, end, _walk(calendar, start, end, COUNTED))


def resumed(
    calendar: Calendar, stopped_at: UnixSeconds, due_at: UnixSeconds, at: UnixSeconds
) -> Span:
    """Return the span from `at` until what was left of a deadline, when it was stopped, has been worked."""
    left = max(0.0, between(calendar, stopped_at, due_at).counted)
    return _counting(calendar, at, left) if left else _span(at, at, [])


def _span(start: UnixSeconds, end: UnixSeconds, ledger: list[LedgerEntry]) -> Span:
    counted = Seconds(round(float(sum(entry.counted for entry in ledger)), 3))
    return Span(start, end, counted, folded(ledger, MAX_LEDGER))


def _counting(calendar: Calendar, start: UnixSeconds, left: float) -> Span:
    ledger: list[LedgerEntry] = []
    for day in _days(calendar, start):
        opened = max(start, day.begin)
        for begin, end in day.open:
            begins = max(float(begin), start)
            if end - begins >= left:
                due = UnixSeconds(round(begins + left, 3))
                before = sum(max(0.0, e - max(b, start)) for b, e in day.open if e <= begin)
                ledger.append(_entry(opened, due, before + left, COUNTED))
                return _span(start, due, ledger)
            left -= max(0.0, end - begins)
        counted = sum(max(0.0, end - max(begin, start)) for begin, end in day.open)
        _append(
            ledger, _entry(opened, day.end, counted, COUNTED if counted else day.closed_because)
        )
    raise AssertionError("days never end")


def _walk(calendar: Calendar, start: float, end: float, why: str) -> list[LedgerEntry]:
    ledger: list[LedgerEntry] = []
    if end <= start:
        return ledger
    for day in _days(calendar, start):
        if day.begin >= end:
            break
        counted = sum(max(0.0, min(until, end) - max(since, start)) for since, until in day.open)
        reason = why if counted else day.closed_because
        _append(ledger, _entry(max(start, day.begin), min(end, day.end), counted, reason))
    return ledger


def _entry(start: float, end: float, counted: float, why: str) -> LedgerEntry:
    # Floats throughout, so that a ledger read back from its record is written the same again.
    return LedgerEntry(
        start_at=UnixSeconds(float(start)),
        end_at=UnixSeconds(float(end)),
        counted=Seconds(round(float(counted), 3)),
        why=why,
    )


def _append(ledger: list[LedgerEntry], entry: LedgerEntry) -> None:
    last = ledger[-1] if ledger else None
    if last and not last.counted and not entry.counted and last.why == entry.why:
        ledger[-1] = _merged([last, entry])
    else:
        ledger.append(entry)


def folded(
    ledger: list[LedgerEntry] | tuple[LedgerEntry, ...], limit: int
) -> tuple[LedgerEntry, ...]:
    """Return the ledger in at most `limit` entries: what is over is summed up in the last but one."""
    if len(ledger) <= limit:
        return tuple(ledger)
    keep = limit - 2
    return (*ledger[:keep], _merged(ledger[keep:-1]), ledger[-1])


def _merged(entries: list[LedgerEntry] | tuple[LedgerEntry, ...]) -> LedgerEntry:
    why = next((entry.why for entry in entries if entry.counted), entries[0].why)
    return _entry(
        entries[0].start_at, entries[-1].end_at, sum(entry.counted for entry in entries), why
    )


def _after_days(calendar: Calendar, start: UnixSeconds, days: int) -> UnixSeconds:
    """Return the same time on the wall, so many working days later."""
    wall = datetime.fromtimestamp(start, UTC).astimezone(calendar.zone)
    day = number(wall.date())
    while days:
        day += 1
        days -= open_day(calendar, day).works
    there = date.fromordinal(day + _EPOCH)
    then = datetime.combine(there, wall.time(), calendar.zone).replace(fold=wall.fold)
    return UnixSeconds(round(then.timestamp(), 3))


def _days(calendar: Calendar, start: float) -> Iterator[OpenDay]:
    day = number(datetime.fromtimestamp(start, UTC).astimezone(calendar.zone).date())
    while True:
        yield open_day(calendar, day)
        day += 1


def open_day(calendar: Calendar, day: int) -> OpenDay:
    """Return one day of the calendar in absolute time."""
    return calendar.known.get(day) or calendar.known.setdefault(day, _open_day(calendar, day))


def _open_day(calendar: Calendar, day: int) -> OpenDay:
    today = _ranges(calendar, day)
    tail = [(0, span.end - DAY) for span in _ranges(calendar, day - 1) if span.end > DAY]
    wall = _union([*tail, *((span.start, min(span.end, DAY)) for span in today)])
    segments = _segments(calendar.zone, day)
    opened = _real(segments, day, wall)
    # A day that a country leaped over, to change sides of the date line, has no length.
    whole = _real(segments, day, [(0, DAY)]) or [(segments[-1][0], segments[-1][0])]
    return OpenDay(whole[0][0], whole[-1][1], tuple(opened), bool(today), _reason(calendar, day))


def _ranges(calendar: Calendar, day: int) -> tuple[Range, ...]:
    if day in calendar.exceptions:
        return calendar.exceptions[day]
    return () if day in calendar.holidays else calendar.weekly[(day + 3) % 7]


def _reason(calendar: Calendar, day: int) -> str:
    usual = WEEKEND if (day + 3) % 7 >= SATURDAY else CLOSED
    return CLOSED if day in calendar.exceptions else calendar.holidays.get(day, usual)


def _union(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _segments(zone: ZoneInfo, day: int) -> list[tuple[int, int, int]]:
    """Return stretches of absolute time around a day with their offset from UTC: two where clocks change."""
    first, last = (day - 1) * DAY, (day + 2) * DAY
    before, after = _offset(zone, first), _offset(zone, last)
    if before == after:
        return [(first, last, before)]
    low, high = first, last
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return [(first, high, before), (high, last, after)]


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _real(
    segments: list[tuple[int, int, int]], day: int, wall: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    real = [
        (max(since, day * DAY + start - offset), min(until, day * DAY + end - offset))
        for since, until, offset in segments
        for start, end in wall
    ]
    return [(start, end) for start, end in real if start < end]
