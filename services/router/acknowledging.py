"""Telling a customer that we have it: once a case and channel, by what reaches them, and else with the reason why not. Pure."""

from typing import Final

from msgspec.structs import replace

from services.router.foreign import believed
from services.router.owe import MOST_REFERENCES, is_known, owes_too_much, owing, settled
from services.router.remembered import remembered
from switchboard.contracts.case import Case, Contact, Settled
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.judgement import Judgement, Say
from switchboard.contracts.naming import acknowledgement_id, confirmation_id
from switchboard.contracts.notices import Acknowledge, Reply, Thread
from switchboard.contracts.values import Identity, Kind, Nature, NoticeId, UnixSeconds
from switchboard.strategy.program import Program
from switchboard.strategy.reach import Way, confirming_way

MOST_CONFIRMED: Final = 5
"""Further inquiries of a channel that are confirmed before somebody answers: against machines that answer each other."""

_LOST: Final = frozenset({Outcome.FAILED, Outcome.SUPPRESSED})


def acknowledged(
    program: Program, case: Case, inquiry: InquiryReceived, judgement: Judgement, at: UnixSeconds
) -> Case:
    """Return the case owing an acknowledgement of `inquiry`, or saying why it owes none.

    One a case and channel; what comes later is confirmed where the strategy says so.
    """
    notice_id = acknowledgement_id(case.reference, inquiry.channel)
    # A parked case has no judgement of its own; then this one is the best there is.
    first = case.decisions[0].judgement if case.decisions else judgement
    if is_known(case, notice_id):
        confirms = judgement.acknowledge is Say.DUE and _confirms(program, case, inquiry)
        return _confirmed(program, case, inquiry, first, at) if confirms else case
    say, to = judgement.acknowledge, _way(program, case, inquiry)
    if say is Say.DUE and isinstance(to, Way):
        return owing(case, _receipt(program, case, inquiry, notice_id, to.to, first, at))
    why = to if say is Say.DUE and isinstance(to, Say) else say
    return _silent(case, _unsaid(notice_id, inquiry, why, at))


def _way(program: Program, case: Case, inquiry: InquiryReceived) -> Way | Say:
    return confirming_way(believed(case, inquiry), program.strategy.media)


def unacknowledged(case: Case, inquiry: InquiryReceived, say: Say, at: UnixSeconds) -> Case:
    """Return the case saying why `inquiry` is not acknowledged, unless it is already."""
    notice_id = acknowledgement_id(case.reference, inquiry.channel)
    known = is_known(case, notice_id)
    return case if known else _silent(case, _unsaid(notice_id, inquiry, say, at))


def _confirms(program: Program, case: Case, inquiry: InquiryReceived) -> bool:
    """Tell whether one more inquiry of a channel is confirmed: one at a time, and not for ever."""
    if not program.strategy.acknowledge.follow_ups or owes_too_much(case):
        return False
    if any(isinstance(one, Acknowledge) and one.channel is inquiry.channel for one in case.owed):
        return False  # What waits to be sent tells of this one as well.
    answered_at = _answered_at(case)
    told = [
        one
        for one in case.deliveries
        if one.purpose is Purpose.ACKNOWLEDGEMENT
        and one.channel is inquiry.channel
        and one.outcome is not Outcome.SUPPRESSED
        and one.at > answered_at
        and one.notice_id != acknowledgement_id(case.reference, inquiry.channel)
    ]
    return len(told) < MOST_CONFIRMED


def _answered_at(case: Case) -> float:
    """Return when staff last wrote something that may have reached the customer."""
    waiting = [one.owed_at for one in case.owed if isinstance(one, Reply)]
    written = [
        one.owed_at or one.at
        for one in case.deliveries
        if one.purpose is Purpose.REPLY and one.outcome not in _LOST
    ]
    return max((*waiting, *written), default=0.0)


def _confirmed(
    program: Program, case: Case, inquiry: InquiryReceived, about: Judgement, at: UnixSeconds
) -> Case:
    found = _way(program, case, inquiry)
    notice_id = confirmation_id(case.reference, inquiry.channel, inquiry.inquiry_id)
    if is_known(case, notice_id) or not isinstance(found, Way):
        return case
    receipt = _receipt(program, case, inquiry, notice_id, found.to, about, at)
    return owing(case, replace(receipt, follow_up=True))


