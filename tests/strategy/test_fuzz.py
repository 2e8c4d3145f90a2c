"""Whatever stands in a file, the loader answers with a strategy or with findings at their places; it never breaks."""

import os
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.cli.bundles import gather
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.load import read
from switchboard.strategy.problems import BrokenStrategy, Problem, errors
from tests.strategy.small import SMALL, TEMPLATES

LONG: Final = bool(os.environ.get("SWITCHBOARD_LONG"))
ROUNDS: Final = 1_000 if LONG else 150
EXAMPLE: Final = gather(Path("deploy/strategies/example/strategy.yaml")).files["strategy.yaml"]
PIECES: Final = (
    *("{", "}", "[", "]", ",", ": ", "\n", "  ", "- ", "&a", "*a", "!!x", "---\n", "'", '"', "#", "|\n", "? ", "%", "\t"),
    *("null", "~", "1e400", "-1", "0", "99999999999999999999", "24:00-24:00", ">=4", "80%", "breach + 0m", "2026-02-30"),
    *("when", "kind", "incident", "route", "sla", "pause_while", "ladders", "need", "after", "(?i", "\x00", "\ud7ff", "🔥"),
)  # fmt: skip
quiet = settings(max_examples=ROUNDS, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def answered(text: str) -> tuple[Problem, ...]:
    """Return the findings; each must have a place in the file."""
    strategy, problems = read(Bundle({"strategy.yaml": text, **TEMPLATES}))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 2
    assert strategy is not None or errors(problems)
    for one in problems:
        assert one.line >= 1
        assert one.column >= 1
        assert one.file != "strategy.yaml" or one.line <= lines + text.count("\x85") + text.count("\u2028") + text.count("\u2029")  # fmt: skip
        assert str(one)
    return problems


@quiet
@given(st.binary(max_size=300))
def test_any_bytes_are_answered(raw: bytes) -> None:
    answered(raw.decode("utf-8", "replace"))


@quiet
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=40).map("".join))
def test_any_heap_of_yaml_is_answered(text: str) -> None:
    answered(text)


@quiet
@given(st.data(), st.sampled_from([SMALL, EXAMPLE]))
def test_a_strategy_with_a_piece_changed_is_answered_and_judges_or_is_refused(
    data: st.DataObject, text: str
) -> None:
    at = data.draw(st.integers(0, len(text)), "at")
    gone = data.draw(st.integers(0, 12), "gone")
    piece = data.draw(st.sampled_from(PIECES) | st.text(max_size=3), "piece")
    changed = f"{text[:at]}{piece}{text[at + gone :]}"

    problems = answered(changed)

    if text == SMALL:
        try:
            compile_bundle(Bundle({"strategy.yaml": changed, **TEMPLATES}))
        except BrokenStrategy as broken:
            assert errors(broken.problems)  # noqa: PT017 - either outcome is right
        else:
            assert not errors(problems)
