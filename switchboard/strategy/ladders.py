"""Whether the ladders lead to somebody, in order, from warnings that are given."""

from collections.abc import Iterator
from itertools import pairwise
from typing import assert_never

from switchboard.contracts.values import Priority
from switchboard.strategy.escalation import Rung, Who
from switchboard.strategy.model import Department, Sla, Strategy
from switchboard.strategy.sheet import Sheet
from switchboard.strategy.stages import order


def check(strategy: Strategy, sheet: Sheet) -> None:
    """Note steps that tell nobody, that stand in the wrong order, or that never come."""
    for name, rungs in strategy.ladders.items():
        users = {sla: said for sla, said in strategy.sla.items() if said.ladder == name}
        leaderless = [each for each, one in _departments(strategy, users) if not one.lead]
        silent = [each for each, one in _departments(strategy, users) if not one.alert]
        for number, rung in enumerate(rungs):
            at = ("ladders", name, number)
            reasons = [_nobody(strategy, who, leaderless, silent) for who in _told(rung)]
            if all(reasons):
                sheet.say("W611", f"it may tell nobody: {'; '.join(filter(None, reasons))}", *at)
            _unwarned(rung, users, sheet, *at)
            if rung.raise_ is Priority.LOW:
                sheet.say("W620", "every case is of low priority at least", *at, "raise")
            if rung.until and not rung.repeat and number == len(rungs) - 1:
                told = (
                    "nothing is repeated and no step follows: acknowledged or not, nothing differs"
                )
                sheet.say("W621", told, *at, "until")
        for number, (earlier, later) in enumerate(pairwise(rungs), 1):
            if order(later.at) < order(earlier.at):
                sheet.say("W613", "this comes before the step above it", "ladders", name, number)


def _departments(strategy: Strategy, slas: dict[str, Sla]) -> Iterator[tuple[str, Department]]:
    """Return the departments that may come to use the ladder."""
    defaults = strategy.defaults
    uses = {defaults.department} if defaults.sla in slas else set()
    uses |= {r.to.department for r in strategy.route if (r.sla or defaults.sla) in slas}
    return ((name, one) for name, one in strategy.departments.items() if name in uses)


def _told(rung: Rung) -> list[Who]:
    return [*rung.notify, *([rung.else_] if rung.else_ else [])]


def _nobody(strategy: Strategy, who: Who, leaderless: list[str], silent: list[str]) -> str:
    """Return why it may be nobody; empty where somebody is there for sure."""
    match who:
        case Who.ASSIGNEE:
            return "a case may have no assignee"
        case Who.LEAD:
            return f"{', '.join(leaderless)} has no lead" if leaderless else ""
        case Who.DEPARTMENT:
            return f"{', '.join(silent)} has no alert address" if silent else ""
        case Who.CONTROL_CENTRE:
            return "" if strategy.control_centre.alert else "control_centre has no alert address"
        case _:
            assert_never(who)


def _unwarned(rung: Rung, slas: dict[str, Sla], sheet: Sheet, *at: str | int) -> None:
    if rung.at.share >= 1.0:
        return
    lacking = [name for name, sla in slas.items() if rung.at.share not in sla.warn_at]
    if lacking:
        told = f"never comes: {', '.join(lacking)} has no warning at {rung.at.share:.0%}"
        sheet.say("W612", told, *at, "at")
