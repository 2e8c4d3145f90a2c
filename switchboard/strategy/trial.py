"""The tests that a strategy carries, run by their own clock: what was expected, and what came."""

from collections.abc import Iterator

import msgspec

from switchboard.contracts.judgement import Judgement, Say
from switchboard.contracts.values import Clock, UnixSeconds
from switchboard.strategy.judge import judge
from switchboard.strategy.moments import parse_moment, show_moment
from switchboard.strategy.program import Program
from switchboard.strategy.samples import inquiry_of
from switchboard.strategy.trial_model import Trial
from switchboard.strategy.trial_terms import EXPECTED_BY


class Difference(msgspec.Struct, frozen=True):
    """One thing that came out otherwise."""

    what: str
    expected: str
    came: str


class Verdict(msgspec.Struct, frozen=True):
    """How one test went; passed where nothing differs."""

    name: str
    differences: tuple[Difference, ...]


def run(program: Program) -> Iterator[Verdict]:
    """Yield the verdict on each test of the file, in its order."""
    for trial in program.strategy.tests:
        yield Verdict(trial.name, tuple(_differences(program, trial)))


def _differences(program: Program, trial: Trial) -> Iterator[Difference]:
    zone = program.strategy.organization.timezone
    at = parse_moment(trial.at, zone)
    judged = judge(program, inquiry_of(trial.inquiry, at), at)
    came = _comparable(judged)
    for what, expected in trial.expect.model_dump(exclude_unset=True).items():
        wanted = set(expected) if isinstance(expected, list) else expected
        if what in EXPECTED_BY.values() and expected is not None:
            wanted = parse_moment(str(expected), zone)
        if came[what] != wanted:
            yield Difference(what, _shown(what, wanted, zone), _shown(what, came[what], zone))


def _comparable(judged: Judgement) -> dict[str, object]:
    due = {promise.clock: promise.due_at for promise in judged.promises}
    return {
        **{
            name: getattr(judged, name)
            for name in ("kind", "language", "stage", "priority", "department")
        },
        **{
            name: getattr(judged, name)
            for name in ("rule", "sla", "playbook", "assignee", "triage")
        },
        "signals": set(judged.signals),
        "inform": set(judged.inform),
        "acknowledge": judged.acknowledge is Say.DUE,
        **{
            EXPECTED_BY[clock]: due.get(clock)
            for clock in (Clock.ACKNOWLEDGE, Clock.FIRST_RESPONSE, Clock.RESOLVE)
        },
    }


def _shown(what: str, value: object, zone: str) -> str:
    match value:
        case float() if what.endswith("_by"):
            return show_moment(UnixSeconds(value), zone)
        case set():
            return ", ".join(sorted(map(str, value))) or "none"
        case None:
            return "none"
        case _:
            return str(value)
