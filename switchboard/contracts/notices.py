"""What the router wants said. A notice is a level, not an edge: the case owes it until its delivery is settled."""

import msgspec

from switchboard.contracts.events import InquiryReceived
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
    Status,
    StrategyId,
    UnixSeconds,
)


class Thread(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a letter answers (RFC 5322 section 3.6.4)."""

    subject: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()


class Acknowledge(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="acknowledge",
    tag_field="type",
):
    """Tell the customer that we have it, where it is, and by when we answer."""

    notice_id: NoticeId
    reference: Reference
    to: Identity
    name: str = ""
    channel: Channel
    inquiry_id: InquiryId | None = None
    """What it acknowledges."""
    kind: Kind
    priority: Priority
    department: str
    language: str
    thread: Thread = Thread()
    first_response_by: UnixSeconds | None = None
    """By when we have promised to answer, as things stood when this came to be owed."""
    follow_up: bool = False
    """The channel was acknowledged before: this confirms one more inquiry, in a word."""
    contact: str = ""
    """Staff id of the person whom a complaint is answered by, or who answers for the department."""
    strategy_id: StrategyId
    """Whose templates and department names apply."""
    owed_at: UnixSeconds
    drill: bool = False
    """It is an exercise: nobody is waiting for it."""
    doubtful: bool = False
    """What the matter is about is not certain: it is told in words that hold in any case."""


class Reply(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="reply", tag_field="type"
):
    """Send the customer what a member of staff wrote."""

    notice_id: NoticeId
    reference: Reference
    to: Identity
    name: str = ""
    by: str
    body: str
    """Blob key of the words; a case does not carry them."""
    kind: Kind | None = None
    """What the matter is about, as far as that is certain; None: it could be about anything."""
    language: str
    department: str
    thread: Thread = Thread()
    strategy_id: StrategyId
    owed_at: UnixSeconds
    drill: bool = False
    """It is an exercise: nobody is waiting for it."""


class Forward(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="forward", tag_field="type"
):
    """Have an inquiry go on to another case, by publishing it where that case lives."""

    notice_id: NoticeId
    reference: Reference
    """The case that it leaves."""
    inquiry: InquiryReceived
    """As the case remembers it: without its words, but with where it goes."""
    position: int | None = None
    """Offset in the case's own partition of intake where its words stand, for as long as the log keeps them."""
    owed_at: UnixSeconds


class Due(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A promise that somebody must keep, and by when."""

    clock: Clock
    due_at: UnixSeconds


class Matter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a case stood when a notice came to be owed, as far as its reader must know."""

    department: str
    status: Status
    priority: Priority
    kind: Kind | None = None
    assignee: str = ""
    """Staff id; empty: nobody."""
    subject: str = ""
    name: str = ""
    """The customer's."""
    language: str = ""
    channel: Channel | None = None
    dues: tuple[Due, ...] = ()
    drill: bool = False
    """It is an exercise: nobody is waiting for an answer."""


class Update(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="update", tag_field="type"
):
    """Tell the customer of our own accord how things stand."""

    notice_id: NoticeId
    reference: Reference
    to: Identity
    name: str = ""
    channel: Channel
    news: News
    kind: Kind
    status: Status
    department: str
    language: str
    thread: Thread = Thread()
    promise: Clock | None = None
    """Which promise has moved, or is the next."""
    promised_by: UnixSeconds | None = None
    was_promised_by: UnixSeconds | None = None
    """By when they had been told before: that stands where this never goes out."""
    body: str = ""
    """Blob key of what staff say has been done; empty: they said nothing."""
    strategy_id: StrategyId
    owed_at: UnixSeconds
    drill: bool = False
    """It is an exercise: nobody is waiting for it."""


class Survey(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="survey", tag_field="type"
):
    """Ask the customer how it was, once the matter is resolved."""

    notice_id: NoticeId
    reference: Reference
    to: Identity
    name: str = ""
    channel: Channel
    kind: Kind
    department: str
    language: str
    thread: Thread = Thread()
    opinions: tuple[Opinion, ...]
    """What they may choose from."""
    expires_at: UnixSeconds
    not_within: Seconds
    """It stays unsaid where this address was asked within this span."""
    strategy_id: StrategyId
    owed_at: UnixSeconds
    drill: bool = False
    """It is an exercise: nobody is waiting for it."""


class Assign(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="assign", tag_field="type"
):
    """Tell staff that a case is theirs now."""

    notice_id: NoticeId
    reference: Reference
    to: Recipient
    occasion: Occasion
    matter: Matter
    inquiry_id: InquiryId | None = None
    """Whose words are shown."""
    position: int | None = None
    """Offset in the case's own partition of intake where these words stand, for as long as the log keeps them."""
    because: str = ""
    """What staff said with it, or the opinion that it follows from."""
    words: str = ""
    """Blob key of what the customer said with their opinion; empty: nothing."""
    told: str = ""
    """Staff id of whoever took their opinion down; empty: nobody, they gave it themselves."""
    not_before: UnixSeconds | None = None
    """It waits until then, to be told together with others."""
    strategy_id: StrategyId
    owed_at: UnixSeconds


class Inform(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="inform", tag_field="type"
):
    """Tell staff of a case that others answer for."""

    notice_id: NoticeId
    reference: Reference
    to: Recipient
    occasion: Occasion
    matter: Matter
    inquiry_id: InquiryId | None = None
    position: int | None = None
    milestones: tuple[Milestone, ...] = ()
    """Of a change: what the case has come to."""
    because: str = ""
    words: str = ""
    """Blob key of what the customer said with their opinion; empty: nothing."""
    told: str = ""
    """Staff id of whoever took their opinion down; empty: nobody, they gave it themselves."""
    strategy_id: StrategyId
    owed_at: UnixSeconds


class Alert(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="alert", tag_field="type"
):
    """Tell staff that time runs out, or has."""

    notice_id: NoticeId
    reference: Reference
    to: Recipient
    clock: Clock | None = None
    """None: no promise is at stake, but what the customer thinks of us."""
    starts_at: UnixSeconds | None = None
    """When that promise began: a case may make the same promise again."""
    stage: str
    """`warn 80%`, `breach`, `breach + 2h`; or an opinion."""
    stage_at: UnixSeconds
    """When it came to that."""
    due_at: UnixSeconds
    matter: Matter
    late: bool = False
    """It comes long after its time: nobody was there to give it."""
    again: int = 0
    """How often it was given before."""
    otherwise: tuple[Recipient, ...] = ()
    """Who is told, one after another, where this one can't be reached."""
    instead_of: str = ""
    """Who could not be reached, and why."""
    not_before: UnixSeconds | None = None
    """Quiet hours: it waits until then."""
    words: str = ""
    """Blob key of what the customer said with their opinion; empty: nothing."""
    told: str = ""
    """Staff id of whoever took their opinion down; empty: nobody, they gave it themselves."""
    strategy_id: StrategyId
    owed_at: UnixSeconds


class Announce(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="announce", tag_field="type"
):
    """Tell another system what a case has come to."""

    notice_id: NoticeId
    reference: Reference
    to: Recipient
    milestone: Milestone
    clock: Clock | None = None
    """Which promise was broken."""
    at: UnixSeconds
    version: int
    """Of the case by then: what comes out of order can be told."""
    matter: Matter
    strategy_id: StrategyId
    owed_at: UnixSeconds


Message = Acknowledge | Reply | Update | Survey
"""What a customer is sent."""

StaffNotice = Assign | Inform | Alert
"""What staff are sent."""

Notice = Message | StaffNotice | Announce | Forward
