"""A small company and what its customers and staff say: for the tests of the router."""

from typing import Any, TypeVar

from msgspec.structs import replace

from services.router.decide import decide
from switchboard.contracts.case import Case
from switchboard.contracts.course import (
    CaseClearedOfSpam,
    CaseClosed,
    CaseMarkedSpam,
    CaseMerged,
    CasePaused,
    CaseReopened,
    CaseResolved,
    CaseResumed,
    CaseSplit,
)
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.events import DeadlinePassed, DeliveryReported, InquiryReceived, Sender
from switchboard.contracts.handling import (
    CaseAssigned,
    CaseClaimed,
    CasePrioritized,
    CaseReclassified,
    CaseReleased,
    CaseTransferred,
    NoteWritten,
    ReplyWritten,
    SenderConfirmed,
    Words,
)
from switchboard.contracts.keeping import (
    AlertAcknowledged,
    AlertsSilenced,
    OpinionGiven,
    TaskDone,
)
from switchboard.contracts.notices import Message, Notice
from switchboard.contracts.purposes import purpose_of
from switchboard.contracts.reference import inquiry_id, reference_of, slot_of
from switchboard.contracts.values import (
    Channel,
    Clock,
    Identity,
    InquiryId,
    Kind,
    Reference,
    UnixSeconds,
)
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from tests.harness.clock import SUNDAY_NOON

YAML = """\
switchboard: 1
organization: {name: Acme Pumps, languages: [en], timezone: Europe/Berlin}
defaults: {department: front_desk, sla: standard, language: en}
calendars: {always: {weekly: {"mon-sun": ["00:00-24:00"]}}}
departments:
  front_desk: {name: Front desk, calendar: always}
  service: {name: Technical service, calendar: always}
  accounts: {name: Accounts, calendar: always}
customers:
  tiers: [gold]
  relationships: {dedicated: {assign: named_person}}
understand:
  evidence:
    - {id: fault, when: {words: {en: [broken, stops]}}, fact: {kind: incident}, weight: 4}
    - {id: bill, when: {words: {en: [invoice]}}, fact: {kind: invoice_query}, weight: 4}
route:
  - {id: faults, when: {kind: incident}, to: {department: service}, priority: high}
  - {id: invoices, when: {kind: invoice_query}, to: {department: accounts}}
acknowledge: {unless: [{attribute: {quiet: "yes"}}]}
sla: {standard: {first_response: 8h}}
"""
LETTER = "Subject: {{ reference }}\n\n{{ department }}\n"
BUNDLE = Bundle(
    files={
        "strategy.yaml": YAML,
        "templates/acknowledgement/general.en.txt": LETTER,
        "templates/reply/general.en.txt": LETTER + "{{ words }}\n",
    }
)
PROGRAM = compile_bundle(BUNDLE)
STRATEGY = PROGRAM.strategy_id
EIGHT_HOURS = 8 * 3600.0

ByHand = TypeVar(
    "ByHand",
    CaseReleased,
    CaseAssigned,
    CasePrioritized,
    NoteWritten,
    SenderConfirmed,
    CasePaused,
    CaseResumed,
    CaseClosed,
    CaseMarkedSpam,
    CaseClearedOfSpam,
    AlertAcknowledged,
    AlertsSilenced,
    OpinionGiven,
    TaskDone,
)

ANA = Identity("mailto:ana@example.com")
BEN = Identity("mailto:ben@example.org")
ID_KEY = b"the id key of the router's tests"
FAULT = "Since this morning the big pump in hall three stops after ten minutes"
BILL = "There is a mistake in the last invoice that reached us on Monday by post"


def later(seconds: float) -> UnixSeconds:
    return UnixSeconds(SUNDAY_NOON + seconds)


def days(count: float) -> UnixSeconds:
    return later(count * 86_400)


