"""The board: what each record of the log changes in the desk's projection. Pure; knows no table.

Everything about a case follows from its newest record alone, so the order in which the three topics are read
never matters. Words come from `intake` and are kept whatever happens; where they are shown, `cases` says.
"""

from typing import Final

import msgspec

from services.desk.asked import unspoken
from switchboard.bus.port import Record
from switchboard.contracts.case import ActionOutcome, Case, ClockRun, ClockState, Flag
from switchboard.contracts.codec import (
    Unreadable,
    decode_case,
    decode_delivery,
    decode_event,
    decode_partition,
)
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.events import (
    Action,
    CaseMoved,
    DeadlinePassed,
    DeliveryConfirmed,
    DeliveryReported,
    Event,
    InquiryReceived,
    ReminderDue,
    StrategyActivated,
)
from switchboard.contracts.handling import CaseReclassified
from switchboard.contracts.judgement import Judgement, Reason
from switchboard.contracts.partition import PartitionState
from switchboard.contracts.reference import identity_key
from switchboard.contracts.topics import CASES, DELIVERIES, INTAKE, is_partition_key
from switchboard.contracts.values import (
    Clock,
    How,
    Identity,
    InquiryId,
    NoticeId,
    Reference,
    Status,
    UnixSeconds,
)


class Placement(msgspec.Struct, frozen=True):
    """An inquiry rests in a case."""

    inquiry_id: InquiryId
    reference: Reference
    how: How


class CaseStands(msgspec.Struct, frozen=True):
    """This is where a case stands now: it replaces everything known of it."""

    case: Case
    body: bytes
    """The record as it stands in the log."""
    due_at: UnixSeconds | None
    placements: tuple[Placement, ...]
    people: tuple[str, ...]
    outcomes: tuple[ActionOutcome, ...]


class CaseGone(msgspec.Struct, frozen=True):
    """A case has been retired or erased."""

    reference: Reference


class PartitionStands(msgspec.Struct, frozen=True):
    """A partition of the router says how far it is, and by which strategy it judges."""

    state: PartitionState


class InquiryHeard(msgspec.Struct, frozen=True):
    """The words of an inquiry, for the archive."""

    inquiry: InquiryReceived
    body: bytes
    at: UnixSeconds


class ActionAsked(msgspec.Struct, frozen=True):
    """What a member of staff asked for, for the archive; the case says what became of it."""

    action: Action
    body: bytes
    at: UnixSeconds


class DeliveryStands(msgspec.Struct, frozen=True):
    """Where a message of ours is on its way out."""

    delivery: Delivery
    body: bytes


class DeliveryGone(msgspec.Struct, frozen=True):
    """A delivery went with its case."""

    notice_id: NoticeId


Change = (
    CaseStands
    | CaseGone
    | PartitionStands
    | InquiryHeard
    | ActionAsked
    | DeliveryStands
    | DeliveryGone
)


def change(record: Record) -> Change | None:
    """Return what a record changes; None where the desk shows nothing of it.

    Raises FromTheFuture, and Unreadable for `cases` and `deliveries`, where only our own parts write.
    """
    match record.topic:
        case topic if topic == CASES:
            return _case_change(record)
        case topic if topic == INTAKE:
            return _intake_change(record)
        case topic if topic == DELIVERIES:
            return _delivery_change(record)
        case other:
            raise ValueError(f"the desk does not follow {other}")


def _case_change(record: Record) -> Change | None:
    if is_partition_key(record.key):
        return PartitionStands(decode_partition(record.value)) if record.value else None
    if record.value is None:
        return CaseGone(Reference(record.key.decode()))
    case = decode_case(record.value)
    return CaseStands(
        case=case,
        body=record.value,
        due_at=due_at(case),
        placements=placements(case),
        people=_people(case),
        outcomes=case.actions,
    )


def _intake_change(record: Record) -> Change | None:
    try:
        event = decode_event(record.value)
    except Unreadable:  # The router lays it with the dead letters; it is nobody's words.
        return None
    return _event_change(event, record.value or b"", record.at)


def _event_change(event: Event, body: bytes, at: UnixSeconds) -> Change | None:
    match event:
        case InquiryReceived(forwarded=None):
            return InquiryHeard(event, body, at)
        case InquiryReceived():
            return (
                None  # On its way from one case to another: its words are known from when it came.
            )
        case (
            StrategyActivated()
            | DeadlinePassed()
            | ReminderDue()
            | DeliveryReported()
            | DeliveryConfirmed()
            | CaseMoved()
        ):
            return None
        case CaseReclassified():
            return ActionAsked(event, _encoder.encode(unspoken(event)), at)
        case _:
            return ActionAsked(event, body, at)


def _delivery_change(record: Record) -> Change:
    if record.value is None:
        return DeliveryGone(NoticeId(record.key.decode()))
    return DeliveryStands(decode_delivery(record.value), record.value)


def due_at(case: Case) -> UnixSeconds | None:
    """Return when the next promise that people must keep falls due, or fell due; None where none is open."""
    if case.status not in {Status.OPEN, Status.WAITING} or Flag.SPAM in case.flags:
        return None
    owed = (run.due_at for run in case.clocks if _waits_for_people(run))
    return min(owed, default=None)


def _waits_for_people(run: ClockRun) -> bool:
    """A receipt goes out by itself: it is nobody's work."""
    return run.clock is not Clock.ACKNOWLEDGE and run.state in _OWED and run.ended_at is None


_encoder: Final = msgspec.json.Encoder()
_OWED = frozenset({ClockState.RUNNING, ClockState.BREACHED})


def judgement(case: Case) -> Judgement | None:
    """Return the judgement in force: the newest."""
    return case.decisions[-1].judgement if case.decisions else None


def placements(case: Case) -> tuple[Placement, ...]:
    """Return where each inquiry of a case rests, and how."""
    return tuple(
        Placement(contact.inquiry_id, contact.reference, _how(case, place))
        for place, contact in enumerate(case.inquiries)
    )


def _how(case: Case, place: int) -> How:
    """Return how an inquiry rests in its case now. What was parked and got its decision since is parked no more."""
    contact = case.inquiries[place]
    if contact.parked or not case.decisions or _undecided(case, contact.inquiry_id):
        return How.PARKED
    return How.JOINED if place else How.OPENED


def _undecided(case: Case, inquiry_id: InquiryId) -> bool:
    made = [one.judgement.reason for one in case.decisions if one.inquiry_id == inquiry_id]
    return made[-1:] == [Reason.PARKED]


def _people(case: Case) -> tuple[str, ...]:
    known = (customer_key(case.customer.customer_id),) if case.customer else ()
    return tuple(dict.fromkeys((*known, *map(identity_key, case.participants))))


def customer_key(customer_id: str) -> str:
    """Return how a customer of the directory is looked up among the people of a case."""
    return identity_key(Identity(f"customer:{customer_id}"))
