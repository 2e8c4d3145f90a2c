"""What the router wants said. A notice is a level, not an edge: the case owes it until its delivery is settled."""

import msgspec

from switchboard.contracts.delivery import Purpose
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import (
    Channel,
    Identity,
    InquiryId,
    Kind,
    Medium,
    NoticeId,
    Priority,
    Reference,
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
    strategy_id: StrategyId
    """Whose templates and department names apply."""
    owed_at: UnixSeconds


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
    language: str
    department: str
    thread: Thread = Thread()
    strategy_id: StrategyId
    owed_at: UnixSeconds


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


Message = Acknowledge | Reply
"""What a customer is sent."""

Notice = Message | Forward


def purpose_of(notice: Notice) -> Purpose:
    """Return what a notice is for."""
    match notice:
        case Acknowledge():
            return Purpose.ACKNOWLEDGEMENT
        case Reply():
            return Purpose.REPLY
        case Forward():
            return Purpose.FORWARD


def medium_of(notice: Notice) -> Medium | None:
    """Return the medium that reaches its recipient; None where we have none for such an address yet."""
    if isinstance(notice, Forward):
        return Medium.LOG
    return Medium.EMAIL if notice.to.startswith("mailto:") else None
