"""What follows of a change, whatever made it: who is told, and what has to be done later. Pure.

It compares the case before and after an event, so that no deed has to think of it.
"""

from switchboard.contracts.case import Case
from switchboard.contracts.events import Event
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.program import Program


def followed(
    _program: Program, _before: Case | None, after: Case, _event: Event, _at: UnixSeconds
) -> Case:
    """Return the case `after` an event, owing what follows of the difference."""
    return after
