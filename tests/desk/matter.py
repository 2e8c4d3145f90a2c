"""Matters of customers as the log tells them, made in a line: for the tests of the desk."""

from collections.abc import Iterable

from msgspec.structs import replace

from switchboard.bus.port import Draft, Record, Spot
from switchboard.contracts import codec
from switchboard.contracts.case import (
    ActionOutcome,
    Case,
    Cause,
    ClockRun,
    ClockState,
    Contact,
    Decision,
)
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.delivery import Delivery, Outcome, Purpose
from switchboard.contracts.events import Action, Event, InquiryReceived, Sender
from switchboard.contracts.judgement import Judgement, LedgerEntry, Promise, Reason, Say
from switchboard.contracts.notices import Acknowledge
from switchboard.contracts.partition import PartitionState
from switchboard.contracts.reference import (
    inquiry_id,
    reference_of,
    slot_of,
    slot_of_reference,
)
from switchboard.contracts.topics import (
    CASES,
    DELIVERIES,
    INTAKE,
    PARTITIONS,
    partition_key,
    partition_of,
    slot_key,
)
from switchboard.contracts.values import (
    Channel,
    Clock,
    How,
    Identity,
    Kind,
    Medium,
    NoticeId,
    Priority,
    Reference,
    Seconds,
    Slot,
    Stage,
    Status,
    StrategyId,
    UnixSeconds,
)
from tests.harness.clock import SUNDAY_NOON

ID_KEY = b"the id key of the desk's tests.."
TOKEN_KEYS = (b"the newest key of our tokens....", b"the one before it, while it goes")
STRATEGY = StrategyId("5" * 64)
ANA = Identity("mailto:ana@example.com")
BEN = Identity("mailto:ben@example.org")


def later(seconds: float) -> UnixSeconds:
    return UnixSeconds(SUNDAY_NOON + seconds)


def inquiry(
    name: str = "first",
    *,
    sender: Identity = ANA,
    text: str = "The pump stops",
    subject: str = "Pump",
    channel: Channel = Channel.WEB,
    full_text: str = "",
) -> InquiryReceived:
    """Return what a customer said; `name` tells two of them apart."""
    identifier = inquiry_id(ID_KEY, channel, name, text.encode())
    slot = slot_of(None, None, (sender,), identifier)
    return InquiryReceived(
        inquiry_id=identifier,
        reference=reference_of(slot, identifier),
        slot=slot,
        channel=channel,
        received_at=SUNDAY_NOON,
        sender=Sender(name="Ana Ortiz", identities=(sender,)),
        subject=subject,
        text=text,
        full_text=full_text,
    )


def judgement(
    kind: Kind = Kind.INCIDENT, reason: Reason = Reason.RULE_MATCHED, say: Say = Say.DUE
) -> Judgement:
    counted = LedgerEntry(
        start_at=later(0), end_at=later(3600), counted=Seconds(3600.0), why="counted"
    )
    promise = Promise(
        clock=Clock.FIRST_RESPONSE,
        within=Seconds(3600.0),
        starts_at=later(0),
        due_at=later(3600),
        ledger=(counted,),
    )
    return Judgement(
        strategy_id=STRATEGY,
        kind=kind,
        kind_confidence=0.9,
        language="en",
        stage=Stage.OPERATIONAL,
        priority=Priority.NORMAL,
        department="service",
        rule="incidents",
        reason=reason,
        sla="standard",
        acknowledge=say,
        promises=(promise,),
    )


def contact(heard: InquiryReceived) -> Contact:
    return Contact(
        inquiry_id=heard.inquiry_id,
        reference=heard.reference,
        channel=heard.channel,
        received_at=heard.received_at,
        accepted_at=heard.received_at,
        identities=heard.sender.identities,
    )


