"""What a customer thinks of how a matter went: kept beside what led to it, and taken up. Pure."""

from msgspec.structs import replace

from services.router.checklist import verified
from services.router.clocks import reopened
from services.router.facts import OVER, genuine, matter, newest
from services.router.step import Step, decision, notice_id
from services.router.whom import called, instead, meant
from switchboard.contracts.aftercare import Given
from switchboard.contracts.case import MAX_OPINIONS, Case
from switchboard.contracts.delivery import Purpose
from switchboard.contracts.keeping import CUSTOMER, OpinionGiven
from switchboard.contracts.notices import Alert, Inform, Survey
from switchboard.contracts.values import LIVE, Occasion, Recipient, Status, UnixSeconds
from switchboard.strategy.escalation import Consequence
from switchboard.strategy.program import Program


def refusal_of_opinion(case: Case, event: OpinionGiven) -> str:
    """Return why a customer can't be heard on this; empty where they can. Staff may write down what they heard any time."""
    if event.by != CUSTOMER or case.status not in LIVE or _was_asked(case):
        return ""
    return f"the case is {case.status}: nobody has asked the customer how it was"


def _was_asked(case: Case) -> bool:
    asked = any(isinstance(one, Survey) for one in case.owed)
    return asked or any(one.purpose is Purpose.SURVEY for one in case.deliveries)


def given(program: Program, case: Case, event: OpinionGiven, at: UnixSeconds) -> Case:
    """Return the case with the opinion, and open again where the strategy wants that."""
    made = decision(case)
    said = Given(
        opinion=event.opinion,
        at=at,
        by=event.by,
        words=event.words,
        strategy_id=case.strategy_id,
        rule=made.judgement.rule if made else "",
        department=case.department,
        assignee=case.assignee,
    )
    told = replace(case, opinions=(*case.opinions, said)[-MAX_OPINIONS:])
    told = verified(told, event, at)
    follows = _follows(program, event)
    if not follows.reopen or case.status not in OVER or not genuine(case):
        return told
    return reopened(program, replace(told, status=Status.OPEN, resolved_at=None), at)


def _follows(program: Program, event: OpinionGiven) -> Consequence:
    follow_up = program.strategy.follow_up
    return (follow_up.on.get(event.opinion) if follow_up else None) or Consequence()


def heeded(step: Step) -> list[Inform | Alert]:
    """Return what is owed to those who are to hear what a customer thinks."""
    event, known = step.event, step.before.opinions if step.before else ()
    if not isinstance(event, OpinionGiven) or not genuine(step.after):
        return []
    if step.after.opinions == known:
        return []
    follows = _follows(step.program, event)
    return [*_informs(step, event, follows), *_alerts(step, event, follows)]


def told_to(event: OpinionGiven) -> str:
    """Return who of staff wrote an opinion down; empty where the customer gave it themselves."""
    return "" if event.by == CUSTOMER else event.by


def _informs(step: Step, event: OpinionGiven, follows: Consequence) -> list[Inform]:
    case, last = step.after, newest(step.after)
    wanted = [to for who in follows.notify or () for to in meant(step.program, case, who)]
    if follows.notify and not wanted:
        wanted = list(instead(step.program, case)[:1])  # Somebody hears of it all the same.
    return [
        Inform(
            notice_id=notice_id(case, "inform", event.action_id, to),
            reference=case.reference,
            to=to,
            occasion=Occasion.OPINION,
            matter=matter(case),
            inquiry_id=last.inquiry_id if last else None,
            position=last.position if last else None,
            because=event.opinion,
            words=event.words,
            told=told_to(event),
            strategy_id=case.strategy_id,
            owed_at=step.at,
        )
        for to in dict.fromkeys(wanted)
    ]


def _alerts(step: Step, event: OpinionGiven, follows: Consequence) -> list[Alert]:
    """A case that somebody has silenced alerts nobody; whoever is to hear of the opinion hears of it all the same.

    Who has not yet got the alert before needs no second one, however often a customer says so.
    """
    case, ladder = step.after, step.program.strategy.ladders.get(follows.ladder or "", [])
    if case.silenced_until is not None and step.at < case.silenced_until:
        return []
    people = called(step.program, case, ladder[0]) if ladder else ()
    waiting = {
        one.to
        for one in case.owed
        if isinstance(one, Alert) and one.clock is None and one.stage == event.opinion
    }
    return [_alert(step, event, to) for to in people if to not in waiting]


def _alert(step: Step, event: OpinionGiven, to: Recipient) -> Alert:
    case = step.after
    return Alert(
        notice_id=notice_id(case, "alert", event.action_id, to),
        reference=case.reference,
        to=to,
        stage=event.opinion,
        stage_at=step.at,
        due_at=step.at,
        matter=matter(case),
        otherwise=tuple(one for one in instead(step.program, case) if one != to),
        words=event.words,
        told=told_to(event),
        strategy_id=case.strategy_id,
        owed_at=step.at,
    )
