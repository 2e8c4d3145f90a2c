"""What a customer hears of their matter unasked: how it goes, that a promise has moved, what has been done. Pure.

Progress is told when nothing else was said for as long as the strategy allows: a reminder of the case, moved on by
every word of ours.
"""

from typing import Final

from msgspec.structs import replace

from services.router.addressing import channel, spoken_to, thread
from services.router.clocks import is_open, past
from services.router.facts import at_work, genuine
from services.router.step import Step, decision, notice_id
from switchboard.contracts.aftercare import Remind
from switchboard.contracts.case import Case, ClockRun, ClockState
from switchboard.contracts.course import CaseResolved
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.judgement import Judgement
from switchboard.contracts.notices import Acknowledge, Notice, Reply, Update
from switchboard.contracts.values import (
    Clock,
    Identity,
    Kind,
    News,
    Reminder,
    Seconds,
    Status,
    UnixSeconds,
)
from switchboard.strategy import hours
from switchboard.strategy.escalation import Progress
from switchboard.strategy.program import Program

NOTICEABLE: Final = Seconds(900.0)
"""By how much a promise must have moved before a customer hears of it."""

_LOST: Final = frozenset({Outcome.FAILED, Outcome.SUPPRESSED})
_OURS: Final = frozenset({Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE, Clock.RESOLVE})
"""What people have to keep; a receipt speaks for itself."""


def updated(step: Step) -> Case:
    """Return the case owing its customer what they should hear now, and knowing when they should hear next."""
    case = _unsaid(step, _spoken(step))
    for news in (_done, _moved, _progressing):
        case = news(step, case)
    return case


def outdated(notice: Update, case: Case) -> bool:
    """Tell whether an owed update is no news any more: the matter is over, or open again."""
    return (notice.news is News.RESOLVED) == at_work(case)


def _spoken(step: Step) -> Case:
    """Return the case knowing that its customer has come to be told something by this step."""
    known = {one.notice_id for one in step.before.owed} if step.before else set()
    fresh = [one for one in step.after.owed if one.notice_id not in known]
    spoken = any(isinstance(one, Acknowledge | Reply) for one in fresh)
    return replace(step.after, told_at=step.at) if spoken else step.after


def _unsaid(step: Step, case: Case) -> Case:
    """Return the case with the old promise in its customer's mind where the word of the new one never went out."""
    there = {one.notice_id for one in case.owed}
    sent = {one.notice_id for one in case.deliveries if one.outcome not in _LOST}
    for one in step.before.owed if step.before else ():
        if not isinstance(one, Update) or one.was_promised_by is None:
            continue
        if one.notice_id not in there | sent and case.told_by == one.promised_by:
            case = replace(case, told_by=one.was_promised_by)
    return case


def _done(step: Step, case: Case) -> Case:
    """Return the case, resolved by this step, with what has been done, and the customer told where that is wanted."""
    event, before = step.event, step.before
    if before is None or before.status is Status.RESOLVED or case.status is not Status.RESOLVED:
        return case
    said = event if isinstance(event, CaseResolved) else None
    body, open_because = (said.done, said.open_because[:500]) if said else ("", "")
    case = replace(case, done=body, open_because=open_because)
    wanted = genuine(case) and (step.program.strategy.keep_informed.resolved or body)
    to = spoken_to(step.program, case) if wanted else None
    if to is None:
        return case
    return _owing(step, case, _update(step, case, to, News.RESOLVED, body=body))


def _moved(step: Step, case: Case) -> Case:
    """Return the case with a deadline that has moved told to whoever was told the old one."""
    if not step.program.strategy.keep_informed.promise_moved or case.told_by is None:
        return case
    clock = case.told_of or Clock.FIRST_RESPONSE
    was, now = _running(step.before, clock), _running(case, clock)
    if now is None or not at_work(case):
        return case
    if was is None:  # It ran again after a turn that was the customer's own: they know.
        return replace(case, told_by=now.due_at)
    little = abs(now.due_at - case.told_by) <= NOTICEABLE
    to = spoken_to(step.program, case)
    if was.due_at == now.due_at or little or now.due_at <= step.at or to is None:
        return case
    known, others = _pending(case)
    if known is not None and abs(now.due_at - known) <= NOTICEABLE:  # Back where it was.
        return replace(case, owed=others, told_by=known)
    told = _update(step, case, to, News.PROMISE_MOVED, promise=now)
    return _owing(step, case, replace(told, was_promised_by=known))


def _pending(case: Case) -> tuple[UnixSeconds | None, tuple[Notice, ...]]:
    """Return what the customer knows while word of another moment waits to be sent, and what else is owed."""
    waiting = [one for one in case.owed if isinstance(one, Update) and one.promised_by is not None]
    before = waiting[0].was_promised_by if len(waiting) == 1 else None
    known = before if waiting else case.told_by
    return known, tuple(one for one in case.owed if one not in waiting)


