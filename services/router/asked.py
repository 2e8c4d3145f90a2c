"""A customer who writes again once they were answered: the next answer is promised from then on. Pure."""

from typing import Final

from msgspec.structs import replace

from services.router.clocks import ANSWERED_THEN, is_open, started
from services.router.policy import promised
from switchboard.contracts.case import Case, ClockRun, ClockState, Contact, Flag
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import Event, InquiryReceived
from switchboard.contracts.handling import ReplyWritten
from switchboard.contracts.notices import Reply
from switchboard.contracts.values import Clock, Nature, Status, UnixSeconds
from switchboard.strategy.program import Program

_NEXT: Final = frozenset({Clock.NEXT_RESPONSE})
_LIVE: Final = frozenset({Status.OPEN, Status.WAITING})
_FULFILLED: Final = frozenset({ClockState.MET, ClockState.BREACHED})
_LOST: Final = frozenset({Outcome.FAILED, Outcome.SUPPRESSED})
_REPLY: Final = str(ReplyWritten.__struct_config__.tag)


def asked_again(program: Program, before: Case | None, after: Case, event: Event) -> Case:
    """Return the case promising an answer to what its customer has written since the last one.

    The first message that nobody has answered counts, whatever follows it; what machines send counts nowhere.
    """
    contact = _unanswered(before, after, event)
    if contact is None or after.status not in _LIVE or Flag.SPAM in after.flags:
        return after
    if any(run.clock is Clock.NEXT_RESPONSE and is_open(run) for run in after.clocks):
        return after
    if not _was_answered(after):
        return after
    fresh = started(promised(program, after, contact.received_at, _NEXT))
    if not fresh:
        return after
    return replace(after, clocks=(*(run for run in after.clocks if _stays(after, run)), *fresh))


def _unanswered(before: Case | None, after: Case, event: Event) -> Contact | None:
    """Return the message that has just come to rest here, unless somebody has answered it already."""
    if not isinstance(event, InquiryReceived):
        return None
    here = next((one for one in after.inquiries if one.inquiry_id == event.inquiry_id), None)
    if here is None or here.gone_to is not None or here.nature is not Nature.INQUIRY:
        return None
    known = before.inquiries if before else ()
    there = next((one for one in known if one.inquiry_id == event.inquiry_id), None)
    if there is None:
        forwarded = event.forwarded
        return here if forwarded is None or forwarded.answered_at is None else None
    if not there.parked or here.parked:
        return None
    replies = (one.at for one in after.actions if one.accepted and one.type == _REPLY)
    return None if any(one >= here.accepted_at for one in replies) else here


def _was_answered(case: Case) -> bool:
    """Tell whether the first answer has been given; where none was promised, whether there was any."""
    first = [run for run in case.clocks if run.clock is Clock.FIRST_RESPONSE]
    if first:
        return any(
            (run.state in _FULFILLED and run.ended_at is not None) or run.why == ANSWERED_THEN
            for run in first
        )
    written = any(isinstance(notice, Reply) for notice in case.owed)
    return written or any(
        one.purpose is Purpose.REPLY and one.outcome not in _LOST for one in case.deliveries
    )


def _stays(case: Case, run: ClockRun) -> bool:
    """An ended promise makes room for the next one, unless the reply that kept it may be lost yet."""
    if run.clock is not Clock.NEXT_RESPONSE:
        return True
    return any(isinstance(one, Reply) and one.owed_at == run.ended_at for one in case.owed)


def foremost(case: Case) -> Case:
    """Return the case with one promise of a next answer: where a lost reply has left two open, the earlier due."""
    waiting = [run for run in case.clocks if run.clock is Clock.NEXT_RESPONSE and is_open(run)]
    if len(waiting) <= 1:
        return case
    first = min(waiting, key=_due)
    kept = (run for run in case.clocks if run is first or run not in waiting)
    return replace(case, clocks=tuple(kept))


def _due(run: ClockRun) -> UnixSeconds:
    return run.due_at
