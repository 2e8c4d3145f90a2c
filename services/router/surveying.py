"""Asking the customer how it was: once the matter has been resolved for a while, and stays so. Pure."""

from msgspec.structs import replace

from services.router import owe
from services.router.addressing import channel, spoken_to, thread
from services.router.clocks import past
from services.router.facts import OVER, genuine
from services.router.step import Step, decision, notice_id
from services.router.updating import hours_of
from switchboard.contracts.aftercare import Remind
from switchboard.contracts.case import Case, Flag, Settled
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.judgement import Say
from switchboard.contracts.notices import Survey
from switchboard.contracts.values import Identity, NoticeId, Reminder, Status, UnixSeconds
from switchboard.strategy import escalation, hours


def asked(step: Step, case: Case) -> Case:
    """Return the case owing its customer the question, or reminded of when it comes."""
    follow_up = step.program.strategy.follow_up
    survey = follow_up.survey if follow_up else None
    if survey is None or not _stands(case):
        return _unasked(case)
    at = _resolved(step, case, survey) or _known(case)
    if at is None:
        return case
    others = tuple(one for one in case.reminders if one.reminder is not Reminder.SURVEY)
    if at > step.at:
        return replace(case, reminders=(*others, Remind(reminder=Reminder.SURVEY, at=at)))
    return _due(step, replace(case, reminders=others), survey)


def outdated(case: Case) -> bool:
    """Tell whether an owed question makes no sense any more: the matter goes on."""
    return not _stands(case)


def _stands(case: Case) -> bool:
    """Tell whether the matter is over, and was a customer's."""
    return case.status in OVER and genuine(case) and Flag.DRILL not in case.flags


def _unasked(case: Case) -> Case:
    others = tuple(one for one in case.reminders if one.reminder is not Reminder.SURVEY)
    return replace(case, reminders=others) if others != case.reminders else case


def _resolved(step: Step, case: Case, survey: escalation.Survey) -> UnixSeconds | None:
    """Return when a case is to be asked about that this step has resolved; None where it has not, or isn't to be."""
    before, made = step.before, decision(case)
    fresh = before is not None and before.status is not Status.RESOLVED is case.status
    wanted = made is not None and (survey.kinds is None or made.judgement.kind in survey.kinds)
    if not fresh or not wanted:
        return None
    return hours.add(hours_of(step.program, case), past(step.at, step.at), survey.after).end_at


def _known(case: Case) -> UnixSeconds | None:
    return next((one.at for one in case.reminders if one.reminder is Reminder.SURVEY), None)


def _due(step: Step, case: Case, survey: escalation.Survey) -> Case:
    """Return the case owing the question; unless the customer has said how it was without being asked."""
    since = step.at if case.resolved_at is None else case.resolved_at
    if any(one.at >= since for one in case.opinions):
        return case
    once, to = notice_id(case, "survey", since), spoken_to(step.program, case)
    if owe.is_known(case, once):
        return case
    if to is None:
        return owe.settled(case, _unsaid(once, step.at))
    return replace(owe.owing(case, _survey(step, case, survey, once, to)), told_at=step.at)


def _unsaid(once: NoticeId, at: UnixSeconds) -> Settled:
    return Settled(
        notice_id=once,
        purpose=Purpose.SURVEY,
        outcome=Outcome.SUPPRESSED,
        at=at,
        reason=Say.NO_ADDRESS,
        owed_at=at,
    )


def _survey(
    step: Step, case: Case, survey: escalation.Survey, once: NoticeId, to: Identity
) -> Survey:
    return Survey(
        notice_id=once,
        reference=case.reference,
        to=to,
        name=case.name,
        channel=channel(case),
        kind=case.decisions[-1].judgement.kind,
        department=case.department,
        language=case.language,
        thread=thread(case),
        opinions=tuple(survey.outcomes),
        expires_at=UnixSeconds(step.at + survey.valid),
        not_within=survey.not_within,
        strategy_id=case.strategy_id,
        owed_at=step.at,
    )
