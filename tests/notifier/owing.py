"""Cases that owe something, and how they are put into a log."""

from msgspec.structs import replace

from switchboard.bus.port import Bus, Draft
from switchboard.contracts.case import Case, Cause
from switchboard.contracts.codec import decode_delivery, decode_event, encode_case
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.events import DeliveryReported
from switchboard.contracts.notices import (
    Acknowledge,
    Alert,
    Announce,
    Assign,
    Matter,
    Notice,
    Reply,
    Survey,
    Thread,
    Update,
)
from switchboard.contracts.reference import reference_of, slot_of_reference
from switchboard.contracts.topics import CASES, DELIVERIES, INTAKE, partition_of
from switchboard.contracts.values import (
    Channel,
    Clock,
    Identity,
    InquiryId,
    Kind,
    Milestone,
    News,
    NoticeId,
    Occasion,
    Opinion,
    Priority,
    Recipient,
    Reference,
    Seconds,
    Slot,
    Status,
    UnixSeconds,
)
from switchboard.strategy.bundle import bundle_id
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.log import records
from tests.notifier.strategy import BUNDLE

PARTITIONS = 2
ANA = Identity("mailto:ana@customer.example")
STRATEGY = bundle_id(BUNDLE)
THREAD = Thread(
    subject="The pump stops",
    message_id="<3@customer.example>",
    references=("<1@customer.example>", "<2@customer.example>"),
)


def reference(number: int = 1, slot: int = 7) -> Reference:
    return reference_of(Slot(slot), InquiryId(f"inquiry-{number}"))


def acknowledge(
    number: int = 1, *, to: Identity = ANA, owed_at: UnixSeconds = SUNDAY_NOON
) -> Acknowledge:
    return Acknowledge(
        notice_id=NoticeId(f"{reference(number)}-ack-email"),
        reference=reference(number),
        to=to,
        name="Ana",
        channel=Channel.EMAIL,
        kind=Kind.INCIDENT,
        priority=Priority.NORMAL,
        department="front_desk",
        language="en",
        thread=THREAD,
        strategy_id=STRATEGY,
        owed_at=owed_at,
    )


def strangers(many: int) -> list[Acknowledge]:
    """Acknowledgements to as many people who have nothing in common."""
    return [
        acknowledge(number, to=Identity(f"mailto:ana@customer{number}.example"))
        for number in range(many)
    ]


def reply(number: int = 1, *, body: str = "replies/1") -> Reply:
    return Reply(
        notice_id=NoticeId(f"{reference(number)}-reply-1"),
        reference=reference(number),
        to=ANA,
        by="r.hartono",
        body=body,
        language="en",
        department="front_desk",
        thread=THREAD,
        strategy_id=STRATEGY,
        owed_at=SUNDAY_NOON,
    )


def update(number: int = 1) -> Update:
    return Update(
        notice_id=NoticeId(f"{reference(number)}-news-1"),
        reference=reference(number),
        to=ANA,
        channel=Channel.EMAIL,
        news=News.PROGRESS,
        kind=Kind.INCIDENT,
        status=Status.OPEN,
        department="front_desk",
        language="en",
        thread=THREAD,
        strategy_id=STRATEGY,
        owed_at=SUNDAY_NOON,
    )


def survey(number: int = 1) -> Survey:
    return Survey(
        notice_id=NoticeId(f"{reference(number)}-survey"),
        reference=reference(number),
        to=ANA,
        channel=Channel.EMAIL,
        kind=Kind.INCIDENT,
        department="front_desk",
        language="en",
        thread=THREAD,
        opinions=tuple(Opinion),
        expires_at=UnixSeconds(SUNDAY_NOON + 30 * 86_400),
        not_within=Seconds(30 * 86_400.0),
        strategy_id=STRATEGY,
        owed_at=SUNDAY_NOON,
    )


def alert(
    number: int = 1,
    *,
    to: str = "mailto:lead@acme.example",
    department: str = "front_desk",
    slot: int = 7,
    owed_at: UnixSeconds = SUNDAY_NOON,
) -> Alert:
    return Alert(
        notice_id=NoticeId(f"{reference(number, slot)}-alert-{number}"),
        reference=reference(number, slot),
        to=Recipient(to),
        clock=Clock.FIRST_RESPONSE,
        stage="breach",
        stage_at=owed_at,
        due_at=owed_at,
        matter=Matter(department=department, status=Status.OPEN, priority=Priority.NORMAL),
        strategy_id=STRATEGY,
        owed_at=owed_at,
    )


def assign(
    number: int = 1,
    *,
    to: str = "mailto:service@acme.example",
    department: str = "front_desk",
    not_before: UnixSeconds | None = None,
) -> Assign:
    return Assign(
        notice_id=NoticeId(f"{reference(number)}-assign-{number}"),
        reference=reference(number),
        to=Recipient(to),
        occasion=Occasion.ROUTED,
        matter=Matter(department=department, status=Status.OPEN, priority=Priority.LOW),
        not_before=not_before,
        strategy_id=STRATEGY,
        owed_at=SUNDAY_NOON,
    )


def announce(number: int = 1, *, to: str = "destination:crm") -> Announce:
    return Announce(
        notice_id=NoticeId(f"{reference(number)}-news-{number}"),
        reference=reference(number),
        to=Recipient(to),
        milestone=Milestone.OPENED,
        at=SUNDAY_NOON,
        version=1,
        matter=Matter(department="front_desk", status=Status.OPEN, priority=Priority.LOW),
        strategy_id=STRATEGY,
        owed_at=SUNDAY_NOON,
    )


def case(number: int = 1, *owed: Notice) -> Case:
    return Case(
        reference=reference(number),
        version=1,
        status=Status.OPEN,
        department="front_desk",
        priority=Priority.NORMAL,
        strategy_id=STRATEGY,
        opened_at=SUNDAY_NOON,
        changed_at=SUNDAY_NOON,
        cause=Cause(type="inquiry.received", id=f"inquiry-{number}", at=SUNDAY_NOON),
        owed=owed,
    )


def partition(of: Reference) -> int:
    return partition_of(slot_of_reference(of), PARTITIONS)


async def say(bus: Bus, *cases: Case) -> None:
    """Write cases as the router does."""
    await bus.publish(
        [
            Draft(CASES, partition(one.reference), one.reference.encode(), encode_case(one))
            for one in cases
        ]
    )


async def owe(bus: Bus, *notices: Notice) -> None:
    """Write a case for each notice, owing it."""
    await say(bus, *(replace(case(), reference=one.reference, owed=(one,)) for one in notices))


async def deliveries(bus: Bus) -> list[Delivery]:
    """Return every delivery that was ever written, in log order."""
    return [decode_delivery(record.value or b"") for record in await records(bus, DELIVERIES)]


async def reports(bus: Bus) -> list[DeliveryReported]:
    """Return what the router is told."""
    events = [decode_event(record.value) for record in await records(bus, INTAKE)]
    return [event for event in events if isinstance(event, DeliveryReported)]
