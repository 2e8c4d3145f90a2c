"""A strategy's own tests are run by their own clock, and what differs is told."""

from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.trial import Difference, Verdict, run
from tests.strategy.small import SMALL, bundle

TESTS = """tests:
  - name: broken things
    at: "2026-11-23T09:00:00"
    inquiry: {text: It is broken and on fire, subject: Help, tier: gold, deal: delivered, language: en, from: "tel:+49911123"}
    expect: {kind: incident, stage: post_deal, department: service, rule: gold-faults, triage: false, signals: [safety],
             acknowledge: false, first_response_by: "2026-11-23T17:00:00", acknowledge_by: "2026-11-23T08:05:00Z"}
  - name: what differs
    at: "2026-11-23T09:00:00"
    inquiry: {text: It is broken}
    expect: {kind: order, signals: [safety], first_response_by: "2026-11-23T11:00:00", resolve_by: "2026-11-23T11:00:00", assignee: a}
"""


def test_what_is_as_expected_passes_and_what_differs_is_told() -> None:
    fine, other = run(compile_bundle(bundle(SMALL + TESTS)))

    assert fine == Verdict("broken things", ())
    assert other == Verdict(
        "what differs",
        (
            Difference("kind", "order", "incident"),
            Difference("assignee", "a", "none"),
            Difference("signals", "safety", "none"),
            Difference(
                "first_response_by", "2026-11-23T11:00:00+01:00", "2026-11-23T10:00:00+01:00"
            ),
            Difference("resolve_by", "2026-11-23T11:00:00+01:00", "none"),
        ),
    )


def test_a_strategy_without_tests_runs_none() -> None:
    assert list(run(compile_bundle(bundle()))) == []


def test_nobody_can_be_expected_as_well_as_somebody() -> None:
    asked = "{text: The pump is broken, tier: gold, relationship: dedicated, dedicated: ana}"
    tests = f"""tests:
  - {{name: a, at: "2026-11-23T09:00:00", inquiry: {asked}, expect: {{assignee: null, resolve_by: null}}}}
"""

    (verdict,) = run(compile_bundle(bundle(SMALL + tests)))

    assert verdict.differences == (Difference("assignee", "none", "ana"),)
