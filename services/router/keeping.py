"""What staff and customers say of promises, of alerts, and of how it went: what it does to a case. Pure."""

from typing import assert_never

from services.router.checklist import refusal_of_task, ticked
from services.router.opinions import given, refusal_of_opinion
from services.router.seen import (
    acknowledged,
    refusal_to_acknowledge,
    refusal_to_silence,
    silenced,
)
from switchboard.contracts.case import Case
from switchboard.contracts.keeping import (
    AlertAcknowledged,
    AlertsSilenced,
    Keeping,
    OpinionGiven,
    TaskDone,
)
from switchboard.contracts.values import UnixSeconds
from switchboard.strategy.program import Program


def kept(program: Program, case: Case, event: Keeping, at: UnixSeconds) -> Case:
    """Return the case after it was said."""
    match event:
        case AlertAcknowledged():
            return acknowledged(case, event, at)
        case AlertsSilenced():
            return silenced(case, event, at)
        case OpinionGiven():
            return given(program, case, event, at)
        case TaskDone():
            return ticked(case, event, at)
        case _:
            assert_never(event)


def refusal_to_keep(case: Case, event: Keeping, at: UnixSeconds) -> str:
    """Return why it can't be said of this case; empty where it can."""
    match event:
        case OpinionGiven():
            return refusal_of_opinion(case, event)
        case TaskDone():
            return refusal_of_task(case, event)
        case AlertAcknowledged():
            return refusal_to_acknowledge(case, event)
        case AlertsSilenced():
            return refusal_to_silence(case, event, at)
        case _:
            assert_never(event)
