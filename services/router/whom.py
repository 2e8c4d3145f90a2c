"""Whom a strategy means by its words for people: the assignee, the lead, a department, the control centre. Pure."""

from typing import assert_never

from switchboard.contracts.case import Case
from switchboard.contracts.values import Recipient
from switchboard.strategy.escalation import Rung, Who
from switchboard.strategy.program import Program


def staff(staff_id: str) -> Recipient:
    """Return how one of ours is named; by which way they are reached is the notifier's to know."""
    return Recipient(f"staff:{staff_id}")


def meant(program: Program, case: Case, who: Who) -> tuple[Recipient, ...]:
    """Return who is meant in a case; nobody where the strategy, or the case, names none."""
    strategy = program.strategy
    department = strategy.departments.get(case.department)
    match who:
        case Who.ASSIGNEE:
            return (staff(case.assignee),) if case.assignee else ()
        case Who.LEAD:
            return (staff(department.lead),) if department and department.lead else ()
        case Who.DEPARTMENT:
            return tuple(map(Recipient, department.alert)) if department else ()
        case Who.CONTROL_CENTRE:
            return tuple(map(Recipient, strategy.control_centre.alert))
        case _:
            assert_never(who)


def answerable(program: Program, name: str) -> tuple[Recipient, ...]:
    """Return who hears of what a department should know: where its cases are told, else its alerts, else its lead."""
    department = program.strategy.departments.get(name)
    if department is None:
        return ()
    told = department.assignments.to if department.assignments else []
    if told or department.alert:
        return tuple(map(Recipient, told or department.alert))
    return (staff(department.lead),) if department.lead else ()


def called(program: Program, case: Case, rung: Rung) -> tuple[Recipient, ...]:
    """Return who is told at a step of a ladder; where it names nobody who exists, whoever is nearest."""
    named = [to for who in rung.notify for to in meant(program, case, who)]
    if not named and rung.else_ is not None:
        named = list(meant(program, case, rung.else_))
    return tuple(dict.fromkeys(named)) or instead(program, case)[:1]


def instead(program: Program, case: Case) -> tuple[Recipient, ...]:
    """Return who hears, one after another, of what others can't be told: from whoever has the case up to who watches over all."""
    return tuple(dict.fromkeys(to for who in Who for to in meant(program, case, who)))
