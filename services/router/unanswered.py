"""A reply that reached nobody answers nothing: what it had stopped runs again, and staff are told. Pure."""

from typing import Final

from msgspec.structs import replace

from services.router.clocks import met_again, revived, unmet
from switchboard.contracts.case import MAX_FLAGS, Case, Flag
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import DeliveryReported
from switchboard.contracts.notices import Reply
from switchboard.contracts.values import Status, UnixSeconds
from switchboard.strategy.program import Program

UNHEARD: Final = "paused: an answer that reached nobody"
_LOST: Final = frozenset({Outcome.FAILED, Outcome.SUPPRESSED})
_LIVE: Final = frozenset({Status.OPEN, Status.WAITING})


def unanswered(
    program: Program, before: Case, after: Case, event: DeliveryReported, at: UnixSeconds
) -> Case:
    """Return the case `after` a report; where it is of a reply that is lost, nobody has been answered by that.

    The time until it was written stays counted. Another reply that waits or went out answers in its place.
    """
    lost = next((one for one in before.owed if one.notice_id == event.notice_id), None)
    if not isinstance(lost, Reply) or event.outcome not in _LOST:
        return after
    told = unreached(after)
    waiting = [one.owed_at for one in told.owed if isinstance(one, Reply)]
    if waiting:
        return met_again(told, lost.owed_at, min(waiting))
    if any(
        one.purpose is Purpose.REPLY and one.outcome not in _LOST and one.at >= lost.owed_at
        for one in told.deliveries
    ):
        return told
    open_again = unmet(told, lost.owed_at)
    runs = told.status in _LIVE and Flag.SPAM not in told.flags
    return revived(program, open_again, at, UNHEARD) if runs else open_again


def unreached(case: Case) -> Case:
    """Return the case telling staff that the customer did not get what they wrote."""
    return replace(case, flags=tuple(dict.fromkeys((*case.flags, Flag.UNDELIVERABLE)))[-MAX_FLAGS:])