def _running(case: Case | None, clock: Clock) -> ClockRun | None:
    runs = case.clocks if case else ()
    return next((one for one in runs if one.clock is clock and _runs(one)), None)


def _runs(run: ClockRun) -> bool:
    return run.state is ClockState.RUNNING


def _progressing(step: Step, case: Case) -> Case:
    """Return the case reminded of when its customer hears next, or owing them how things stand, where that is due."""
    said = step.program.strategy.keep_informed.progress
    others = tuple(one for one in case.reminders if one.reminder is not Reminder.PROGRESS)
    to = spoken_to(step.program, case) if said and _wanted(said, case) else None
    if said is None or to is None:
        return replace(case, reminders=others)
    at = _due(step, case, said)
    if at <= step.at:
        told = _update(step, case, to, News.PROGRESS, promise=_next(case, step.at))
        case = _owing(step, case, told)
        at = _after(step.program, case, said, step.at)
    return replace(case, reminders=(*others, Remind(reminder=Reminder.PROGRESS, at=at)))


def _wanted(said: Progress, case: Case) -> bool:
    made = decision(case)
    return made is not None and at_work(case) and _concerns(said, made.judgement)


def _concerns(said: Progress, judged: Judgement) -> bool:
    of_stage = said.stages is None or judged.stage in said.stages
    return of_stage and (said.kinds is None or judged.kind in said.kinds)


def _due(step: Step, case: Case, said: Progress) -> UnixSeconds:
    known = next((one for one in case.reminders if one.reminder is Reminder.PROGRESS), None)
    if known is not None and step.before is not None and _facts(step.before) == _facts(case):
        return known.at
    due = _after(step.program, case, said, past(_told_at(case), step.at))
    seen_first = known is None and step.before is not None
    return _after(step.program, case, said, step.at) if seen_first and due <= step.at else due


def _told_at(case: Case) -> UnixSeconds:
    """Return when the customer last heard from us; a case of an earlier version tells it by what was sent."""
    if case.told_at is not None:
        return case.told_at
    sent = (one.at for one in case.deliveries if one.purpose in _WORDS and one.outcome in _HEARD)
    return max(sent, default=case.opened_at)


_WORDS: Final = frozenset({Purpose.ACKNOWLEDGEMENT, Purpose.REPLY, Purpose.UPDATE})
_HEARD: Final = frozenset({Outcome.SENT, Outcome.UNKNOWN})


def _facts(case: Case) -> tuple[object, ...]:
    """Return what the time of the next word follows from."""
    return case.told_at, case.department, case.strategy_id


def _after(program: Program, case: Case, said: Progress, since: UnixSeconds) -> UnixSeconds:
    return hours.add(hours_of(program, case), since, said.every).end_at


def hours_of(program: Program, case: Case) -> hours.Calendar:
    """Return when the department of a case works; where the strategy has lost it, the default one."""
    default = program.hours[program.strategy.defaults.department]
    return program.hours.get(case.department, default)


def _next(case: Case, at: UnixSeconds) -> ClockRun | None:
    """Return the promise that comes due next; what is late already is no promise to speak of."""
    ahead = (one for one in case.clocks if one.clock in _OURS and is_open(one) and one.due_at > at)
    return min(ahead, key=lambda one: one.due_at, default=None)


def _owing(step: Step, case: Case, told: Update) -> Case:
    """Return the case owing the update instead of an older one that never went out, and knowing what it says."""
    newer = {told.news, News.PROGRESS} if told.news is News.PROMISE_MOVED else {told.news}
    owed = tuple(one for one in case.owed if not (isinstance(one, Update) and one.news in newer))
    promised = case.told_by if told.promised_by is None else told.promised_by
    return replace(
        case,
        owed=(*owed, told),
        told_at=step.at,
        told_by=promised,
        told_of=told.promise or case.told_of,
    )


def _update(
    step: Step,
    case: Case,
    to: Identity,
    news: News,
    *,
    promise: ClockRun | None = None,
    body: str = "",
) -> Update:
    made = decision(case)
    return Update(
        notice_id=notice_id(case, "update", step.version, news),
        reference=case.reference,
        to=to,
        name=case.name,
        channel=channel(case),
        news=news,
        kind=made.judgement.kind if made else Kind.QUESTION,
        status=case.status,
        department=case.department,
        language=case.language,
        thread=thread(case),
        promise=promise.clock if promise else None,
        promised_by=promise.due_at if promise else None,
        body=body,
        strategy_id=case.strategy_id,
        owed_at=step.at,
    )
