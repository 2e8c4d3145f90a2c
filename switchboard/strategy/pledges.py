"""Whether the promises can be kept: not while the department sleeps, and not in the wrong order."""

from collections.abc import Iterator

from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.hours import Calendar, TooFar, add, open_day
from switchboard.strategy.model import Sla, Strategy
from switchboard.strategy.notation import DAY, Duration
from switchboard.strategy.sheet import Sheet
from switchboard.strategy.timetables import calendar_of

_MONDAY = 20_820
"""2027-01-04, counted from 1970-01-01; the week before it makes the circle whole."""
_HOURLY = 3_600


def check(strategy: Strategy, sheet: Sheet, bundle: Bundle) -> None:
    """Note promises that run out while those who made them are at home, and those that stand in no order."""
    closures: dict[str, float] = {}
    for sla, department in sorted(_used(strategy)):
        said = strategy.sla[sla]
        own = strategy.departments[department].calendar
        if own not in closures:
            closures[own] = longest_closure(calendar_of(strategy, own, bundle))
        for name, within in _human(said):
            if said.clock not in {None, own} and _seconds(within) < closures[own]:
                told = (
                    f"can't be kept by {department}: it runs on {said.clock}, and {own} is closed "
                    f"for {closures[own] / _HOURLY:g} h at a time"
                )
                sheet.say("W614", told, "sla", sla, name)
    for sla, said in strategy.sla.items():
        _order(sla, said, sheet)
    for sla, department in sorted(_used(strategy)):
        clock = strategy.sla[sla].clock or strategy.departments[department].calendar
        _reachable(strategy.sla[sla], calendar_of(strategy, clock, bundle), sheet, sla)


def _reachable(sla: Sla, calendar: Calendar, sheet: Sheet, name: str) -> None:
    """Note promises that never come due, as far as anybody here is concerned."""
    for key in ("acknowledge", "first_response", "next_response", "resolve"):
        within: Duration | None = getattr(sla, key)
        try:
            if within:
                add(calendar, UnixSeconds(_MONDAY * float(DAY)), within)
        except (TooFar, OverflowError):
            sheet.say("E406", f"{TooFar()}", "sla", name, key)


def _used(strategy: Strategy) -> set[tuple[str, str]]:
    """Return which SLA meets which department."""
    defaults = strategy.defaults
    routed = {(rule.sla or defaults.sla, rule.to.department) for rule in strategy.route}
    return {(defaults.sla, defaults.department), *routed}


def _human(sla: Sla) -> Iterator[tuple[str, Duration]]:
    """Yield what people have to keep; an acknowledgement goes out by itself."""
    for name in ("first_response", "next_response", "resolve"):
        within: Duration | None = getattr(sla, name)
        if within:
            yield name, within


def _seconds(within: Duration) -> int:
    return within.days * DAY + within.seconds


def _order(name: str, sla: Sla, sheet: Sheet) -> None:
    pairs = (("acknowledge", "first_response"), ("first_response", "resolve"))
    for first, second in pairs:
        sooner: Duration | None = getattr(sla, first)
        later: Duration | None = getattr(sla, second)
        # Working days and counted hours are compared only with their like.
        alike = sooner and later and bool(sooner.days) == bool(later.days)
        if sooner and later and alike and _seconds(sooner) > _seconds(later):
            sheet.say("W615", f"{first} comes due after {second}", "sla", name, first)


def longest_closure(calendar: Calendar) -> float:
    """Return for how many seconds of an ordinary week the calendar is closed at most."""
    plain = Calendar(calendar.zone, calendar.weekly)
    spans = [span for day in range(14) for span in open_day(plain, _MONDAY - 7 + day).open]
    ends = [UnixSeconds(end) for _, end in spans[:-1]]
    starts = [UnixSeconds(start) for start, _ in spans[1:]]
    return max((start - end for end, start in zip(ends, starts, strict=True)), default=0.0)
