"""A company that tells whoever is concerned: for the tests of what follows of a case's turns."""

from typing import Any, TypeVar

from msgspec.structs import replace

from services.router.decide import decide
from switchboard.contracts.case import Case
from switchboard.contracts.course import CaseResolved
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import InquiryReceived, ReminderDue
from switchboard.contracts.keeping import CUSTOMER, OpinionGiven, TaskDone
from switchboard.contracts.notices import Notice
from switchboard.contracts.values import Opinion, Recipient, Reminder, UnixSeconds
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from tests.harness.clock import SUNDAY_NOON
from tests.router.company import LETTER, YAML, inquiry

ATTENTIVE = (
    YAML.replace(
        "{name: Front desk, calendar: always}",
        "{name: Front desk, calendar: always, lead: f.lead, alert: ['mailto:desk-alerts@acme.example']}",
    )
    .replace(
        "{name: Technical service, calendar: always}",
        "{name: Technical service, calendar: always, lead: s.lead,"
        " alert: ['mailto:service-alerts@acme.example'],"
        " assignments: {to: ['mailto:service@acme.example', 'destination:service-chat'],"
        " digest: {priorities: low, every: 2h}}}",
    )
    .replace(
        "{name: Accounts, calendar: always}",
        "{name: Accounts, calendar: always, assignments: {to: ['mailto:accounts@acme.example']}}\n"
        "  sales: {name: Sales, calendar: always, lead: v.lead}",
    )
    .replace(
        "relationships: {dedicated: {assign: named_person}}",
        "relationships: {dedicated: {assign: named_person, tell_person: [contacts, changes]},"
        " watched: {tell_person: [contacts, changes]}}",
    )
    .replace(
        "to: {department: service}, priority: high}",
        "to: {department: service}, priority: high, playbook: repair,"
        " inform: [{department: sales}, {department: accounts}, {department: service}]}",
    )
    + """\
control_centre: {alert: ['mailto:control@acme.example']}
ladders: {anger: [{at: breach, notify: [lead, control_centre]}]}
playbooks:
  repair:
    - ask which pump
    - {do: find the cause, record: true}
    - {do: the customer is content, by_customer: true}
keep_informed:
  progress: {every: 24h, kinds: incident}
  promise_moved: true
  resolved: true
webhooks:
  - {to: 'https://erp.acme.example/hook'}
  - {to: 'destination:books', on: [assigned, resolved], departments: accounts}
follow_up:
  survey: {after: 48h, kinds: incident}
  on:
    alienated: {reopen: true, notify: [assignee, lead], ladder: anger}
    dissatisfied_no_hard_feelings: {notify: assignee}
"""
)
BUNDLE = Bundle(
    files={
        "strategy.yaml": ATTENTIVE,
        "templates/acknowledgement/general.en.txt": LETTER,
        "templates/reply/general.en.txt": LETTER + "{{ words }}\n",
    }
)
PROGRAM = compile_bundle(BUNDLE)
SERVICE = (Recipient("mailto:service@acme.example"), Recipient("destination:service-chat"))
ACCOUNTS = Recipient("mailto:accounts@acme.example")
ERP, BOOKS = Recipient("https://erp.acme.example/hook"), Recipient("destination:books")
GOLD = CustomerFacts(customer_id="C-7", name="Ortiz", relationship="watched", dedicated="d.own")
_N = TypeVar("_N", bound=Notice)


def opened(said: InquiryReceived | None = None, at: UnixSeconds = SUNDAY_NOON) -> Case:
    """Return the case that an inquiry opens."""
    case = decide(PROGRAM, None, said or inquiry(), at)
    assert case is not None
    return case


def after(case: Case, event: Any, at: UnixSeconds | None = None) -> Case:
    """Return the case after an event; a minute later where nothing else is said."""
    changed = decide(PROGRAM, case, event, UnixSeconds(case.changed_at + 60) if at is None else at)
    assert changed is not None
    return changed


def owed(case: Case, kind: type[_N], before: Case | None = None) -> list[_N]:
    """Return what of a kind the case owes, and did not before."""
    known = {one.notice_id for one in before.owed} if before else set()
    return [one for one in case.owed if isinstance(one, kind) and one.notice_id not in known]


def told(case: Case, kind: type[_N], before: Case | None = None) -> list[Recipient]:
    """Return who is told by what of a kind the case owes, and did not before."""
    return [Recipient(str(getattr(one, "to", ""))) for one in owed(case, kind, before)]


def quiet(case: Case) -> Case:
    """Return the case with all that it owed said."""
    return replace(case, owed=())


def due(case: Case, reminder: Reminder) -> ReminderDue:
    """Return what the timer says when the reminder comes."""
    (at,) = (one.at for one in case.reminders if one.reminder is reminder)
    return ReminderDue(reference=case.reference, reminder=reminder, due_at=at)


def opinion(
    case: Case, what: Opinion, by: str = CUSTOMER, action_id: str = "opinion"
) -> OpinionGiven:
    return OpinionGiven(
        action_id=action_id, reference=case.reference, by=by, opinion=what, words="blob/words"
    )


def task(case: Case, number: int, words: str = "", *, done: bool = True) -> TaskDone:
    return TaskDone(
        action_id=f"task-{number}-{done}-{words}",
        reference=case.reference,
        by="k.vogel",
        task=number,
        done=done,
        words=words,
    )


def resolve(case: Case, done: str = "", action_id: str = "resolve") -> CaseResolved:
    """Return how staff settle a matter whatever the playbook still asks for."""
    return CaseResolved(
        action_id=action_id,
        reference=case.reference,
        by="k.vogel",
        why="mended",
        done=done,
        open_because="the customer is in a hurry",
    )