def inquiry(
    name: str = "first",
    *,
    sender: Identity | None = ANA,
    text: str = FAULT,
    channel: Channel = Channel.EMAIL,
    received_at: UnixSeconds = SUNDAY_NOON,
    **more: Any,
) -> InquiryReceived:
    """Return what a customer said; `name` tells two contacts apart."""
    identities = (sender,) if sender else ()
    named = inquiry_id(ID_KEY, channel, name, text.encode())
    slot = slot_of(more.get("verified_case"), more.get("named_case"), identities, named)
    said = InquiryReceived(
        inquiry_id=named,
        reference=reference_of(slot, named),
        slot=slot,
        channel=channel,
        received_at=received_at,
        sender=Sender(name="Ana Ortiz", identities=identities),
        subject="The pump",
        text=text,
        message_id=f"<{name}@example.com>" if channel is Channel.EMAIL else "",
    )
    return replace(said, **more)


def opened(said: InquiryReceived | None = None, at: UnixSeconds = SUNDAY_NOON) -> Case:
    """Return the case that an inquiry opens."""
    case = decide(PROGRAM, None, said or inquiry(), at)
    assert case is not None
    return case


def after(case: Case, event: Any, at: UnixSeconds) -> Case:
    """Return the case after an event."""
    changed = decide(PROGRAM, case, event, at)
    assert changed is not None
    return changed


def claim(case: Case, by: str = "k.vogel", action_id: str = "claim", **more: Any) -> CaseClaimed:
    return CaseClaimed(action_id=action_id, reference=case.reference, by=by, **more)


def transfer(case: Case, department: str, action_id: str = "transfer") -> CaseTransferred:
    return CaseTransferred(
        action_id=action_id, reference=case.reference, by="k.vogel", department=department
    )


def reply(case: Case, action_id: str = "reply") -> ReplyWritten:
    return ReplyWritten(
        action_id=action_id, reference=case.reference, by="k.vogel", body=f"blob/{action_id}"
    )


def resolve(case: Case, action_id: str = "resolve") -> CaseResolved:
    return CaseResolved(action_id=action_id, reference=case.reference, by="k.vogel")


def reopen(case: Case, action_id: str = "reopen") -> CaseReopened:
    return CaseReopened(action_id=action_id, reference=case.reference, by="k.vogel")


def reclassify(
    case: Case, kind: Kind, *, text: str = FAULT, action_id: str = "reclassify", **more: Any
) -> CaseReclassified:
    """Return what staff say a case is about, with the words that it was judged by."""
    words = Words(inquiry_id=case.inquiries[0].inquiry_id, subject="The pump", text=text)
    said = CaseReclassified(
        action_id=action_id, reference=case.reference, by="k.vogel", kind=kind, words=words
    )
    return replace(said, **more)


def merge(case: Case, into: Reference, action_id: str = "merge") -> CaseMerged:
    return CaseMerged(action_id=action_id, reference=case.reference, by="k.vogel", into=into)


def split(case: Case, *inquiries: InquiryId, action_id: str = "split") -> CaseSplit:
    return CaseSplit(
        action_id=action_id, reference=case.reference, by="k.vogel", inquiries=inquiries
    )


def by_hand(case: Case, kind: type[ByHand], action_id: str = "by hand", **more: Any) -> ByHand:
    """Return an action that says nothing but what it is."""
    return kind(action_id=action_id, reference=case.reference, by="k.vogel", **more)


def passed(case: Case, clock: Clock = Clock.FIRST_RESPONSE) -> DeadlinePassed:
    """Return what the timer says of a clock that is due."""
    return DeadlinePassed(
        reference=case.reference,
        clock=clock,
        due_at=case.clocks[0].due_at if case.clocks else later(0),
    )


def letters(case: Case) -> list[Message]:
    """Return what the case owes to customers."""
    return [notice for notice in case.owed if isinstance(notice, Message)]


def report(
    case: Case, notice: Notice, outcome: Outcome = Outcome.SENT, at: UnixSeconds = SUNDAY_NOON
) -> DeliveryReported:
    return DeliveryReported(
        notice_id=notice.notice_id,
        reference=case.reference,
        purpose=purpose_of(notice),
        outcome=outcome,
        message_id="<ours@acme.example>",
        settled_at=at,
    )
