"""How the saying of something went."""

from enum import StrEnum
from typing import Final

import msgspec

from switchboard.contracts.values import Medium, NoticeId, Reference, UnixSeconds


class Purpose(StrEnum):
    """What a notice is for."""

    ACKNOWLEDGEMENT = "acknowledgement"
    REPLY = "reply"
    FORWARD = "forward"
    ASSIGNMENT = "assignment"
    INFORMATION = "information"
    ALERT = "alert"
    UPDATE = "update"
    SURVEY = "survey"
    ANNOUNCEMENT = "announcement"


WORDED = (Purpose.ACKNOWLEDGEMENT, Purpose.REPLY)
"""What customers get to read, so that every strategy has words for it."""


class Outcome(StrEnum):
    """How a delivery stands. All but the first two are settled."""

    CLAIMED = "claimed"
    DEFERRED = "deferred"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"


SETTLED = frozenset({Outcome.SENT, Outcome.FAILED, Outcome.UNKNOWN, Outcome.SUPPRESSED})


MAX_TRIES: Final = 20


class Try(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One attempt, and what came of it."""

    at: UnixSeconds
    outcome: Outcome
    reason: str = ""


class Delivery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where one notice stands on its way out, keyed by its id."""

    notice_id: NoticeId
    reference: Reference
    purpose: Purpose
    medium: Medium
    outcome: Outcome
    at: UnixSeconds
    attempts: int = 0
    """Claims so far, without those for which our own relay did not work; above one where something stood in the way."""
    tried_since: UnixSeconds | None = None
    """When it was first claimed since our relay last failed us; how long we go on trying counts from here."""
    retry_at: UnixSeconds | None = None
    reason: str = ""
    message_id: str = ""
    repeated: bool = False
    """Sent again after a crash between sending and recording: the customer may have it twice, same Message-ID."""
    tries: tuple[Try, ...] = ()
    """The newest attempts, the oldest first."""
    to_key: str = ""
    """Keyed hash of the address: what is capped by it is counted over all partitions."""
    subject_key: str = ""
    """Keyed hash of domain and subject, likewise."""
    group: str = ""
    """The message that it shares with others: one went out for all of them."""
    destination: str = ""
    """Where it went, as the settings call it; empty for customers' addresses."""
    provider_id: str = ""
    """What the gateway calls it: its receipts name it so."""
    format: int = 1
