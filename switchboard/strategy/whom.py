"""Whom a strategy means by its words for people: the assignee, the lead, a department, the control centre. Pure."""

from typing import assert_never

from switchboard.contracts.values import Recipient
from switchboard.strategy.escalation import Who
from switchboard.strategy.model import Strategy


def staff(staff_id: str) -> Recipient:
    """Return how one of ours is named; by which way they are reached is the notifier's to know."""
    return Recipient(f"staff:{staff_id}")


def meant(
    strategy: Strategy, department: str, assignee: str | None, who: Who
) -> tuple[Recipient, ...]:
    """Return who is meant where a department has a case, and perhaps somebody there; nobody where none is named."""
    known = strategy.departments.get(department)
    match who:
        case Who.ASSIGNEE:
            return (staff(assignee),) if assignee else ()
        case Who.LEAD:
            return (staff(known.lead),) if known and known.lead else ()
        case Who.DEPARTMENT:
            return tuple(map(Recipient, known.alert)) if known else ()
        case Who.CONTROL_CENTRE:
            return tuple(map(Recipient, strategy.control_centre.alert))
        case _:
            assert_never(who)
