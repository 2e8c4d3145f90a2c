"""A customer who writes again once they were answered: the next answer is promised from then on. Pure."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from services.router.clocks import ANSWERED_THEN, is_open, started
from services.router.policy import promised
from services.router.resting import resting
from switchboard.contracts.case import Case, ClockRun, ClockState, Contact, Flag
from switchboard.contracts.course import CaseSplit
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import Event, InquiryReceived
from switchboard.contracts.handling import ReplyWritten
from switchboard.contracts.notices import Reply
from switchboard.contracts.values import LIVE, Clock, Nature, UnixSeconds
from switchboard.strategy.program import Program

ELSEWHERE: Final = "what asked for it rests in another case"
"""Why nobody waits any more for an answer that was promised here."""
_ANSWERS: Final = frozenset({Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE})
_NEXT: Final = frozenset({Clock.NEXT_RESPONSE})
_FULFILLED: Final = frozenset({ClockState.MET, ClockState.BREACHED})
_LOST: Final = frozenset({Outcome.FAILED, Outcome.SUPPRESSED})
_REPLY: Final = str(ReplyWritten.__struct_config__.tag)


def asked_again(
    program: Program, before: Case | None, after: Case, event: Event, at: UnixSeconds
) -> Case:
    """Return the case promising an answer to what its customer has written since the last one.

    The first message that nobody has answered counts, whatever follows it; what machines send counts nowhere.
    """
    if isinstance(event, CaseSplit):
        return _without_the_gone(program, after, at)
    contact = _unanswered(before, after, event)
    if contact is None or after.status not in LIVE or Flag.SPAM in after.flags:
        return after
    if any(run.clock is Clock.NEXT_RESPONSE and is_open(run) for run in after.clocks):
        return after
    if not _was_answered(after):
        return after
    fresh = _next(program, after, contact.received_at)
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
    forwarded = event.forwarded
    if forwarded is not None and forwarded.answered_at is not None:
        return None
    if there is None:
        return here
    decided = there.parked and not here.parked
    if not decided and there.gone_to is None:
        return None
    return here if here.accepted_at > _replied_at(after) else None


def _replied_at(case: Case) -> float:
    """Return when staff last wrote a reply, as far as the case remembers."""
    return max((one.at for one in case.actions if one.accepted and one.type == _REPLY), default=0.0)


def _without_the_gone(program: Program, case: Case, at: UnixSeconds) -> Case:
    """Return the case without the promise to whoever has left: the next of those who stay has one instead, if any waits."""
    run = next((one for one in case.clocks if one.clock in _NEXT and is_open(one)), None)
    asked = [one for one in case.inquiries if run and one.received_at == run.starts_at]
    if run is None or not asked or any(one.gone_to is None for one in asked):
        return case
    since = min(one.accepted_at for one in asked)
    stay = [one for one in _asking(case) if one.accepted_at >= since]
    fresh = _next(program, case, min(one.received_at for one in stay)) if stay else ()
    instead = fresh or (_over(run, at),)
    return replace(case, clocks=(*(one for one in case.clocks if one is not run), *instead))


def _asking(case: Case) -> list[Contact]:
    """Return what people have written, and rests here."""
    return [one for one in resting(case) if one.nature is Nature.INQUIRY and not one.parked]


def _over(run: ClockRun, at: UnixSeconds) -> ClockRun:
    """A broken promise stays broken, but nobody waits for it any more."""
    if run.state is ClockState.BREACHED:
        return replace(run, why=ELSEWHERE)
    return replace(run, state=ClockState.NOT_APPLICABLE, ended_at=at, why=ELSEWHERE)


def _next(program: Program, case: Case, at: UnixSeconds) -> tuple[ClockRun, ...]:
    return started(promised(program, case, at, _NEXT))


def awaited(program: Program, case: Case, at: UnixSeconds) -> Case:
    """Return a case that was held for spam promising an answer from `at` to what nobody has answered since the last one."""
    waits = any(one.accepted_at > _replied_at(case) for one in _asking(case))
    late = any(one.clock in _NEXT and is_open(one) for one in case.clocks)
    if not waits or late or not _was_answered(case):
        return case
    others = (run for run in case.clocks if run.clock not in _NEXT)
    return replace(case, clocks=(*others, *_next(program, case, at)))


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


def displaced(
    program: Program, case: Case, since: UnixSeconds, others: Iterable[UnixSeconds]
) -> tuple[ClockRun, ...]:
    """Return the promise that a reply written at `since` had kept, where a later message has taken its place.

    It is as if that reply had only stopped it. `others` are when the replies were written that count.
    """
    before = max((one for one in others if one < since), default=None)
    if before is None or any(
        one.ended_at == since and one.clock in _ANSWERS for one in case.clocks
    ):
        return ()
    asked = [
        one.received_at
        for one in _asking(case)
        if before < one.accepted_at <= since and not one.moves
    ]
    made = _next(program, case, min(asked)) if asked else ()
    return tuple(
        replace(run, state=ClockState.BREACHED, ended_before=True)
        if since > run.due_at
        else replace(run, state=ClockState.NOT_APPLICABLE, ended_at=since, ended_before=True)
        for run in made
    )


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
