"""A message that reached nobody: the case says so, and where it was a reply, what it had stopped runs again and staff are told. Pure."""

from typing import Final

from msgspec.structs import replace

from services.router.asked import displaced, foremost
from services.router.clocks import met_again, revived, unmet
from services.router.facts import matter
from services.router.owe import is_known, owes_too_much, owing
from services.router.whom import answerable, staff
from switchboard.contracts.case import MAX_FLAGS, Case, Flag, Settled
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import DeliveryReported
from switchboard.contracts.naming import about_id
from switchboard.contracts.notices import Inform, Reply
from switchboard.contracts.values import LIVE, Occasion, Recipient, UnixSeconds
from switchboard.strategy.program import Program

UNHEARD: Final = "paused: an answer that reached nobody"
TO_CUSTOMERS: Final = frozenset(
    {Purpose.ACKNOWLEDGEMENT, Purpose.REPLY, Purpose.UPDATE, Purpose.SURVEY}
)
_LOST: Final = frozenset({Outcome.FAILED, Outcome.SUPPRESSED})


def unanswered(
    program: Program, before: Case, after: Case, event: DeliveryReported, at: UnixSeconds
) -> Case:
    """Return the case `after` a report, with what follows where a message to its customer is lost, or may be."""
    owed = next((one for one in before.owed if one.notice_id == event.notice_id), None)
    ended = next((one for one in after.deliveries if one.notice_id == event.notice_id), None)
    if owed is None or ended is None or ended.purpose not in TO_CUSTOMERS:
        return after
    if ended.outcome is Outcome.UNKNOWN:
        return flagged(after, Flag.DELIVERY_UNKNOWN)
    return lost(program, after, ended, at) if ended.outcome in _LOST else after


def lost(program: Program, case: Case, ended: Settled, at: UnixSeconds) -> Case:
    """Return the case with a message of its own lost: flagged, and nobody has been answered by it.

    What was not to be said is lost only where staff had written it.
    """
    if ended.purpose is Purpose.REPLY:
        return _told(program, _waits_again(program, unreached(case), ended, at), ended, at)
    failed = ended.outcome is Outcome.FAILED and ended.purpose in TO_CUSTOMERS
    return unreached(case) if failed else case


def _waits_again(program: Program, case: Case, ended: Settled, at: UnixSeconds) -> Case:
    """Return the case with its clocks running again; the time until the reply was written stays counted.

    Another reply that waits or went out since answers in its place.
    """
    since = ended.at if ended.owed_at is None else ended.owed_at
    others = [one.owed_at for one in case.owed if isinstance(one, Reply)]
    others += [
        one.at if one.owed_at is None else one.owed_at
        for one in case.deliveries
        if one.purpose is Purpose.REPLY and one.outcome not in _LOST
    ]
    if later := [at for at in others if at >= since]:
        return met_again(case, since, min(later))
    runs = case.status in LIVE and Flag.SPAM not in case.flags
    gone = displaced(program, case, since, others) if runs else ()
    open_again = unmet(replace(case, clocks=(*case.clocks, *gone)), since, others)
    return foremost(revived(program, open_again, at, UNHEARD)) if runs else open_again


def _told(program: Program, case: Case, ended: Settled, at: UnixSeconds) -> Case:
    """Return the case owing word of it to whoever has the case, else to its department."""
    to = (staff(case.assignee),) if case.assignee else answerable(program, case.department)
    for recipient in to:
        case = _owing_word(case, ended, recipient, at)
    return case


def _owing_word(case: Case, ended: Settled, to: Recipient, at: UnixSeconds) -> Case:
    notice_id = about_id(case.reference, "info", ended.notice_id, to)
    if is_known(case, notice_id) or owes_too_much(case):
        return case
    word = Inform(
        notice_id=notice_id,
        reference=case.reference,
        to=to,
        occasion=Occasion.CHANGED,
        matter=matter(case),
        because=f"the reply did not reach the customer: {ended.reason or ended.outcome}"[:500],
        strategy_id=case.strategy_id,
        owed_at=at,
    )
    return owing(case, word)


def unreached(case: Case) -> Case:
    """Return the case telling staff that the customer did not get what we sent."""
    return flagged(case, Flag.UNDELIVERABLE)


def flagged(case: Case, flag: Flag) -> Case:
    """Return the case with the flag raised."""
    return replace(case, flags=tuple(dict.fromkeys((*case.flags, flag)))[-MAX_FLAGS:])
