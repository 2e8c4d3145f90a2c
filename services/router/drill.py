"""Exercises: a case that nobody waits for, whose promises take seconds, so that its ladder is climbed within a minute. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from switchboard.contracts.case import Case, Flag
from switchboard.contracts.judgement import LedgerEntry, Promise
from switchboard.contracts.values import Clock, Seconds, UnixSeconds
from switchboard.strategy.escalation import Rung
from switchboard.strategy.hours import COUNTED, Calendar
from switchboard.strategy.notation import DAY, Moment, Range, zone
from switchboard.strategy.stages import order

WITHIN: Final[Mapping[Clock, Seconds]] = {
    Clock.ACKNOWLEDGE: Seconds(10.0),
    Clock.FIRST_RESPONSE: Seconds(20.0),
    Clock.NEXT_RESPONSE: Seconds(20.0),
    Clock.RESOLVE: Seconds(40.0),
}
"""How long the promises of an exercise last, whatever the strategy says."""

AFTER_BREACH: Final = Seconds(20.0)
"""How long after the breach the last step of a ladder comes; those before it in proportion."""

AGAIN: Final = Seconds(5.0)
"""How soon somebody is told again."""
TIMES: Final = 2
"""How often somebody is told again, at most."""

PLAIN: Final = Calendar(zone("UTC"), ((Range(0, DAY),),) * 7)
"""The hours of an exercise: it never closes."""


def is_drill(case: Case) -> bool:
    """Tell whether the case is an exercise."""
    return Flag.DRILL in case.flags


def drilled(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    """Return these promises as an exercise keeps them: seconds of plain time."""
    return tuple(_drilled(one.clock, one.starts_at) for one in promises)


def _drilled(clock: Clock, at: UnixSeconds) -> Promise:
    within = WITHIN[clock]
    due_at = UnixSeconds(at + within)
    counted = LedgerEntry(start_at=at, end_at=due_at, counted=within, why=COUNTED)
    return Promise(clock=clock, within=within, starts_at=at, due_at=due_at, ledger=(counted,))


def after_breach(moment: Moment, ladder: Iterable[Rung]) -> Seconds:
    """Return how long after the breach a moment of the ladder comes in an exercise."""
    longest = max((order(rung.at)[1] for rung in ladder), default=0)
    return Seconds(round(AFTER_BREACH * order(moment)[1] / longest, 3)) if longest else Seconds(0.0)
