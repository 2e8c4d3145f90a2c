"""What a case owes to be said, and what of it is settled. Pure."""

from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from services.router.remembered import remembered
from services.router.resting import opener, resting
from switchboard.contracts.case import MAX_DELIVERIES, MAX_OWED, Case, Contact, Settled
from switchboard.contracts.delivery import SETTLED, Outcome, Purpose
from switchboard.contracts.events import DeliveryReported, InquiryReceived
from switchboard.contracts.handling import ReplyWritten
from switchboard.contracts.judgement import Judgement, Say
from switchboard.contracts.notices import Acknowledge, Message, Notice, Reply, Thread
from switchboard.contracts.values import (
    Channel,
    Clock,
    Identity,
    Kind,
    Nature,
    NoticeId,
    UnixSeconds,
)

_MOST_REFERENCES: Final = 20
"""Message-IDs that a letter names: the thread's newest, so that a header stays short."""


def acknowledged(
    case: Case, inquiry: InquiryReceived, judgement: Judgement, at: UnixSeconds
) -> Case:
    """Return the case owing an acknowledgement of `inquiry`, or saying why it owes none. One a case and channel."""
    notice_id = _acknowledgement_of(case, inquiry)
    if _said(case, notice_id):
        return case
    say, to = judgement.acknowledge, inquiry.reply_to or _mail_address(inquiry.sender.identities)
    if say is Say.DUE and to is None:
        say = Say.NO_ADDRESS
    if say is not Say.DUE or to is None:
        return _silent(case, _unsaid(notice_id, inquiry, say, at))
    # A parked case has no judgement of its own; then this one is the best there is.
    first = case.decisions[0].judgement if case.decisions else judgement
    return _owe(case, _acknowledgement(case, inquiry, notice_id, to, first.kind, at))


def unacknowledged(case: Case, inquiry: InquiryReceived, say: Say, at: UnixSeconds) -> Case:
    """Return the case saying why `inquiry` is not acknowledged, unless it is already."""
    notice_id = _acknowledgement_of(case, inquiry)
    return case if _said(case, notice_id) else _silent(case, _unsaid(notice_id, inquiry, say, at))


def _acknowledgement_of(case: Case, inquiry: InquiryReceived) -> NoticeId:
    return NoticeId(f"{case.reference}-ack-{inquiry.channel}")


def _said(case: Case, notice_id: NoticeId) -> bool:
    """A suppressed one was not said: what comes from a person later on is acknowledged all the same."""
    return any(notice.notice_id == notice_id for notice in case.owed) or any(
        settled.notice_id == notice_id and settled.outcome is not Outcome.SUPPRESSED
        for settled in case.deliveries
    )


def _mail_address(identities: tuple[Identity, ...]) -> Identity | None:
    return next((identity for identity in identities if identity.startswith("mailto:")), None)


def _answers_to(case: Case) -> Identity | None:
    """Return where a reply goes: where whoever opened the case wants it; nobody who writes later can divert it.

    Who has left the case is told nothing of it any more.
    """
    first = opener(case)
    wanted = first.reply_to or _mail_address(first.identities) if first else None
    return wanted or _mail_address(case.participants)


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


def _acknowledgement(
    case: Case,
    inquiry: InquiryReceived,
    notice_id: NoticeId,
    to: Identity,
    kind: Kind,
    at: UnixSeconds,
) -> Acknowledge:
    promised = (run.due_at for run in case.clocks if run.clock is Clock.FIRST_RESPONSE)
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
        first_response_by=next(promised, None),
        strategy_id=case.strategy_id,
        owed_at=at,
    )


def _thread(inquiry: InquiryReceived) -> Thread:
    return Thread(
        subject=inquiry.subject[:200],
        message_id=inquiry.message_id,
        references=tuple(reversed(inquiry.references[:_MOST_REFERENCES])),
    )


def answered(case: Case, event: ReplyWritten, at: UnixSeconds) -> Case:
    """Return the case owing the customer what staff wrote, or saying that nobody can be reached so."""
    notice_id = NoticeId(
        f"{case.reference}-reply-{blake2b(event.action_id.encode(), digest_size=6).hexdigest()}"
    )
    to = _answers_to(case)
    if to is None:
        unsaid = Settled(
            notice_id=notice_id,
            purpose=Purpose.REPLY,
            outcome=Outcome.SUPPRESSED,
            at=at,
            reason=Say.NO_ADDRESS,
        )
        return _settle(case, unsaid)
    return _owe(case, _reply(case, event, notice_id, to, at))


