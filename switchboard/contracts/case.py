"""Where one matter stands: the whole of it after each event, with its decision and its clocks.

Every list is bounded, so that a case always fits a record. Nothing here says what customers wrote: that
stays in intake, in the archive and in blobs.
"""

from enum import StrEnum
from typing import Final

import msgspec

from switchboard.contracts.aftercare import Check, Given, Remind
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.judgement import Judgement, LedgerEntry
from switchboard.contracts.notices import Notice
from switchboard.contracts.values import (
    Channel,
    Clock,
    How,
    Identity,
    InquiryId,
    Nature,
    NoticeId,
    Priority,
    Recipient,
    Reference,
    Seconds,
    Status,
    StrategyId,
    UnixSeconds,
)

FORMAT: Final = 1
"""Grows when a reader of the old format would misread the new one; such a reader stops."""

MAX_INQUIRIES: Final = 200
MAX_PARTICIPANTS: Final = 50
MAX_DECISIONS: Final = 20
MAX_ACTIONS: Final = 50
MAX_DELIVERIES: Final = 50
MAX_OWED: Final = 100
MAX_FLAGS: Final = 20
MAX_LINKS: Final = 20
MAX_OPINIONS: Final = 10
MAX_CHECKS: Final = 30
MAX_STAGES: Final = 32


class Flag(StrEnum):
    """What staff should know of a case at first sight."""

    UNREADABLE = "unreadable"
    FAULT = "fault"
    SAME_SOURCE_OTHER_CONTENT = "same_source_other_content"
    FOREIGN_SENDER = "foreign_sender"
    UNDELIVERABLE = "undeliverable"
    DELIVERY_UNKNOWN = "delivery_unknown"
    """Nobody can tell whether the customer has what we sent; it was not sent again."""
    BACKDATING_CLAMPED = "backdating_clamped"
    LATE = "late"
    REFERENCE_TAKEN = "reference_taken"
    OUTPUT_TOO_LARGE = "output_too_large"
    TRIAGE = "triage"
    SPAM = "spam"
    MERGE_UNDONE = "merge_undone"
    DRILL = "drill"


class Contact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One inquiry of a case, as far as the router must remember it."""

    inquiry_id: InquiryId
    reference: Reference
    channel: Channel
    received_at: UnixSeconds
    accepted_at: UnixSeconds
    nature: Nature = Nature.INQUIRY
    source_key: str = ""
    message_id: str = ""
    identities: tuple[Identity, ...] = ()
    reply_to: Identity | None = None
    fingerprint: str = ""
    """16 hex digits: two texts whose fingerprints differ in few bits read alike; empty for too short a text."""
    parked: bool = False
    """It could not be read or judged, and nobody has decided over it since."""
    position: int | None = None
    """Offset in intake of the event that brought it here: where its words stand."""
    through: tuple[Reference, ...] = ()
    """The cases that it came through by merges, the newest last."""
    moves: tuple[str, ...] = ()
    """What brought it here: the action ids of merges and splits, with how many cases it had left by then; the newest last."""
    gone_to: Reference | None = None
    """The case where it rests instead of here."""
    gone_move: str = ""
    """The action id of the merge or split that sent it there."""
    gone_apart: bool = False
    """It left because it is another matter, not because its case is the same one."""
    gone_at: UnixSeconds | None = None
    """When it was handed over; None: it is still owed."""


class Bounced(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An address to which a letter of this case was sent, and from which it came back."""

    identity: Identity
    at: UnixSeconds
    inquiry_id: InquiryId
    """The bounce."""


class ClockState(StrEnum):
    """How a promise stands."""

    RUNNING = "running"
    MET = "met"
    BREACHED = "breached"
    PAUSED = "paused"
    NOT_APPLICABLE = "not_applicable"


class Passing(StrEnum):
    """What came of a stage once it had passed."""

    TOLD = "told"
    NOT_ASKED = "not_asked"
    """No ladder tells anybody of it."""
    OVERTAKEN = "overtaken"
    """A later stage had passed by then, or the matter was settled before anybody was told."""
    PAUSED = "paused"
    """It is the customer's turn."""
    SILENCED = "silenced"
    ACKNOWLEDGED = "acknowledged"
    """Somebody had seen to it already."""
    UNREACHABLE = "unreachable"
    """The strategy names nobody who could be told."""


