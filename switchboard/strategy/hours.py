"""Business time: how long until a department has worked N hours. Knows no zone but the calendar's.

A range of hours belongs to the day on which it starts: an overnight shift before a holiday is worked to its
end. What counts is real time while the clock on the wall is within a range; so a night in which clocks
change is an hour longer or shorter.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
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
FARTHEST: Final = 200 * 366
"""Days: what isn't worked off by then never will be, as far as anybody here is concerned."""
_EPOCH: Final = date(1970, 1, 1).toordinal()
_NOTHING: Final = Duration(0, 0)
_WHOLE_WEEK: Final = ((Range(0, DAY),),) * 7


class TooFar(ValueError):
    """So much is not worked within two hundred years."""

    def __init__(self) -> None:
        super().__init__("so much is not worked within 200 years: the calendar is open too seldom")


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
        return self.weekly == _WHOLE_WEEK and not self.exceptions and not self.holidays


class OpenDay(msgspec.Struct, frozen=True):
    """One day of a calendar in absolute time."""

    begin: UnixSeconds
    end: UnixSeconds
    open: tuple[tuple[UnixSeconds, UnixSeconds], ...]
    seconds: float
    """For how long it is open, all in all."""
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
    """Return the span from `start` until the duration has been worked: whole days first, then counted time.

    Raises TooFar.
    """
    if duration == _NOTHING:
        return _span(start, start, [])
    if not duration.days:
        return _counting(calendar, start, float(duration.seconds))
    if calendar.always:
        return _counting(calendar, start, float(duration.days * DAY + duration.seconds))
    middle = _after_days(calendar, start, duration.days)
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
    return worked(calendar, at, Seconds(max(0.0, between(calendar, stopped_at, due_at).counted)))


def worked(calendar: Calendar, at: UnixSeconds, left: Seconds) -> Span:
    """Return the span from `at` until so much time has been counted."""
    return _counting(calendar, at, left) if left else _span(at, at, [])


def _span(start: UnixSeconds, end: UnixSeconds, ledger: list[LedgerEntry]) -> Span:
    counted = Seconds(_thousandths(sum([entry.counted for entry in ledger], 0.0)))
    return Span(start, end, counted, folded(ledger, MAX_LEDGER))


def _counting(calendar: Calendar, start: UnixSeconds, left: float) -> Span:
    ledger: list[LedgerEntry] = []
    first = _day_of(calendar, start)
    for number in range(first, first + FARTHEST):
        day = open_day(calendar, number)
        opened, counted = max(start, day.begin), 0.0
        for begin, end in day.open:
            begins = max(begin, start)
            if end - begins >= left:
                due = UnixSeconds(_thousandths(begins + left))
                ledger.append(_entry(opened, due, counted + left, COUNTED))
                return _span(start, due, ledger)
            if end > begins:
                left -= end - begins
                counted += end - begins
        why = COUNTED if counted else day.closed_because
        _append(ledger, _entry(opened, day.end, counted, why))
    raise TooFar


def _walk(calendar: Calendar, start: UnixSeconds, end: UnixSeconds, why: str) -> list[LedgerEntry]:
    ledger: list[LedgerEntry] = []
    number = _day_of(calendar, start)
    while start < end and (day := open_day(calendar, number)).begin < end:
        counted = _counted(day, start, end)
        reason = why if counted else day.closed_because
        _append(ledger, _entry(max(start, day.begin), min(end, day.end), counted, reason))
        number += 1
    return ledger


def _counted(day: OpenDay, start: UnixSeconds, end: UnixSeconds) -> float:
    if start <= day.begin and day.end <= end:
        return day.seconds
    return sum([max(0.0, min(until, end) - max(since, start)) for since, until in day.open], 0.0)


def _entry(start: UnixSeconds, end: UnixSeconds, counted: float, why: str) -> LedgerEntry:
    return LedgerEntry(start_at=start, end_at=end, counted=Seconds(_thousandths(counted)), why=why)


def _thousandths(seconds: float) -> float:
    # Most are whole, and rounding is slow. Floats throughout: a ledger read back is written the same again.
    return seconds if seconds.is_integer() else round(seconds, 3)


def _append(ledger: list[LedgerEntry], entry: LedgerEntry) -> None:
    last = ledger[-1] if ledger else None
    if last and not last.counted and not entry.counted and last.why == entry.why:
        ledger[-1] = _entry(last.start_at, entry.end_at, 0.0, entry.why)
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
    counted = sum([entry.counted for entry in entries], 0.0)
    return _entry(entries[0].start_at, entries[-1].end_at, counted, why)


def _after_days(calendar: Calendar, start: UnixSeconds, days: int) -> UnixSeconds:
    """Return the same time on the wall, so many working days later."""
    wall = datetime.fromtimestamp(start, calendar.zone)
    today = day = wall.toordinal() - _EPOCH
    while days:
        day += 1
        days -= open_day(calendar, day).works
        if day - today > FARTHEST:
            raise TooFar
    then = (wall + timedelta(days=day - today)).replace(fold=wall.fold)
    return UnixSeconds(_thousandths(then.timestamp()))


def _day_of(calendar: Calendar, moment: UnixSeconds) -> int:
    return datetime.fromtimestamp(moment, calendar.zone).toordinal() - _EPOCH


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
    leaped = UnixSeconds(float(segments[-1][0]))
    whole = _real(segments, day, [(0, DAY)]) or [(leaped, leaped)]
    return OpenDay(
        begin=whole[0][0],
        end=whole[-1][1],
        open=tuple(opened),
        seconds=sum([end - start for start, end in opened], 0.0),
        works=bool(today),
        closed_because=_reason(calendar, day),
    )


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
) -> list[tuple[UnixSeconds, UnixSeconds]]:
    real = [
        (max(since, day * DAY + start - offset), min(until, day * DAY + end - offset))
        for since, until, offset in segments
        for start, end in wall
    ]
    return [
        (UnixSeconds(float(start)), UnixSeconds(float(end))) for start, end in real if start < end
    ]
