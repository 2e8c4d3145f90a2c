"""The kind is the heaviest evidence; too light or too close is a doubt with its reason, never a certainty."""

import pytest

from switchboard.contracts.judgement import Reason
from switchboard.contracts.values import Channel, Kind, Signal
from switchboard.strategy.judge import judge
from switchboard.strategy.program import Program
from switchboard.strategy.understand import (
    MAX_CAPTURED_LENGTH,
    MAX_EVIDENCE,
    language_of,
    understand,
)
from tests.strategy.small import MONDAY_NINE, inquiry, program


def weighing(*weights: tuple[str, float]) -> Program:
    """Return a strategy in which the channel decides: each kind has its weight for mail."""
    lines = "".join(
        f"    - {{id: e{number}, when: {{channel: email}}, fact: {{kind: {kind}}}, weight: {weight}}}\n"
        for number, (kind, weight) in enumerate(weights)
    )
    return program(("  evidence:\n", f"  minimum: 2\n  margin: 1\n  evidence:\n{lines}"))


@pytest.mark.parametrize(
    ("weights", "kind", "doubt"),
    [
        ([("order", 2)], Kind.ORDER, None),
        ([("order", 1.9)], Kind.ORDER, Reason.WEAK_EVIDENCE),
        ([("order", 1), ("order", 1)], Kind.ORDER, None),
        ([("order", 3), ("incident", 2)], Kind.ORDER, None),
        ([("order", 3), ("incident", 2.5)], Kind.ORDER, Reason.CONFLICTING_EVIDENCE),
        ([("order", 3), ("incident", 3)], Kind.ORDER, Reason.CONFLICTING_EVIDENCE),
        ([("incident", 2), ("order", 3)], Kind.ORDER, None),
        ([("incident", 1), ("order", 1)], Kind.INCIDENT, Reason.WEAK_EVIDENCE),
        ([("incident", 2), ("order", 2), ("order", 1.5)], Kind.ORDER, None),
    ],
)
def test_the_heaviest_kind_wins_where_it_is_heavy_and_clear_enough(
    weights: list[tuple[str, float]], kind: Kind, doubt: Reason | None
) -> None:
    meaning = understand(weighing(*weights), {"channel": (Channel.EMAIL,)})

    assert (meaning.kind, meaning.doubt) == (kind, doubt)


def test_confidence_grows_with_the_evidence_and_shrinks_with_what_speaks_against_it() -> None:
    sure = [
        understand(weighing(*weights), {"channel": (Channel.EMAIL,)}).confidence
        for weights in ([("order", 2)], [("order", 20)], [("order", 20), ("incident", 20)])
    ]

    assert sure == [0.667, 0.952, 0.476]


def test_a_signal_needs_no_kind() -> None:
    meaning = understand(
        program(("words: {en: [fire]}", "channel: phone")), {"channel": ("phone",)}
    )

    assert meaning.signals == (Signal.SAFETY,)
    assert (meaning.kind, meaning.doubt) == (Kind.QUESTION, Reason.WEAK_EVIDENCE)


def test_evidence_that_is_no_text_names_its_source() -> None:
    found = judge(weighing(("order", 4)), inquiry("hello"), MONDAY_NINE)

    assert [(one.id, one.start, one.source) for one in found.evidence] == [
        ("e0", None, "channel = email")
    ]


def test_only_the_weightiest_evidence_is_told_but_all_of_it_counts() -> None:
    many = weighing(*[("order", weight) for weight in range(1, 21)])

    found = judge(many, inquiry("hello"), MONDAY_NINE)

    assert [one.weight for one in found.evidence] == [
        float(weight) for weight in range(20, 20 - MAX_EVIDENCE, -1)
    ]
    assert found.kind_confidence > 0.99


def test_what_is_captured_is_cut_to_a_length_that_a_record_can_bear() -> None:
    found = judge(program(("(INV-\\d+)", "(INV-\\d+)")), inquiry("INV-" + "7" * 500), MONDAY_NINE)

    assert found.captured == {"invoice": "INV-" + "7" * (MAX_CAPTURED_LENGTH - 4)}


def test_the_place_of_evidence_is_the_customers_own_text() -> None:
    said = "½ Straße … ﬁx, dann ist sie Kaputt!"

    found = judge(program(), inquiry(said, subject="Größe"), MONDAY_NINE)

    [evidence] = found.evidence
    assert f"Größe\n{said}"[evidence.start : evidence.end] == "Kaputt"


@pytest.mark.parametrize(
    ("given", "language"),
    [("de", "de"), ("DE", "de"), ("de_AT", "de"), ("de-CH-1996", "de"), ("fr", "en"), ("", "en")],
)
def test_a_language_is_known_by_its_tag(given: str, language: str) -> None:
    assert language_of(program(), inquiry("12345", language=given), ()) == language