class PromiseStage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A moment in the life of a promise of which somebody may be told."""

    stage: str
    """`warn 80%`, `breach`, `breach + 2h`."""
    at: UnixSeconds
    """When it comes, or came."""
    passed_at: UnixSeconds | None = None
    """When it was noted; None: it lies ahead."""
    passing: Passing | None = None
    times: int = 0
    again_at: UnixSeconds | None = None
    """When it is told the next time, unless somebody acknowledges it."""


class ClockRun(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One promise of this case, from its start to how it ended."""

    clock: Clock
    state: ClockState
    within: Seconds
    starts_at: UnixSeconds
    due_at: UnixSeconds
    ended_at: UnixSeconds | None = None
    """When it was met, paused or became not applicable; of a breached one, when it was met after all."""
    ledger: tuple[LedgerEntry, ...] = ()
    why: str = ""
    """Why it is not applicable; empty where the case as a whole says so."""
    stages: tuple[PromiseStage, ...] = ()
    """In the order in which they come."""
    acknowledged_at: UnixSeconds | None = None
    acknowledged_by: str = ""
    away: Seconds = Seconds(0.0)
    """For how long the matter was settled since this was broken: its later stages come later by that."""
    ended_before: bool = False
    """It was met once, and runs again: it counts in no figure a second time."""


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A judgement and when it was made, over which inquiry."""

    at: UnixSeconds
    inquiry_id: InquiryId
    judgement: Judgement
    by: str = ""
    """Whoever of staff said what it is about; empty: the strategy alone."""


class ActionOutcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of an action of staff."""

    action_id: str
    type: str
    by: str
    at: UnixSeconds
    accepted: bool
    refused_because: str = ""


class Settled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notice that is no longer owed, and how it ended."""

    notice_id: NoticeId
    purpose: Purpose
    outcome: Outcome
    at: UnixSeconds
    reason: str = ""
    message_id: str = ""
    channel: Channel | None = None
    to: Identity | Recipient | None = None
    """Where it went, or was to go."""
    confirmed_at: UnixSeconds | None = None
    """When a gateway said what became of it."""
    inquiry_id: InquiryId | None = None
    """Of a receipt: the inquiry that it acknowledges."""
    owed_at: UnixSeconds | None = None
    """When it came to be owed: of a reply, when it was written."""


class LinkKind(StrEnum):
    """How two cases belong together."""

    CONTINUES = "continues"
    FOLLOWS_CLOSED = "follows_closed"
    MERGED_INTO = "merged_into"
    MERGED_FROM = "merged_from"
    SPLIT_INTO = "split_into"
    SPLIT_FROM = "split_from"


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Another case that this one belongs with."""

    kind: LinkKind
    reference: Reference


class Cause(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The event that made this record: so that each inquiry can be counted once, from the log."""

    type: str
    id: str
    at: UnixSeconds
    how: How | None = None
    """Of an inquiry: how it came to rest."""
    channel: Channel | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One matter of one customer. Keyed by its reference in `switchboard.cases`."""

    reference: Reference
    version: int
    """Counts the records of this case."""
    status: Status
    department: str
    priority: Priority
    strategy_id: StrategyId
    opened_at: UnixSeconds
    changed_at: UnixSeconds
    cause: Cause
    format: int = FORMAT
    assignee: str | None = None
    subject: str = ""
    language: str = ""
    customer: CustomerFacts | None = None
    name: str = ""
    participants: tuple[Identity, ...] = ()
    unconfirmed: tuple[Identity, ...] = ()
    """Participants who came by a token from an address that nobody knew: nothing is told them by itself."""
    bounced: tuple[Bounced, ...] = ()
    inquiries: tuple[Contact, ...] = ()
    repeats: int = 0
    decisions: tuple[Decision, ...] = ()
    clocks: tuple[ClockRun, ...] = ()
    owed: tuple[Notice, ...] = ()
    deliveries: tuple[Settled, ...] = ()
    actions: tuple[ActionOutcome, ...] = ()
    flags: tuple[Flag, ...] = ()
    faults: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    spam_by: str = ""
    """Whoever of staff holds it for spam; empty: nobody, or the filter in front alone."""
    merged_into: Reference | None = None
    """The case that this one is a part of; whatever reaches this one goes there."""
    resolved_at: UnixSeconds | None = None
    done: str = ""
    """Blob key of what the customer was told has been done for them."""
    open_because: str = ""
    """Why it was resolved with tasks of its playbook undone."""
    reminders: tuple[Remind, ...] = ()
    silenced_until: UnixSeconds | None = None
    silenced_by: str = ""
    checklist: tuple[Check, ...] = ()
    opinions: tuple[Given, ...] = ()
    """The newest last."""
    told_by: UnixSeconds | None = None
    """By when the customer was last told that they would hear from us."""
    told_of: Clock | None = None
    """Of which promise that was; None: of the first response."""
    told_at: UnixSeconds | None = None
    """When the customer last came to be owed a word of ours: what progress notices count from."""
