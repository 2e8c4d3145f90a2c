"""A judgement for programs: the keys that users rely on, moments in RFC 3339. Says nothing that judging didn't find."""

from collections.abc import Iterable

import msgspec

from switchboard.contracts.judgement import Judgement, LedgerEntry, Promise, Say
from switchboard.strategy import prospect
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
        **ahead_as_json(program, judged, zone),
        "evidence": list(msgspec.to_builtins(judged.evidence)),
        "matched": [{"rule": one.rule, "because": list(one.because)} for one in judged.matched],
        "nearest_misses": [
            {"rule": one.rule, "missing": list(one.missing)} for one in judged.nearest_misses
        ],
    }


def ahead_as_json(program: Program, judged: Judgement, zone: str) -> dict[str, object]:
    """Return what lies ahead as long as nothing happens: who is told, what is to be done, what is promised next."""
    start = judged.promises[0].starts_at if judged.promises else None
    following = None if start is None else prospect.next_response(program, judged, start)
    return {
        "next_response": deadline(following, zone) if following else None,
        "stages": [_stage(one, zone) for one in prospect.ahead(program, judged)],
        "assignments": {
            "to": list(prospect.told_of_case(program, judged)),
            "together_every": prospect.together_every(program, judged),
        },
        "checklist": [
            {"task": one.do, "record": one.record, "by_customer": one.by_customer}
            for one in prospect.tasks(program, judged)
        ],
    }


def _stage(one: prospect.Ahead, zone: str) -> dict[str, object]:
    return {
        "promise": str(one.clock),
        "stage": one.stage,
        "at": show_moment(one.at, zone),
        "told_at": show_moment(one.told_at, zone),
        "to": list(one.to),
        "until_acknowledged": one.until_acknowledged,
        "repeat": {"every": one.every, "times": one.times} if one.every else None,
        "raise": one.raise_to and str(one.raise_to),
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
