"""What a case owes to be said, to whom its customer's answers go, and what of it is settled. Pure."""

from typing import Final

from msgspec.structs import replace

from services.router.foreign import is_unconfirmed
from services.router.resting import opener
from switchboard.contracts.case import MAX_DELIVERIES, MAX_OWED, Case, Settled
from switchboard.contracts.delivery import SETTLED, Outcome, Purpose
from switchboard.contracts.events import DeliveryReported
from switchboard.contracts.judgement import Say
from switchboard.contracts.naming import acknowledgement_id
from switchboard.contracts.notices import Acknowledge, Forward, Notice
from switchboard.contracts.values import Channel, Identity, Medium, NoticeId
from switchboard.contracts.wishes import honored
from switchboard.strategy.program import Program
from switchboard.strategy.reach import ANSWERED_BY, Way, way

MOST_REFERENCES: Final = 20
"""Message-IDs that a letter names: the thread's newest, so that a header stays short."""


def owing(case: Case, notice: Notice) -> Case:
    """Return the case owing the notice, too."""
    return replace(case, owed=(*case.owed, notice))


def owes_too_much(case: Case) -> bool:
    """Tell whether a case can owe no more until something is settled; acknowledgements keep their place."""
    return len(case.owed) >= MAX_OWED - len(Channel)


def is_known(case: Case, notice_id: NoticeId) -> bool:
    """Tell whether something is owed or was said; what was suppressed was not said, and may be owed yet."""
    return any(notice.notice_id == notice_id for notice in case.owed) or any(
        settled.notice_id == notice_id and settled.outcome is not Outcome.SUPPRESSED
        for settled in case.deliveries
    )


def answers_to(program: Program, case: Case) -> Identity | None:
    """Return where the customer is written to; None where they can't be. See `answering_way`."""
    found = answering_way(program, case)
    return found.to if isinstance(found, Way) else None


def answering_way(program: Program, case: Case) -> Way | Say:
    """Return how answers go to whoever opened the case: as they came, where they want it; or why they can't go.

    Nobody who writes later can divert it; where the opener can't be reached, a mail goes to the first participant
    whom somebody knows. Who has left the case is told nothing of it any more.
    """
    media = program.strategy.media
    first = opener(case)
    if first is None:
        return way((Medium.EMAIL,), _known(case, case.participants), media)
    wanted = (first.reply_to,) if first.reply_to and honored(case, first) else ()
    found = way(ANSWERED_BY[first.channel], (*wanted, *first.identities), media)
    if isinstance(found, Way):
        return found
    other = way((Medium.EMAIL,), _known(case, case.participants), media)
    return other if isinstance(other, Way) else found


def _known(case: Case, identities: tuple[Identity, ...]) -> list[Identity]:
    return [one for one in identities if not is_unconfirmed(case, one)]


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
    said = known if owed is None or isinstance(owed, Forward) else owed
    ended = Settled(
        notice_id=event.notice_id,
        purpose=event.purpose,
        outcome=event.outcome,
        at=event.settled_at,
        reason=event.reason[:500],
        message_id=event.message_id,
        channel=receipt.channel if receipt else None,
        to=said.to if said else None,
        inquiry_id=receipt.inquiry_id if receipt else None,
        owed_at=said.owed_at if said else None,
    )
    left = tuple(notice for notice in case.owed if notice is not owed)
    return settled(replace(case, owed=left), ended)


def settled(case: Case, ended: Settled) -> Case:
    """Remember how a notice ended. What staff and systems were told is forgotten before what customers were, the oldest first.

    The acknowledgements of the channels stay: forgotten, they would be owed again.
    """
    others = tuple(one for one in case.deliveries if one.notice_id != ended.notice_id)
    passing = sorted((one for one in others if not _stays(case, one)), key=_to_customers)
    forgotten = passing[: max(0, len(others) + 1 - MAX_DELIVERIES)]
    kept = tuple(one for one in others if one not in forgotten)
    return replace(case, deliveries=(*kept, ended))


_FOR_CUSTOMERS: Final = frozenset(
    {Purpose.ACKNOWLEDGEMENT, Purpose.REPLY, Purpose.UPDATE, Purpose.SURVEY}
)


def _to_customers(ended: Settled) -> bool:
    return ended.purpose in _FOR_CUSTOMERS


def _stays(case: Case, ended: Settled) -> bool:
    if ended.purpose is not Purpose.ACKNOWLEDGEMENT:
        return False
    channel = ended.channel
    return channel is None or ended.notice_id == acknowledgement_id(case.reference, channel)
