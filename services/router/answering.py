"""What staff write to a customer: owed by what reaches them, or not said, with the reason. Pure."""

from services.router.owe import MOST_REFERENCES, answering_way, owing, settled
from services.router.resting import resting
from switchboard.contracts.case import Case, Flag, Settled
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.handling import ReplyWritten
from switchboard.contracts.naming import reply_id
from switchboard.contracts.notices import Reply, Thread
from switchboard.contracts.values import Channel, Identity, Kind, NoticeId, UnixSeconds
from switchboard.strategy.program import Program
from switchboard.strategy.reach import Way


def answered(program: Program, case: Case, event: ReplyWritten, at: UnixSeconds) -> Case:
    """Return the case owing the customer what staff wrote, or saying why they can't be reached."""
    notice_id = reply_id(case.reference, event.action_id)
    found = answering_way(program, case)
    if isinstance(found, Way):
        return owing(case, _reply(case, event, notice_id, found.to, at))
    unsaid = Settled(
        notice_id=notice_id,
        purpose=Purpose.REPLY,
        outcome=Outcome.SUPPRESSED,
        at=at,
        reason=found,
        owed_at=at,
    )
    return settled(case, unsaid)


def _reply(
    case: Case, event: ReplyWritten, notice_id: NoticeId, to: Identity, at: UnixSeconds
) -> Reply:
    return Reply(
        notice_id=notice_id,
        reference=case.reference,
        to=to,
        name=case.name,
        by=event.by,
        body=event.body,
        kind=_kind(case),
        language=case.language,
        department=case.department,
        thread=thread_of(case),
        strategy_id=case.strategy_id,
        owed_at=at,
        drill=Flag.DRILL in case.flags,
    )


def _kind(case: Case) -> Kind | None:
    """Return what the letter may say that it is about: nothing where even we were in doubt."""
    judgement = case.decisions[-1].judgement if case.decisions else None
    return None if judgement is None or judgement.triage else judgement.kind


def thread_of(case: Case) -> Thread:
    """Return the thread of a case as a letter goes on with it: what rests here, the newest mail last."""
    mails = [one for one in resting(case) if one.channel is Channel.EMAIL and one.message_id]
    message_ids = tuple(one.message_id for one in mails[-MOST_REFERENCES:])
    return Thread(
        subject=case.subject,
        message_id=message_ids[-1] if message_ids else "",
        references=message_ids[:-1],
    )
