"""A judgement for programs: the keys that users rely on, moments in RFC 3339. Says nothing that judging didn't find."""

from collections.abc import Iterable

import msgspec

from switchboard.contracts.judgement import Judgement, LedgerEntry, Promise, Say
from switchboard.strategy.moments import show_moment
from switchboard.strategy.program import Program


def as_json(program: Program, judged: Judgement) -> dict[str, object]:
    """Return what `strategy explain --json` prints."""
    zone = program.strategy.organization.timezone
    told: dict[str, object] = msgspec.to_builtins(judged)
    del told["promises"]
    return told | {
        "assignee": judged.assignee,
        "triage": judged.triage,
        "signals": [str(signal) for signal in judged.signals],
        "acknowledge": judged.acknowledge is Say.DUE,
        "acknowledge_reason": str(judged.acknowledge),
        "acknowledge_by": judged.acknowledge_by,
        "deadlines": [deadline(promise, zone) for promise in judged.promises],
        "evidence": list(msgspec.to_builtins(judged.evidence)),
        "matched": [{"rule": one.rule, "because": list(one.because)} for one in judged.matched],
        "nearest_misses": [
            {"rule": one.rule, "missing": list(one.missing)} for one in judged.nearest_misses
        ],
    }


def deadline(promise: Promise, zone: str) -> dict[str, object]:
    """Return one promise with its arithmetic."""
    return {
        "promise": str(promise.clock),
        "starts_at": show_moment(promise.starts_at, zone),
        "due_at": show_moment(promise.due_at, zone),
        "seconds": promise.within,
        "ledger": ledger(promise.ledger, zone),
    }


def ledger(entries: Iterable[LedgerEntry], zone: str) -> list[dict[str, object]]:
    """Return stretches of time in the zone, each with what it counted and why."""
    return [
        {
            "start_at": show_moment(entry.start_at, zone),
            "end_at": show_moment(entry.end_at, zone),
            "counted": entry.counted,
            "why": entry.why,
        }
        for entry in entries
    ]
