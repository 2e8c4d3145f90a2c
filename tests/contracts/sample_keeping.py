"""What promises kept and broken leave in the log, with every field said."""

from msgspec.structs import replace

from switchboard.contracts import aftercare, course, events, keeping, notices
from switchboard.contracts import case as cases
from switchboard.contracts.customer import Staff
from switchboard.contracts.delivery import Delivery, Outcome, Purpose, Try
from switchboard.contracts.events import Action
from switchboard.contracts.values import (
    Channel,
    Clock,
    Kind,
    Milestone,
    News,
    NoticeId,
    Occasion,
    Opinion,
    Priority,
    Recipient,
    Reminder,
    Seconds,
    Status,
)
from tests.contracts.sample_actions import EXPECT, INQUIRY, REFERENCE
from tests.contracts.sample_judgement import LATER, NOON, STRATEGY
from tests.contracts.samples import ACK, ANA, CASE, DELIVERY, RECEIVED

VOGEL = Recipient("staff:k.vogel")
KEEPING: dict[str, Action] = {
    "alert.acknowledged": keeping.AlertAcknowledged(
        action_id="d1",
        reference=REFERENCE,
        by="k.vogel",
        clock=Clock.RESOLVE,
        why="on my way",
        expect=EXPECT,
    ),
    "alerts.silenced": keeping.AlertsSilenced(
        action_id="d2",
        reference=REFERENCE,
        by="k.vogel",
        until=LATER,
        span=Seconds(7_200.0),
        why="the part is ordered",
        expect=EXPECT,
    ),
    "opinion.given": keeping.OpinionGiven(
        action_id="d3",
        reference=REFERENCE,
        by=keeping.CUSTOMER,
        opinion=Opinion.DELIGHTED,
        words="blob/words",
        expect=EXPECT,
    ),
    "task.done": keeping.TaskDone(
        action_id="d4",
        reference=REFERENCE,
        by="k.vogel",
        task=3,
        done=False,
        words="a worn seal",
        expect=EXPECT,
    ),
    "case.resolved.told": course.CaseResolved(
        action_id="d5",
        reference=REFERENCE,
        by="k.vogel",
        why="mended",
        done="blob/done",
        open_because="the customer moved away",
        expect=EXPECT,
    ),
}
EVENTS: dict[str, events.Event] = {
    **KEEPING,
    "inquiry.received.drill": replace(RECEIVED, drill="d0a1"),
    "reminder.due": events.ReminderDue(reference=REFERENCE, reminder=Reminder.SURVEY, due_at=LATER),
    "delivery.confirmed": events.DeliveryConfirmed(
        notice_id=ACK, reference=REFERENCE, delivered=True, reason="30003", confirmed_at=LATER
    ),
}
STAFF = Staff(
    staff_id="k.vogel",
    name="Katrin Vogel",
    departments=("sales",),
    languages=("de", "en"),
    reach=(Recipient("mailto:k.vogel@acme.example"), Recipient("destination:duty-chat")),
    disabled_at=LATER,
    version=2,
)
DELIVERY_TRIED: Delivery = replace(
    DELIVERY,
    tries=(Try(at=NOON, outcome=Outcome.DEFERRED, reason="451 later"),),
    to_key="0a1b",
    subject_key="0a1c",
    group="g1",
    destination="duty-chat",
    provider_id="SM1",
)
_MATTER = notices.Matter(
    department="service",
    status=Status.OPEN,
    priority=Priority.HIGH,
    kind=Kind.INCIDENT,
    assignee="k.vogel",
    subject="Pump",
    name="Ana Ortiz",
    language="de",
    channel=Channel.EMAIL,
    dues=(notices.Due(clock=Clock.RESOLVE, due_at=LATER),),
    drill=True,
)
_THREAD = notices.Thread(subject="Pump", message_id="<m2@example.com>")


def _id(name: str) -> NoticeId:
    return NoticeId(f"{REFERENCE}-{name}")


