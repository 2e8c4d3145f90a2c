"""What staff and customers say of promises, of alerts, and of how it went: what it does to a case. Pure."""

from typing import assert_never

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


def kept(_program: Program, case: Case, event: Keeping, _at: UnixSeconds) -> Case:
    """Return the case after it was said."""
    match event:
        case AlertAcknowledged():
            return case
        case AlertsSilenced():
            return case
        case OpinionGiven():
            return case
        case TaskDone():
            return case
        case _:
            assert_never(event)
