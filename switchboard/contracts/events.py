"""What happened: facts in the past tense, as they stand in `switchboard.intake`.

Fields are added with a default; never renamed, retyped or removed. A type that this code does not know
stops the partition ("upgrade me"): see `codec`.
"""

import msgspec

from switchboard.contracts.course import Course
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.handling import Handling
from switchboard.contracts.keeping import Keeping
from switchboard.contracts.values import (
    Channel,
    Clock,
    Identity,
    InquiryId,
    Nature,
    NoticeId,
    Reference,
    Reminder,
    Seconds,
    Slot,
    StrategyId,
    UnixSeconds,
)

MAX_TEXT: int = 64_000
"""Characters of text that an event carries; the whole is in the blob `full_text_blob`."""


class Attachment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that came along; its bytes are in the blob `<inquiry id>/<sha256>`."""

    name: str
    """As the sender called it: data, never a path."""
    media_type: str
    size: int
    sha256: str


class Sender(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who contacted us, as far as the contact itself says. No identities: withheld, and matched with nobody."""

    name: str = ""
    identities: tuple[Identity, ...] = ()
    shared: tuple[Identity, ...] = ()
    """Those of them that several people use, as the directory knew when the inquiry came: they join nothing by themselves."""


class Forwarded(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An inquiry on its way from one case to another. It was received once, and is counted once."""

    to: Reference
    """The case that it goes to; where there is none of that reference, it begins there."""
    through: tuple[Reference, ...]
    """The cases that it has left, the newest last."""
    action_id: str
    """The merge or split that sends it: what comes twice by the same one changes nothing."""
    split: bool = False
    """It leaves because it is another matter, not because its case is the same one."""
    foreign: bool = False
    """Nobody knew its sender in the case that it first came to."""
    held: bool = False
    """The case that it leaves was held for spam."""
    answered_at: UnixSeconds | None = None
    """When staff first answered it, in the case that it leaves."""
    wordless: bool = False
    """The log has forgotten its words."""


class InquiryReceived(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="inquiry.received",
    tag_field="type",
):
    """A customer contacted us, and the channel has normalized what they said."""

    inquiry_id: InquiryId
    """Derived from the contact, so that a resend is the same inquiry."""
    reference: Reference
    """Resolves to the case where this inquiry comes to rest; the case's own where it opens one."""
    slot: Slot
    channel: Channel
    received_at: UnixSeconds
    """When the customer reached us, not when we read it: a fax may wait all night."""
    source_key: str = ""
    """Equal for two deliveries of one source id (Message-ID, Idempotency-Key …), whatever they hold; empty: none was given."""
    sender: Sender = Sender()
    reply_to: Identity | None = None
    """Where the sender wants answers, if elsewhere than the sender's address. Proves nothing about who that is."""
    to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    """What the customer wrote now, without quoted history and signature."""
    full_text: str = ""
    """Everything, where it differs from `text`."""
    full_text_blob: str = ""
    language: str = ""
    """As the source gave it; empty: to be found out."""
    nature: Nature = Nature.INQUIRY
    acknowledgeable: bool = True
    unacknowledgeable_because: str = ""
    customer: CustomerFacts | None = None
    """From the channel's copy of the directory, when the inquiry came."""
    message_id: str = ""
    references: tuple[str, ...] = ()
    """Message-IDs that it answers, the newest first."""
    verified_case: Reference | None = None
    """The case that a genuine token of ours names; checked at the edge."""
    named_case: Reference | None = None
    """A case reference in subject or text: anybody can write one."""
    undeliverable: tuple[Identity, ...] = ()
    """Of a bounce: the addresses that mail can't reach for good, as far as it says."""
    new_case: bool = False
    """The source asks never to be joined to another by burst or likeness."""
    attributes: dict[str, str] = {}
    attachments: tuple[Attachment, ...] = ()
    original_blob: str = ""
    quality: float = 1.0
    """0..1: how far the text can be trusted (OCR, speech)."""
    quality_because: str = ""
    """What lowers it."""
    pages: int = 0
    """Of a fax."""
    duration: Seconds = Seconds(0.0)
    """Of a call."""
    authentication: dict[str, str] = {}
    """What the mail server in front found out of its origin (RFC 8601): spf, dkim, dmarc to their result."""
    unreadable: str = ""
    """Why the original could not be read; empty where it could."""
    warnings: tuple[str, ...] = ()
    drill: str = ""
    """The exercise that it belongs to: real in all but that nobody waits for it; empty: it is a customer's."""
    forwarded: Forwarded | None = None
    """Where it goes on from the case that it first came to; None: it comes from outside."""


class StrategyActivated(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="strategy.activated",
    tag_field="type",
):
    """From here on this partition's new cases are judged by this strategy."""

    strategy_id: StrategyId
    by: str = ""


class DeadlinePassed(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="deadline.passed",
    tag_field="type",
):
    """A clock of a case came due, and everything accepted before stands before this in the log."""

    reference: Reference
    clock: Clock
    due_at: UnixSeconds


class DeliveryReported(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="delivery.reported",
    tag_field="type",
):
    """The notifier has settled a notice."""

    notice_id: NoticeId
    reference: Reference
    purpose: Purpose
    outcome: Outcome
    reason: str = ""
    message_id: str = ""
    settled_at: UnixSeconds


class CaseMoved(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.strategy_moved",
    tag_field="type",
):
    """A case that was opened under another strategy follows this one from here on."""

    action_id: str
    """One a case and strategy, so that a second telling changes nothing."""
    reference: Reference
    strategy_id: StrategyId
    by: str = ""


class ReminderDue(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="reminder.due",
    tag_field="type",
):
    """The time has come for what a case has to do unasked, behind everything accepted before."""

    reference: Reference
    reminder: Reminder
    due_at: UnixSeconds


class DeliveryConfirmed(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="delivery.confirmed",
    tag_field="type",
):
    """A gateway says what became of a message that it had taken: it reached its customer, or never will."""

    notice_id: NoticeId
    reference: Reference
    delivered: bool
    reason: str = ""
    confirmed_at: UnixSeconds


Action = Handling | Course | Keeping
"""What staff do; each is accepted or refused, and the case says which."""

Event = (
    InquiryReceived
    | StrategyActivated
    | DeadlinePassed
    | ReminderDue
    | DeliveryReported
    | DeliveryConfirmed
    | CaseMoved
    | Action
)