_OWED: tuple[notices.Notice, ...] = (
    notices.Update(
        notice_id=_id("update"),
        reference=REFERENCE,
        to=ANA,
        name="Ana Ortiz",
        channel=Channel.EMAIL,
        news=News.PROMISE_MOVED,
        kind=Kind.INCIDENT,
        status=Status.OPEN,
        department="service",
        language="de",
        thread=_THREAD,
        promise=Clock.RESOLVE,
        promised_by=LATER,
        body="blob/done",
        strategy_id=STRATEGY,
        owed_at=NOON,
    ),
    notices.Survey(
        notice_id=_id("survey"),
        reference=REFERENCE,
        to=ANA,
        name="Ana Ortiz",
        channel=Channel.EMAIL,
        kind=Kind.INCIDENT,
        department="service",
        language="de",
        thread=_THREAD,
        opinions=tuple(Opinion),
        expires_at=LATER,
        not_within=Seconds(86_400.0),
        strategy_id=STRATEGY,
        owed_at=NOON,
    ),
    notices.Assign(
        notice_id=_id("assign"),
        reference=REFERENCE,
        to=VOGEL,
        occasion=Occasion.ROUTED,
        matter=_MATTER,
        inquiry_id=INQUIRY,
        position=41,
        because="faults",
        not_before=LATER,
        strategy_id=STRATEGY,
        owed_at=NOON,
    ),
    notices.Inform(
        notice_id=_id("inform"),
        reference=REFERENCE,
        to=VOGEL,
        occasion=Occasion.SHOULD_KNOW,
        matter=_MATTER,
        inquiry_id=INQUIRY,
        position=41,
        because="sales_opportunity",
        milestones=(Milestone.ASSIGNED,),
        strategy_id=STRATEGY,
        owed_at=NOON,
    ),
    notices.Alert(
        notice_id=_id("alert"),
        reference=REFERENCE,
        to=VOGEL,
        clock=Clock.RESOLVE,
        stage="breach",
        stage_at=NOON,
        due_at=NOON,
        matter=_MATTER,
        late=True,
        again=1,
        otherwise=(Recipient("mailto:control@acme.example"),),
        instead_of="staff:a.meier: no address",
        not_before=LATER,
        strategy_id=STRATEGY,
        owed_at=NOON,
    ),
    notices.Announce(
        notice_id=_id("announce"),
        reference=REFERENCE,
        to=Recipient("destination:erp"),
        milestone=Milestone.BREACHED,
        clock=Clock.RESOLVE,
        at=NOON,
        version=7,
        matter=_MATTER,
        strategy_id=STRATEGY,
        owed_at=NOON,
    ),
)
CASE_KEPT = replace(
    CASE,
    flags=(cases.Flag.DRILL,),
    owed=_OWED,
    deliveries=(
        cases.Settled(
            notice_id=ACK,
            purpose=Purpose.ALERT,
            outcome=Outcome.SENT,
            at=LATER,
            to=VOGEL,
            confirmed_at=LATER,
        ),
    ),
    clocks=(
        replace(
            CASE.clocks[0],
            why="suppressed: not an inquiry",
            stages=(
                cases.PromiseStage(
                    stage="breach",
                    at=NOON,
                    passed_at=LATER,
                    passing=cases.Passing.TOLD,
                    times=2,
                    again_at=LATER,
                ),
            ),
            acknowledged_at=LATER,
            acknowledged_by="k.vogel",
        ),
    ),
    done="blob/done",
    open_because="the customer moved away",
    reminders=(aftercare.Remind(reminder=Reminder.PROGRESS, at=LATER),),
    silenced_until=LATER,
    silenced_by="k.vogel",
    checklist=(
        aftercare.Check(
            task="cause found",
            record=True,
            by_customer=True,
            done_at=LATER,
            by="k.vogel",
            words="a worn seal",
        ),
    ),
    opinions=(
        aftercare.Given(
            opinion=Opinion.ALIENATED,
            at=LATER,
            by=keeping.CUSTOMER,
            words="blob/words",
            strategy_id=STRATEGY,
            rule="faults",
            department="service",
            assignee="k.vogel",
        ),
    ),
    told_by=LATER,
    told_of=Clock.RESOLVE,
    told_at=NOON,
)
