"""The moments in the life of a promise of which somebody may be told, and when they come. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final

from switchboard.contracts.values import Seconds, UnixSeconds
from switchboard.strategy import hours
from switchboard.strategy.escalation import Rung
from switchboard.strategy.model import Sla
from switchboard.strategy.notation import DAY, Moment, spelled

BREACH: Final = Moment(1.0)


def moments(sla: Sla, ladder: Iterable[Rung]) -> tuple[Moment, ...]:
    """Return the warnings of the SLA, the breach, and what the ladder has after it: each once, in their order."""
    later = (rung.at for rung in ladder if rung.at.share >= 1.0)
    warned = (Moment(share) for share in sla.warn_at if share < 1.0)
    return tuple(sorted({*warned, BREACH, *later}, key=order))


def order(moment: Moment) -> tuple[float, int]:
    """Return what moments of one promise are sorted by."""
    later = moment.later
    return moment.share, later.days * DAY + later.seconds if later else 0


def named(moment: Moment) -> str:
    """Return how the moment is told, as it is written in a strategy: `warn 80%`, `breach`, `breach + 2h`."""
    if moment.share < 1.0:
        return f"warn {moment.share:.0%}"
    return f"breach + {spelled(moment.later)}" if moment.later else "breach"


def comes_at(
    moment: Moment,
    calendar: hours.Calendar,
    starts_at: UnixSeconds,
    within: Seconds,
    due_at: UnixSeconds,
) -> UnixSeconds:
    """Return when the moment comes: a warning when its share has been counted, the rest by the calendar after the breach."""
    if moment.share < 1.0:
        return hours.worked(calendar, starts_at, Seconds(within * moment.share)).end_at
    return hours.add(calendar, due_at, moment.later).end_at if moment.later else due_at


def told_of(moment: Moment, ladder: Iterable[Rung]) -> Iterator[Rung]:
    """Yield the steps of the ladder that stand at the moment."""
    return (rung for rung in ladder if order(rung.at) == order(moment))
