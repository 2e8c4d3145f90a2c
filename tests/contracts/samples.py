"""One of each record, with every field said: what the golden files hold and the schemas are tried on."""

from msgspec.structs import replace

from switchboard.contracts import case as cases
from switchboard.contracts import events
from switchboard.contracts.customer import (
    ApiKey,
    Customer,
    CustomerFacts,
    Deal,
    Entry,
    Merged,
    Shared,
    StrategyWanted,
    Undeliverable,
)
from switchboard.contracts.delivery import Delivery, Outcome, Purpose
from switchboard.contracts.notices import Acknowledge, Reply, Thread
from switchboard.contracts.partition import PartitionState
from switchboard.contracts.values import (
    Channel,
    Clock,
    How,
    Identity,
    Kind,
    Medium,
    NoticeId,
    OpenCases,
    Priority,
    Seconds,
    Slot,
    Status,
)
from tests.contracts.sample_actions import ACTIONS, INQUIRY, OTHER, REFERENCE
from tests.contracts.sample_judgement import JUDGEMENT, LATER, LEDGER, NOON, STRATEGY

__all__ = [
    "INQUIRY",
    "NOON",
    "OTHER",
    "REFERENCE",
    "STRATEGY",
]  # said there, used from here as well

ANA = Identity("mailto:ana@example.com")
ACK, ANSWER = NoticeId("K7Q2M9XD4RT-ack-email"), NoticeId("K7Q2M9XD4RT-reply-0a1b2c3d4e5f")

FACTS = CustomerFacts(
    customer_id="4711",
    name="Ana Ortiz",
    tier="gold",
    relationship="dedicated",
    deal=Deal.DELIVERED,
    dedicated="k.vogel",
    language="de",
)
RECEIVED = events.InquiryReceived(
    inquiry_id=INQUIRY,
    reference=REFERENCE,
    slot=Slot(2_605),
    channel=Channel.EMAIL,
    received_at=NOON,
    source_key="0a1b2c3d4e5f0a1b2c3d4e5f",
    sender=events.Sender(name="Ana Ortiz", identities=(Identity("customer:4711"), ANA)),
    to=("service@acme.example",),
    subject="Die Pumpe steht \u2013 dringend",
    text="Seit heute früh.",
    full_text="Seit heute früh.\n\n> Guten Tag",
    full_text_blob="blob/full",
    language="de",
    acknowledgeable=False,
    unacknowledgeable_because="a list",
    customer=FACTS,
    message_id="<m2@example.com>",
    references=("<m1@example.com>",),
    verified_case=REFERENCE,
    named_case=OTHER,
    new_case=True,
    attributes={"site": "Hamburg"},
    attachments=(
        events.Attachment(name="a.pdf", media_type="application/pdf", size=3, sha256="ab" * 32),
    ),
    original_blob="blob/original",
    quality=0.5,
    unreadable="page 2 is black",
    warnings=("no Date",),
)
FORWARDED = events.Forwarded(
    to=OTHER, through=(REFERENCE,), action_id="a7", split=True, foreign=True
)
EVENTS: dict[str, events.Event] = {
    "inquiry.received": RECEIVED,
    "inquiry.received.answers": replace(RECEIVED, reply_to=Identity("mailto:office@example.com")),
    "inquiry.received.read": replace(
        RECEIVED,
        quality_because="page 2 is faint",
        pages=2,
        duration=Seconds(61.5),
        authentication={"dmarc": "fail"},
    ),
    "inquiry.received.returned": replace(
        RECEIVED,
        sender=events.Sender(name="Ana Ortiz", identities=(ANA,), shared=(ANA,)),
        undeliverable=(ANA,),
    ),
    "strategy.activated": events.StrategyActivated(strategy_id=STRATEGY, by="ops"),
    "deadline.passed": events.DeadlinePassed(
        reference=REFERENCE, clock=Clock.FIRST_RESPONSE, due_at=LATER
    ),
    "delivery.reported": events.DeliveryReported(
        notice_id=ACK,
        reference=REFERENCE,
        purpose=Purpose.ACKNOWLEDGEMENT,
        outcome=Outcome.SENT,
        reason="250 ok",
        message_id="<ack@acme.example>",
        settled_at=LATER,
    ),
    "case.strategy_moved": events.CaseMoved(
        action_id="a6", reference=REFERENCE, strategy_id=STRATEGY, by="ops"
    ),
    "inquiry.received.forwarded": replace(RECEIVED, forwarded=FORWARDED),
    **ACTIONS,
}