def _unsaid(notice_id: NoticeId, inquiry: InquiryReceived, say: Say, at: UnixSeconds) -> Settled:
    because = inquiry.unacknowledgeable_because if say is Say.TAKES_NO_MAIL else ""
    return Settled(
        notice_id=notice_id,
        purpose=Purpose.ACKNOWLEDGEMENT,
        outcome=Outcome.SUPPRESSED,
        at=at,
        reason=f"{say}: {because[:200]}" if because else say,
        channel=inquiry.channel,
        inquiry_id=inquiry.inquiry_id,
    )


def _receipt(
    program: Program,
    case: Case,
    inquiry: InquiryReceived,
    notice_id: NoticeId,
    to: Identity,
    about: Judgement | None,
    at: UnixSeconds,
) -> Acknowledge:
    """Return what tells of the inquiry; by when we answer is said by `telling`, once the clocks run.

    Where even we are in doubt what it is about, the letter is not sure of it, either.
    """
    kind = about.kind if about else Kind.QUESTION
    return Acknowledge(
        notice_id=notice_id,
        reference=case.reference,
        to=to,
        name=inquiry.sender.name[:200],
        channel=inquiry.channel,
        inquiry_id=inquiry.inquiry_id,
        kind=kind,
        priority=case.priority,
        department=case.department,
        language=case.language,
        thread=_thread(inquiry),
        contact=_contact(program, case) if kind is Kind.COMPLAINT else "",
        strategy_id=case.strategy_id,
        owed_at=at,
        drill=bool(inquiry.drill),
        doubtful=about is None or about.triage,
    )


def _contact(program: Program, case: Case) -> str:
    """Return who of staff answers for the case: a complaint is told by whom."""
    department = program.strategy.departments.get(case.department)
    return case.assignee or (department.lead if department else None) or ""


def _thread(inquiry: InquiryReceived) -> Thread:
    return Thread(
        subject=inquiry.subject[:200],
        message_id=inquiry.message_id,
        references=tuple(reversed(inquiry.references[:MOST_REFERENCES])),
    )


def withheld(case: Case, say: Say, at: UnixSeconds) -> Case:
    """Return the case owing no acknowledgement any more, and saying why."""
    receipts = [notice for notice in case.owed if isinstance(notice, Acknowledge)]
    silent = replace(case, owed=tuple(one for one in case.owed if one not in receipts))
    for notice in receipts:
        unsaid = Settled(
            notice_id=notice.notice_id,
            purpose=Purpose.ACKNOWLEDGEMENT,
            outcome=Outcome.SUPPRESSED,
            at=at,
            reason=say,
            channel=notice.channel,
            to=notice.to,
            inquiry_id=notice.inquiry_id,
            owed_at=notice.owed_at,
        )
        silent = settled(silent, unsaid)
    return silent


def released(program: Program, case: Case, say: Say, at: UnixSeconds) -> Case:
    """Return the case owing after all what was withheld for that reason alone, to whom it was withheld from."""
    people = {
        one.inquiry_id: one
        for one in case.inquiries
        if one.nature is Nature.INQUIRY and one.gone_to is None
    }
    for unsaid in case.deliveries:
        contact = people.get(unsaid.inquiry_id) if unsaid.inquiry_id else None
        withheld = _is_withheld(unsaid, say) and not is_known(case, unsaid.notice_id)
        if contact is not None and withheld:
            case = _acknowledged_after_all(program, case, contact, unsaid.notice_id, at)
    return case


def _is_withheld(unsaid: Settled, say: Say) -> bool:
    return unsaid.outcome is Outcome.SUPPRESSED and unsaid.reason == say


def _acknowledged_after_all(
    program: Program, case: Case, contact: Contact, notice_id: NoticeId, at: UnixSeconds
) -> Case:
    inquiry = remembered(case, contact)
    found = _way(program, case, inquiry)
    if not isinstance(found, Way):
        return settled(case, _unsaid(notice_id, inquiry, found, at))
    about = case.decisions[-1].judgement if case.decisions else None
    others = tuple(one for one in case.deliveries if one.notice_id != notice_id)
    bare = replace(case, deliveries=others)
    return owing(bare, _receipt(program, bare, inquiry, notice_id, found.to, about, at))


def _silent(case: Case, unsaid: Settled) -> Case:
    """Return the case saying why a receipt is not owed; one that staff may release yet keeps its place."""
    known = (one for one in case.deliveries if one.notice_id == unsaid.notice_id)
    return case if any(_is_withheld(one, Say.SPAM) for one in known) else settled(case, unsaid)