def _reply(
    case: Case, event: ReplyWritten, notice_id: NoticeId, to: Identity, at: UnixSeconds
) -> Reply:
    mails = [one for one in resting(case) if one.channel is Channel.EMAIL and one.message_id]
    message_ids = tuple(one.message_id for one in mails[-_MOST_REFERENCES:])
    return Reply(
        notice_id=notice_id,
        reference=case.reference,
        to=to,
        name=case.name,
        by=event.by,
        body=event.body,
        language=case.language,
        department=case.department,
        thread=Thread(
            subject=case.subject,
            message_id=message_ids[-1] if message_ids else "",
            references=message_ids[:-1],
        ),
        strategy_id=case.strategy_id,
        owed_at=at,
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
        )
        silent = _settle(silent, unsaid)
    return silent


def released(case: Case, say: Say, at: UnixSeconds) -> Case:
    """Return the case owing after all what was withheld for that reason alone, to whom it was withheld from."""
    people = {
        one.inquiry_id: one
        for one in case.inquiries
        if one.nature is Nature.INQUIRY and one.gone_to is None
    }
    for unsaid in case.deliveries:
        contact = people.get(unsaid.inquiry_id) if unsaid.inquiry_id else None
        withheld = _is_withheld(unsaid, say) and not _said(case, unsaid.notice_id)
        if contact is not None and withheld:
            case = _acknowledged_after_all(case, contact, unsaid.notice_id, at)
    return case


def _is_withheld(unsaid: Settled, say: Say) -> bool:
    return unsaid.outcome is Outcome.SUPPRESSED and unsaid.reason == say


def _acknowledged_after_all(
    case: Case, contact: Contact, notice_id: NoticeId, at: UnixSeconds
) -> Case:
    to = contact.reply_to or _mail_address(contact.identities)
    if to is None:
        return case
    kind = case.decisions[-1].judgement.kind if case.decisions else Kind.QUESTION
    others = tuple(one for one in case.deliveries if one.notice_id != notice_id)
    owing = replace(case, deliveries=others)
    return _owe(owing, _acknowledgement(owing, remembered(case, contact), notice_id, to, kind, at))


def reported(case: Case, event: DeliveryReported) -> Case:
    """Return the case after the notifier has settled a notice; what is not owed was settled before.

    What we took back may have been on its way already: then the case says what became of it.
    """
    if event.outcome not in SETTLED:
        return case
    owed = next((notice for notice in case.owed if notice.notice_id == event.notice_id), None)
    known = next((one for one in case.deliveries if one.notice_id == event.notice_id), None)
    if owed is None and (known is None or known.outcome is not Outcome.SUPPRESSED):
        return case
    receipt = owed if isinstance(owed, Acknowledge) else known
    letter = owed if isinstance(owed, Message) else known
    settled = Settled(
        notice_id=event.notice_id,
        purpose=event.purpose,
        outcome=event.outcome,
        at=event.settled_at,
        reason=event.reason[:500],
        message_id=event.message_id,
        channel=receipt.channel if receipt else None,
        to=letter.to if letter else None,
        inquiry_id=receipt.inquiry_id if receipt else None,
    )
    left = tuple(notice for notice in case.owed if notice is not owed)
    return _settle(replace(case, owed=left), settled)


def _owe(case: Case, notice: Notice) -> Case:
    return replace(case, owed=(*case.owed, notice))


def owes_too_much(case: Case) -> bool:
    """Tell whether a case can owe no more replies until something is settled; acknowledgements keep their place."""
    return len(case.owed) >= MAX_OWED - len(Channel)


def _silent(case: Case, unsaid: Settled) -> Case:
    """Return the case saying why a receipt is not owed; one that staff may release yet keeps its place."""
    known = (one for one in case.deliveries if one.notice_id == unsaid.notice_id)
    return case if any(_is_withheld(one, Say.SPAM) for one in known) else _settle(case, unsaid)


def _settle(case: Case, settled: Settled) -> Case:
    """Remember how a notice ended; the oldest replies are forgotten first.

    Acknowledgements stay, one a channel: forgotten, they would be owed again.
    """
    others = tuple(one for one in case.deliveries if one.notice_id != settled.notice_id)
    replies = [one for one in others if one.purpose is Purpose.REPLY]
    forgotten = replies[: max(0, len(others) + 1 - MAX_DELIVERIES)]
    kept = tuple(one for one in others if one not in forgotten)
    return replace(case, deliveries=(*kept, settled))