_THREAD = Thread(subject="Pump", message_id="<m2@example.com>", references=("<m1@example.com>",))
_LATER_FLAGS = {
    cases.Flag.UNDELIVERABLE,
    cases.Flag.DELIVERY_UNKNOWN,
    cases.Flag.SPAM,
    cases.Flag.MERGE_UNDONE,
    cases.Flag.DRILL,
}
"""Words that the first golden file doesn't know; they stand in those beside it."""
CASE = cases.Case(
    reference=REFERENCE,
    version=7,
    status=Status.WAITING,
    department="service",
    priority=Priority.HIGH,
    strategy_id=STRATEGY,
    opened_at=NOON,
    changed_at=LATER,
    cause=cases.Cause(
        type="inquiry.received", id=INQUIRY, at=LATER, how=How.JOINED, channel=Channel.EMAIL
    ),
    assignee="k.vogel",
    subject="Pump",
    language="de",
    customer=FACTS,
    name="Ana Ortiz",
    participants=(ANA,),
    inquiries=(
        cases.Contact(
            inquiry_id=INQUIRY,
            reference=REFERENCE,
            channel=Channel.FAX,
            received_at=NOON,
            accepted_at=LATER,
            source_key="0a",
            message_id="<m2@example.com>",
            identities=(ANA,),
            fingerprint="0123456789abcdef",
        ),
    ),
    repeats=2,
    decisions=(cases.Decision(at=NOON, inquiry_id=INQUIRY, judgement=JUDGEMENT),),
    clocks=(
        cases.ClockRun(
            clock=Clock.FIRST_RESPONSE,
            state=cases.ClockState.BREACHED,
            within=Seconds(3_600.0),
            starts_at=NOON,
            due_at=LATER,
            ended_at=LATER,
            ledger=LEDGER,
        ),
    ),
    owed=(
        Acknowledge(
            notice_id=ACK,
            reference=REFERENCE,
            to=ANA,
            name="Ana Ortiz",
            channel=Channel.EMAIL,
            kind=Kind.INCIDENT,
            priority=Priority.HIGH,
            department="service",
            language="de",
            thread=_THREAD,
            first_response_by=LATER,
            strategy_id=STRATEGY,
            owed_at=NOON,
        ),
        Reply(
            notice_id=ANSWER,
            reference=REFERENCE,
            to=ANA,
            name="Ana Ortiz",
            by="k.vogel",
            body="blob/words",
            language="de",
            department="service",
            thread=_THREAD,
            strategy_id=STRATEGY,
            owed_at=LATER,
        ),
    ),
    deliveries=(
        cases.Settled(
            notice_id=ACK,
            purpose=Purpose.ACKNOWLEDGEMENT,
            outcome=Outcome.UNKNOWN,
            at=LATER,
            reason="killed while sending",
            message_id="<ack@acme.example>",
            channel=Channel.EMAIL,
        ),
    ),
    actions=(
        cases.ActionOutcome(
            action_id="a1",
            type="case.claimed",
            by="k.vogel",
            at=LATER,
            accepted=False,
            refused_because="the case is resolved",
        ),
    ),
    flags=tuple(flag for flag in cases.Flag if flag not in _LATER_FLAGS),
    faults=("ValueError: no",),
    links=(
        cases.Link(kind=cases.LinkKind.CONTINUES, reference=OTHER),
        cases.Link(kind=cases.LinkKind.FOLLOWS_CLOSED, reference=OTHER),
    ),
    resolved_at=LATER,
)
CASE_RETURNED = replace(
    CASE,
    unconfirmed=(ANA,),
    flags=(cases.Flag.UNDELIVERABLE,),
    bounced=(cases.Bounced(identity=ANA, at=LATER, inquiry_id=INQUIRY),),
    inquiries=(replace(CASE.inquiries[0], parked=True),),
)
PARTITION = PartitionState(
    partition=3, partitions=12, strategy_id=STRATEGY, activated_at=NOON, position=41
)
DELIVERY = Delivery(
    notice_id=ACK,
    reference=REFERENCE,
    purpose=Purpose.REPLY,
    medium=Medium.EMAIL,
    outcome=Outcome.DEFERRED,
    at=NOON,
    attempts=2,
    tried_since=NOON,
    retry_at=LATER,
    reason="451 later",
    message_id="<ack@acme.example>",
    repeated=True,
)
ENTRIES: dict[str, Entry] = {
    "customer": Customer(facts=FACTS, identities=(ANA,), version=2),
    "customer.merged": Customer(
        facts=FACTS, version=3, merged=Merged(into="4712", by="k.vogel", at=NOON, why="moved")
    ),
    "shared": Shared(identity=ANA, by="k.vogel", since=NOON, why="the whole office reads it"),
    "undeliverable": Undeliverable(
        identity=ANA, at=NOON, reference=REFERENCE, cleared_at=LATER, cleared_by="k.vogel"
    ),
    "api_key": ApiKey(
        key_id="k1",
        name="shop",
        scopes=("inquiries",),
        secret_hash="ab" * 32,
        created_at=NOON,
        revoked_at=LATER,
    ),
    "strategy": StrategyWanted(strategy_id=STRATEGY, by="ops", since=NOON),
    "strategy.moving": StrategyWanted(
        strategy_id=STRATEGY, by="ops", since=NOON, open_cases=OpenCases.MOVE
    ),
}
