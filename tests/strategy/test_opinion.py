"""The classifier speaks only where words leave doubt, never against clear ones, and its say is told."""

import msgspec
import pytest

from switchboard.contracts.judgement import Judgement, Reason
from switchboard.contracts.values import Kind
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.classifier import Model, dump
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.judge import judge
from switchboard.strategy.load import check
from switchboard.strategy.program import Program
from switchboard.strategy.trained import model_file
from tests.strategy.small import MONDAY_NINE, SMALL, bundle, changed, inquiry

MODEL = Model(
    kinds=(Kind.COMPLAINT, Kind.INCIDENT, Kind.ORDER),
    steepness=1.0,
    weights={
        "zip": (-3000, 6000, -3000),
        "zap": (-3000, -3000, 6000),
        "zoo": (6000, -3000, -3000),
        "hum": (-100, 500, -400),
    },
)


def with_model(*changes: tuple[str, str], model: str = dump(MODEL)) -> Bundle:
    said = ("  evidence:\n", "  classifier: {model: m.json, minimum: 0.8}\n  evidence:\n")
    return Bundle({**bundle(changed(said, *changes)).files, "m.json": model})


def judged(text: str, *changes: tuple[str, str]) -> Judgement:
    return judge(compile_bundle(with_model(*changes)), inquiry(text), MONDAY_NINE)


def test_clear_words_are_not_put_to_the_classifier() -> None:
    found = judged("It is broken, zap zap.")

    assert found.kind is Kind.INCIDENT
    assert [one.id for one in found.evidence] == ["fault"]


def test_the_classifier_fills_in_where_words_say_nothing() -> None:
    found = judged("It went zip.")

    assert (found.kind, found.rule, found.reason) == (Kind.INCIDENT, "faults", Reason.RULE_MATCHED)
    assert (found.triage, found.kind_confidence) == (False, 1.0)


def test_its_say_is_evidence_with_what_made_it_and_where_that_stands() -> None:
    said = "Söhne, es macht ZIP."

    found = judged(said)

    first, group = found.evidence
    assert (first.id, first.source, first.fact) == ("classifier", "classifier", "kind=incident")
    assert (first.weight, first.start) == (1.0, None)
    assert (group.id, group.source) == ("classifier:zip", "classifier")
    assert f"\n{said}"[group.start : group.end] == "ZIP"


def test_what_it_is_not_sure_of_stays_in_triage_as_a_best_guess() -> None:
    found = judged("It hums.")

    assert (found.kind, found.triage, found.reason) == (Kind.INCIDENT, True, Reason.WEAK_EVIDENCE)
    assert found.kind_confidence < 0.8
    assert found.department == "desk"


TIE = "broken, order"


def test_tied_words_without_its_word_go_to_triage() -> None:
    plain = judge(compile_bundle(bundle()), inquiry(TIE), MONDAY_NINE)

    assert (plain.triage, plain.reason) == (True, Reason.CONFLICTING_EVIDENCE)


@pytest.mark.parametrize(("sound", "kind"), [("zip", Kind.INCIDENT), ("zap", Kind.ORDER)])
def test_it_parts_kinds_that_words_tie(sound: str, kind: Kind) -> None:
    found = judged(f"{TIE}, {sound}")

    assert (found.kind, found.triage) == (kind, False)


def test_of_tied_kinds_it_can_choose_no_third() -> None:
    found = judged(f"{TIE}, zoo zoo")

    assert (found.triage, found.reason) == (True, Reason.CONFLICTING_EVIDENCE)
    assert found.kind is not Kind.COMPLAINT


def test_weak_words_lean_it() -> None:
    weak = ("kind: incident}, weight: 3", "kind: incident}, weight: 1.5")

    assert judged("hum").triage
    assert judged("hum, broken", weak).kind_confidence > judged("hum").kind_confidence


def test_a_strategy_without_a_model_asks_nobody() -> None:
    said = ("  evidence:\n", "  classifier: {model: none}\n  evidence:\n")
    program = compile_bundle(bundle(changed(said)))

    assert program.model is None
    assert judge(program, inquiry("zip"), MONDAY_NINE).triage


def test_the_model_is_part_of_the_strategys_id() -> None:
    other = dump(msgspec.structs.replace(MODEL, steepness=2.0))

    assert (
        compile_bundle(with_model()).strategy_id
        != compile_bundle(with_model(model=other)).strategy_id
    )


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "there is no file m.json beside the strategy"),
        ({"m.json": "{}"}, "the classifier can't be used: Object missing required field"),
        ({"m.json": dump(MODEL)}, None),
    ],
)
def test_a_model_that_cannot_be_used_is_told_where_it_is_named(
    files: dict[str, str], said: str | None
) -> None:
    whole = with_model().files
    del whole["m.json"]

    found = [str(one) for one in check(Bundle({**whole, **files}))]

    assert [one.split()[0] + " " + one.split()[1] for one in found] == (
        ["strategy.yaml:11:23 E509"] if said else []
    )
    assert said is None or said in found[0]


@pytest.mark.parametrize("named", ["../m.json", "/etc/m.json", "m.txt", "a/b.json", ".json", "[m]"])
def test_a_model_stands_beside_the_strategy_and_nowhere_else(named: str) -> None:
    text = changed(("  evidence:\n", f"  classifier: {{model: {named}}}\n  evidence:\n"))

    assert model_file(text) is None
    assert [one.code for one in check(bundle(text))] == ["E103"]


def test_the_file_of_the_model_is_known_before_the_strategy_is_sound() -> None:
    assert model_file("understand: {classifier: {model: m.json}}") == "m.json"
    assert model_file(SMALL) is None
    assert model_file("understand: [") is None
    assert model_file("understand: 3") is None


def test_the_example_guesses_alike_each_time(example: Program) -> None:
    text = "Unser Teil macht seit gestern komische Sachen"
    first, again = (judge(example, inquiry(text), MONDAY_NINE) for _ in range(2))

    assert first == again
    assert first.evidence[0].source == "classifier"
