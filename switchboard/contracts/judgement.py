"""What the strategy made of an inquiry, with everything that explains it."""

from enum import StrEnum

import msgspec

from switchboard.contracts.values import (
    Clock,
    Kind,
    Medium,
    Priority,
    Seconds,
    Signal,
    Stage,
    StrategyId,
    UnixSeconds,
)


class Reason(StrEnum):
    """Why a case is where it is."""

    RULE_MATCHED = "rule_matched"
    DEFAULT = "default"
    WEAK_EVIDENCE = "weak_evidence"
    CONFLICTING_EVIDENCE = "conflicting_evidence"
    POOR_QUALITY = "poor_quality"
    """The text can be trusted too little (a bad fax, a noisy call) to say what it is about."""
    DEDICATED_PERSON = "dedicated_person"
    STAFF = "staff"
    """A person has said what it is about; the rules decided by that."""
    PARKED = "parked"


class Say(StrEnum):
    """Why an acknowledgement is owed, or why it isn't."""

    DUE = "due"
    NOT_AN_INQUIRY = "not_an_inquiry"
    NO_ADDRESS = "no_address"
    TAKES_NO_MAIL = "takes_no_mail"
    MEDIUM_NOT_USED = "medium_not_used"
    """They could be reached, but not by what the strategy's `media` names."""
    LANDLINE = "landline"
    """They left no number but one that takes no short messages."""
    ALREADY_ACKNOWLEDGED = "already_acknowledged"
    MET_IN_PERSON = "met_in_person"
    TOO_OLD = "too_old"
    UNCONFIRMED_SENDER = "unconfirmed_sender"
    """They hold a letter of ours, but the case doesn't know them: staff have to look."""
    STRATEGY_SAYS_NO = "strategy_says_no"
    PARKED = "parked"
    """It could not be decided what the customer is to be told; a person has to look."""
    SPAM = "spam"
    """Staff hold the case for spam."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing in the text, or known from elsewhere, that speaks for a fact."""

    id: str
    fact: str
    """What it speaks for, as `kind=incident` or `signal=churn_risk`."""
    weight: float
    start: int | None = None
    """Where it stands in the subject, a line break and the text, in characters; None where it isn't text."""
    end: int | None = None
    source: str = "text"


class Match(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule that applied, and what made it."""

    rule: str
    because: tuple[str, ...] = ()


class NearMiss(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule that nearly applied: what it asked for and did not find, as `tier = gold`."""

    rule: str
    missing: tuple[str, ...]


class LedgerEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stretch of time and what it did to a promise: counted, or closed or paused, and why."""

    start_at: UnixSeconds
    end_at: UnixSeconds
    counted: Seconds
    why: str
    """`counted`, or the reason: `closed`, the name of a holiday, `paused: …`."""


class Promise(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One promise of the SLA, worked out: the arithmetic of its deadline."""

    clock: Clock
    within: Seconds
    """Of counted time; see the ledger for what counts."""
    starts_at: UnixSeconds
    due_at: UnixSeconds
    ledger: tuple[LedgerEntry, ...] = ()


class Wanted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Skills that whoever answers should have, at these levels at least."""

    after: float = 0.0
    """From when on: the share of the first response's time that has gone. Later ones replace earlier ones."""
    skills: dict[str, int] = {}


class Judgement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one strategy says of one inquiry."""

    strategy_id: StrategyId
    kind: Kind
    kind_confidence: float
    language: str
    stage: Stage
    priority: Priority
    department: str
    rule: str
    """Id of the rule that decided; `default` where none did."""
    reason: Reason
    sla: str
    assignee: str | None = None
    triage: bool = False
    signals: tuple[Signal, ...] = ()
    playbook: str | None = None
    need: tuple[Wanted, ...] = ()
    """Whom the rule wants, in the order in which less will do."""
    prefer: tuple[str, ...] = ()
    """Who goes before others that have the skills, as `last_handler`."""
    inform: tuple[str, ...] = ()
    """Departments that should know of it without having to answer."""
    acknowledge: Say = Say.DUE
    acknowledge_by: Medium | None = None
    """By what they can be told; None: by nothing."""
    promises: tuple[Promise, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    matched: tuple[Match, ...] = ()
    nearest_misses: tuple[NearMiss, ...] = ()
    captured: dict[str, str] = {}
    """What patterns picked out of the text by name: an invoice number, say."""
    code_version: str = ""
    tzdata_version: str = ""
