"""Whom a strategy means by its words for people: the assignee, the lead, a department, the control centre. Pure."""

from switchboard.contracts.case import Case
from switchboard.contracts.values import Recipient
from switchboard.strategy import whom
from switchboard.strategy.escalation import Rung, Who
from switchboard.strategy.program import Program
from switchboard.strategy.whom import staff

__all__ = ["answerable", "called", "instead", "meant", "staff"]


def meant(program: Program, case: Case, who: Who) -> tuple[Recipient, ...]:
    """Return who is meant in a case; nobody where the strategy, or the case, names none."""
    return whom.meant(program.strategy, case.department, case.assignee, who)


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