def case(
    *heard: InquiryReceived,
    opened_at: UnixSeconds = SUNDAY_NOON,
    customer: CustomerFacts | None = None,
    judged: Judgement | None = None,
    how: How = How.OPENED,
) -> Case:
    """Return the case that the inquiries rest in, as its newest record has it."""
    first, last = heard[0], heard[-1]
    made = judged or judgement()
    running = ClockRun(
        clock=Clock.FIRST_RESPONSE,
        state=ClockState.RUNNING,
        within=Seconds(3600.0),
        starts_at=opened_at,
        due_at=UnixSeconds(opened_at + 3600),
    )
    return Case(
        reference=first.reference,
        version=len(heard),
        status=Status.OPEN,
        department=made.department,
        priority=made.priority,
        strategy_id=STRATEGY,
        opened_at=opened_at,
        changed_at=opened_at,
        cause=Cause(
            type="inquiry.received", id=last.inquiry_id, at=opened_at, how=how, channel=last.channel
        ),
        subject=first.subject,
        language="en",
        customer=customer,
        name=first.sender.name,
        participants=first.sender.identities,
        inquiries=tuple(map(contact, heard)),
        decisions=(Decision(at=opened_at, inquiry_id=first.inquiry_id, judgement=made),),
        clocks=(running,),
    )


def owing(stands: Case, channel: Channel = Channel.WEB) -> Case:
    """Return the case when it owes an acknowledgement."""
    notice = Acknowledge(
        notice_id=NoticeId(f"{stands.reference}-ack-{channel}"),
        reference=stands.reference,
        to=ANA,
        channel=channel,
        kind=Kind.INCIDENT,
        priority=stands.priority,
        department=stands.department,
        language="en",
        first_response_by=later(3600),
        strategy_id=STRATEGY,
        owed_at=stands.changed_at,
    )
    return replace(stands, owed=(*stands.owed, notice))


def delivery(stands: Case, outcome: Outcome = Outcome.SENT, reason: str = "") -> Delivery:
    return Delivery(
        notice_id=stands.owed[0].notice_id,
        reference=stands.reference,
        purpose=Purpose.ACKNOWLEDGEMENT,
        medium=Medium.EMAIL,
        outcome=outcome,
        at=later(5),
        attempts=1,
        reason=reason,
    )


def acted(stands: Case, action: Action, refused_because: str = "") -> Case:
    """Return the case after the router has dealt with an action."""
    outcome = ActionOutcome(
        action_id=action.action_id,
        type=codec.event_type(action),
        by=action.by,
        at=later(60),
        accepted=not refused_because,
        refused_because=refused_because,
    )
    cause = Cause(type=outcome.type, id=action.action_id, at=outcome.at)
    return replace(
        stands, version=stands.version + 1, cause=cause, actions=(*stands.actions, outcome)
    )


def _draft(topic: str, slot: Slot, key: bytes, value: bytes | None) -> Draft:
    return Draft(topic, partition_of(slot, PARTITIONS), key, value)


def said(event: Event, slot: Slot) -> Draft:
    value, headers = codec.encode_event(event, source="/test", at=SUNDAY_NOON)
    return _draft(INTAKE, slot, slot_key(slot), value)._replace(headers=headers)


def heard(one: InquiryReceived) -> Draft:
    return said(one, one.slot)


def asked(action: Action) -> Draft:
    return said(action, slot_of_reference(action.reference))


def stood(stands: Case) -> Draft:
    slot = slot_of_reference(stands.reference)
    return _draft(CASES, slot, stands.reference.encode(), codec.encode_case(stands))


def gone(reference: Reference) -> Draft:
    return _draft(CASES, slot_of_reference(reference), reference.encode(), None)


def delivered(one: Delivery) -> Draft:
    slot = slot_of_reference(one.reference)
    return _draft(DELIVERIES, slot, one.notice_id.encode(), codec.encode_delivery(one))


def judging(partition: int, strategy: StrategyId, since: UnixSeconds) -> Draft:
    state = PartitionState(
        partition=partition,
        partitions=PARTITIONS,
        strategy_id=strategy,
        activated_at=since,
        position=0,
    )
    return Draft(CASES, partition, partition_key(partition), codec.encode_partition(state))


class Log:
    """A log on paper: gives each draft its offset."""

    def __init__(self) -> None:
        self.ends: dict[Spot, int] = {}

    def take(self, drafts: Iterable[Draft]) -> list[Record]:
        return [self._take(draft) for draft in drafts]

    def _take(self, draft: Draft) -> Record:
        spot = Spot(draft.topic, draft.partition)
        offset = self.ends.get(spot, 0)
        self.ends[spot] = offset + 1
        return Record(*spot, offset, later(offset), draft.key, draft.value, draft.headers)
