"""Who has a case, where it lies, what it is about, what was said: what staff do to it, as it stands in `switchboard.intake`.

Each is accepted or refused, and the case says which. See `course` for what ends, rests, joins or parts.
"""

import msgspec

from switchboard.contracts.values import (
    Identity,
    InquiryId,
    Kind,
    Priority,
    Reference,
    Stage,
    Status,
)


class Expectation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an action takes for granted; it is refused where the case is otherwise."""

    assignee: str | None = None
    """The staff id; empty string: nobody."""
    status: Status | None = None
    version: int | None = None


class Words(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a contact said, as far as judging reads it: a case doesn't carry it."""

    inquiry_id: InquiryId
    subject: str = ""
    text: str = ""
    language: str = ""
    attributes: dict[str, str] = {}
    quality: float = 1.0


class CaseClaimed(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.claimed",
    tag_field="type",
):
    """A member of staff takes a case on."""

    action_id: str
    reference: Reference
    by: str
    expect: Expectation = Expectation()


class CaseReleased(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.released",
    tag_field="type",
):
    """Whoever had a case has it no longer; it waits for somebody of its department."""

    action_id: str
    reference: Reference
    by: str
    why: str = ""
    expect: Expectation = Expectation()


class CaseAssigned(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.assigned",
    tag_field="type",
):
    """A member of staff gives a case to a named person."""

    action_id: str
    reference: Reference
    by: str
    assignee: str
    """The staff id of whoever has it from here on."""
    why: str = ""
    expect: Expectation = Expectation()


class CaseTransferred(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.transferred",
    tag_field="type",
):
    """A member of staff hands a case to another department."""

    action_id: str
    reference: Reference
    by: str
    department: str
    why: str = ""
    expect: Expectation = Expectation()


class CaseReclassified(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.reclassified",
    tag_field="type",
):
    """A member of staff says what a case is about; the strategy routes it anew by that."""

    action_id: str
    reference: Reference
    by: str
    kind: Kind
    stage: Stage | None = None
    """None: as the strategy has it."""
    language: str = ""
    """Empty: as the strategy has it."""
    words: Words | None = None
    """Those that the case was judged by, from the archive; rules that look for words are asked again."""
    why: str = ""
    expect: Expectation = Expectation()


class CasePrioritized(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="case.prioritized",
    tag_field="type",
):
    """A member of staff says how urgent a case is. It holds until they say otherwise."""

    action_id: str
    reference: Reference
    by: str
    priority: Priority
    why: str = ""
    expect: Expectation = Expectation()


class ReplyWritten(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="reply.written",
    tag_field="type",
):
    """A member of staff has answered the customer. It counts from here, not from its delivery."""

    action_id: str
    reference: Reference
    by: str
    body: str
    """Blob key of the words."""
    expect: Expectation = Expectation()


class NoteWritten(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="note.written",
    tag_field="type",
):
    """A member of staff has written something down for their colleagues; no customer ever sees it."""

    action_id: str
    reference: Reference
    by: str
    body: str
    """Blob key of the words."""
    expect: Expectation = Expectation()


class SenderConfirmed(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="sender.confirmed",
    tag_field="type",
):
    """A member of staff knows somebody who came into a case by a token alone: they have a part in it."""

    action_id: str
    reference: Reference
    by: str
    identity: Identity
    why: str = ""
    expect: Expectation = Expectation()


Handling = (
    CaseClaimed
    | CaseReleased
    | CaseAssigned
    | CaseTransferred
    | CaseReclassified
    | CasePrioritized
    | ReplyWritten
    | NoteWritten
    | SenderConfirmed
)
"""What changes who has a case, where it lies, what it is held to be, or what was said."""
