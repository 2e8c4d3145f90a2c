"""Whether a strategy may come into force: it compiles, and its own tests come out as they say. Pure."""

from collections.abc import Iterator
from typing import Final

from switchboard.strategy import source
from switchboard.strategy.bundle import STRATEGY_FILE, Bundle
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.problems import BrokenStrategy, Problem
from switchboard.strategy.program import Program
from switchboard.strategy.trial import Verdict, run

UNREADABLE: Final = "E006"
"""Of a file that isn't there, or isn't UTF-8."""

FAILED: Final = "E703"
"""Of a test that comes out otherwise."""


def approved(bundle: Bundle) -> Program:
    """Return the program. Raises BrokenStrategy with all that is wrong, failed tests included."""
    program = compile_bundle(bundle)
    if failed := tuple(_failed(bundle, program)):
        raise BrokenStrategy(failed)
    return program


def _failed(bundle: Bundle, program: Program) -> Iterator[Problem]:
    verdicts = list(run(program))
    if not any(verdict.differences for verdict in verdicts):
        return
    node = source.parse(bundle.files[STRATEGY_FILE], STRATEGY_FILE, [])
    for number, verdict in enumerate(verdicts):
        if verdict.differences and node is not None:
            place = source.walk(node, ("tests", number, "name"))
            yield Problem(STRATEGY_FILE, *place, FAILED, _said(verdict))


def _said(verdict: Verdict) -> str:
    differences = (
        f"{one.what}: expected {one.expected}, came {one.came}" for one in verdict.differences
    )
    return f'test "{verdict.name}" fails: {"; ".join(differences)}'
