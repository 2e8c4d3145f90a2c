"""Quiet hours: what is not urgent wakes nobody, and waits until its department opens. Pure."""

from services.router.drill import is_drill
from switchboard.contracts.case import Case
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.openings import next_opening
from switchboard.strategy.program import Program


def not_before(program: Program, case: Case, at: UnixSeconds) -> UnixSeconds | None:
    """Return until when an alert of the case waits; None where it goes out at once."""
    strategy = program.strategy
    if is_drill(case) or case.priority not in strategy.alerts.quiet:
        return None
    known = case.department in strategy.departments
    hours = program.hours[case.department if known else strategy.defaults.department]
    opens_at = next_opening(hours, at)
    return opens_at if opens_at > at else None
