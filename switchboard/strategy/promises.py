"""What an SLA promises from a moment on, worked out on a calendar, with the arithmetic."""

from typing import Final

from switchboard.contracts.judgement import Promise
from switchboard.contracts.values import Clock, UnixSeconds
from switchboard.strategy import hours
from switchboard.strategy.model import Sla
from switchboard.strategy.notation import Duration

LEDGER_IN_JUDGEMENT: Final = 10
"""A judgement stands in every record of its case; `strategy hours` shows the ledger at length."""


FROM_THE_START: Final = frozenset({Clock.ACKNOWLEDGE, Clock.FIRST_RESPONSE, Clock.RESOLVE})
"""What is promised as soon as a customer contacts us; the others begin with what happens later."""


def promised(sla: Sla) -> tuple[tuple[Clock, Duration], ...]:
    """Return what the SLA promises, in the order in which it comes due."""
    named = (
        (Clock.ACKNOWLEDGE, sla.acknowledge),
        (Clock.FIRST_RESPONSE, sla.first_response),
        (Clock.NEXT_RESPONSE, sla.next_response),
        (Clock.RESOLVE, sla.resolve),
    )
    return tuple((clock, within) for clock, within in named if within)


def promise(clock: Clock, within: Duration, calendar: hours.Calendar, at: UnixSeconds) -> Promise:
    """Return one promise that counts from `at`."""
    span = hours.add(calendar, at, within)
    return Promise(
        clock=clock,
        within=span.counted,
        starts_at=at,
        due_at=span.end_at,
        ledger=hours.folded(span.ledger, LEDGER_IN_JUDGEMENT),
    )
