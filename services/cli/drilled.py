"""How far an exercise has come, as its case shows it: each step, and what stands in its way. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from services.router.alarm import alert_id
from switchboard.contracts.case import ClockRun, ClockState, Passing
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.reference import parse_reference
from switchboard.contracts.values import Clock, Recipient, Seconds
from switchboard.strategy.moments import parse_moment

_WATCHED: Final = (Clock.FIRST_RESPONSE, Clock.RESOLVE)
"""The first of these that the SLA promises is the one whose ladder is climbed."""
_STANDS_IN_THE_WAY: Final = frozenset(
    {Passing.UNREACHABLE, Passing.SILENCED, Passing.PAUSED, Passing.OVERTAKEN, Passing.ACKNOWLEDGED}
)
_LOST: Final = frozenset({Outcome.FAILED, Outcome.SUPPRESSED, Outcome.UNKNOWN})
_MOST_TIMES: Final = 3


class Step(NamedTuple):
    """One thing that an exercise shows."""

    step: str
    done: bool = False
    failed: bool = False
    """It can't come about any more."""
    said: str = ""


Shown = Mapping[str, Any]


def steps(case: Shown | None) -> list[Step]:
    """Return every step as it stands."""
    if case is None:
        return [Step("routed"), Step("acknowledged"), Step("the ladder")]
    routed = Step("routed", done=True, said=f"{case['department']}, by rule {_rule(case)}")
    return [routed, _acknowledged(case["rest"]["acknowledgement"]), *_climbed(case)]


def _rule(case: Shown) -> str:
    decision = case["decision"] or {}
    return str(decision.get("rule", "none"))


def _acknowledged(told: Shown) -> Step:
    state, why = str(told["state"]), str(told.get("reason") or told.get("because") or "")
    said = f"{state}, {why}" if why else state
    return Step("acknowledged", state == Outcome.SENT, state in _LOST, said)


def _climbed(case: Shown) -> Iterator[Step]:
    run = next((one for name in _WATCHED for one in case["clocks"] if one["clock"] == name), None)
    if run is None:
        yield Step("the ladder", failed=True, said="the SLA promises no response")
        return
    asked = [one for one in run["stages"] if one["passing"] != Passing.NOT_ASKED]
    if not asked:
        yield Step("the ladder", failed=True, said="no step of it tells anybody")
    for stage in asked:
        yield _stage(case, run, stage)


def _stage(case: Shown, run: Shown, stage: Shown) -> Step:
    name = f"{str(run['clock']).replace('_', ' ')}, {stage['stage']}"
    told = [one for one in case["deliveries"] if _is_of(case, run, stage["stage"], one)]
    waits = [one for one in case["notices"] if _is_of(case, run, stage["stage"], one)]
    sent = [str(one["to"]) for one in told if one["outcome"] == Outcome.SENT]
    lost = [
        f"not {one['to']} ({one['reason'] or one['outcome']})"
        for one in told
        if one["outcome"] in _LOST
    ]
    said = ", ".join([*sent, *lost]) or str(stage["passing"] or "")
    # Whoever was told instead does not make up for one who can't be: that is what an exercise is for.
    barred = not sent and stage["passing"] in _STANDS_IN_THE_WAY
    return Step(name, bool(sent) and not lost and not waits, bool(lost) or barred, said)


def _is_of(case: Shown, run: Shown, stage: str, told: Shown) -> bool:
    """Tell whether a notice or its delivery is of an alert that was given at a stage."""
    reference = parse_reference(case["reference"])
    if reference is None:
        return False
    known, to = _run(run), Recipient(str(told.get("to") or ""))
    ids = (alert_id(reference, known, stage, to, again) for again in range(_MOST_TIMES))
    return told["notice_id"] in set(ids)


def _run(shown: Shown) -> ClockRun:
    """Return the run as far as alerts are named by it."""
    starts_at = parse_moment(shown["starts_at"], "UTC")
    return ClockRun(
        clock=Clock(shown["clock"]),
        state=ClockState.RUNNING,
        within=Seconds(0.0),
        starts_at=starts_at,
        due_at=starts_at,
    )
