"""A judgement with every field said, as a case carries it."""

from switchboard.contracts.judgement import (
    Evidence,
    Judgement,
    LedgerEntry,
    Match,
    NearMiss,
    Promise,
    Reason,
    Say,
)
from switchboard.contracts.values import (
    Clock,
    Kind,
    Priority,
    Seconds,
    Signal,
    Stage,
    StrategyId,
    UnixSeconds,
)

NOON = UnixSeconds(1_795_348_800.25)
LATER = UnixSeconds(1_795_352_400.5)
STRATEGY = StrategyId("5" * 64)

LEDGER = (
    LedgerEntry(start_at=NOON, end_at=LATER, counted=Seconds(3_600.25), why="counted"),
    LedgerEntry(start_at=NOON, end_at=LATER, counted=Seconds(0.0), why="closed"),
)
_PROMISE = Promise(
    clock=Clock.FIRST_RESPONSE,
    within=Seconds(3_600.0),
    starts_at=NOON,
    due_at=LATER,
    ledger=LEDGER,
)
JUDGEMENT = Judgement(
    strategy_id=STRATEGY,
    kind=Kind.INCIDENT,
    kind_confidence=0.75,
    language="de",
    stage=Stage.POST_DEAL,
    priority=Priority.URGENT,
    department="service",
    rule="faults",
    reason=Reason.DEDICATED_PERSON,
    sla="urgent",
    assignee="k.vogel",
    triage=True,
    signals=(Signal.SAFETY, Signal.CHURN_RISK),
    playbook="post_deal",
    acknowledge=Say.TAKES_NO_MAIL,
    promises=(_PROMISE,),
    evidence=(Evidence(id="fault", fact="kind=incident", weight=4.0, start=0, end=9, source="x"),),
    matched=(Match(rule="faults", because=("kind = incident",)),),
    nearest_misses=(NearMiss(rule="gold", missing=("tier = gold",)),),
    captured={"invoice": "INV-1"},
    code_version="0.1.0",
    tzdata_version="2026a",
)
