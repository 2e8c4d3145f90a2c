"""The ladder of a case: which steps stand at a stage, whom they name, and who is told where they can't be reached. Pure."""

from collections.abc import Iterable
from typing import Final

from services.router.policy import sla_of
from services.router.whom import instead, meant
from switchboard.contracts.case import Case
from switchboard.contracts.values import Recipient
from switchboard.strategy.escalation import Rung, Who
from switchboard.strategy.model import Sla
from switchboard.strategy.program import Program
from switchboard.strategy.stages import BREACH, named, order

_FALLBACK: Final = (Who.DEPARTMENT, Who.LEAD, Who.CONTROL_CENTRE)
MAX_OTHERWISE: Final = 8
"""Recipients who are tried one after another for one that can't be reached."""


def sla_in_force(program: Program, case: Case) -> Sla | None:
    """Return the SLA that the case goes by; None where nothing has been decided."""
    name = sla_of(program.strategy, case)
    return program.strategy.sla.get(name) if name else None


def ladder_of(program: Program, case: Case) -> list[Rung]:
    """Return the steps that the case's promises are followed by; none where its SLA has no ladder."""
    sla = sla_in_force(program, case)
    return program.strategy.ladders.get(sla.ladder, []) if sla and sla.ladder else []


def steps_at(ladder: Iterable[Rung], stage: str) -> list[Rung]:
    """Return the steps that stand at a stage."""
    return [rung for rung in ladder if named(rung.at) == stage]


def awaited_before(ladder: Iterable[Rung], stage: str) -> list[str]:
    """Return the stages from the breach on, before this one, at which somebody has to say that they have seen it."""
    steps = list(ladder)
    here = max((order(rung.at) for rung in steps if named(rung.at) == stage), default=order(BREACH))
    return [
        named(rung.at)
        for rung in steps
        if rung.until is not None and order(BREACH) <= order(rung.at) < here
    ]


def recipients(program: Program, case: Case, steps: Iterable[Rung]) -> tuple[Recipient, ...]:
    """Return whom the steps tell, each once; where they name nobody who exists, whoever answers for the department."""
    told = [
        one for rung in steps for who in rung.notify for one in _named(program, case, rung, who)
    ]
    if told:
        return tuple(dict.fromkeys(told))
    return next((found for who in _FALLBACK if (found := meant(program, case, who))), ())


def _named(program: Program, case: Case, rung: Rung, who: Who) -> tuple[Recipient, ...]:
    return meant(program, case, who) or (meant(program, case, rung.else_) if rung.else_ else ())


def otherwise(program: Program, case: Case, to: Recipient) -> tuple[Recipient, ...]:
    """Return who is told, one after another, where this one can't be."""
    return tuple(one for one in instead(program, case) if one != to)[:MAX_OTHERWISE]
