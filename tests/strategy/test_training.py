"""Training is repeatable, judges itself by what it hasn't seen, and refuses what it can't learn from."""

from collections import Counter
from itertools import product
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from services.cli.strategy import app
from switchboard.contracts.values import Kind
from switchboard.strategy.classifier import dump, guess
from switchboard.strategy.training import (
    FOLDS,
    Answer,
    Example,
    calibration_error,
    held_out,
    macro_f1,
    train,
)
from tests.strategy.conftest import EXAMPLE

THINGS = ("pump", "valve", "motor", "filter", "sensor", "hose")
EXAMPLES = [
    Example(frame.format(thing, day), kind, "en")
    for kind, frames in {
        Kind.INCIDENT: ("The {} is broken since {}", "our {} stopped on {}"),
        Kind.ORDER: ("We want to buy a {} by {}", "please deliver one {} on {}"),
        Kind.QUESTION: ("Which {} do you recommend for {}?", "what does a {} cost on {}?"),
    }.items()
    for frame, thing, day in product(frames, THINGS, ("Monday", "Friday"))
]
SHIPPED = EXAMPLE.parent / "examples.jsonl"


def shipped() -> list[Example]:
    return [msgspec.json.decode(line, type=Example) for line in SHIPPED.read_bytes().splitlines()]


def test_what_was_learned_holds_for_what_was_not_seen() -> None:
    model, answers = train(EXAMPLES)

    assert macro_f1(answers) > 0.9
    assert guess(model, "The gearbox is broken since Sunday").kind is Kind.INCIDENT
    assert guess(model, "We want to buy a gearbox").kind is Kind.ORDER


def test_the_order_of_the_examples_makes_no_difference() -> None:
    assert dump(train(EXAMPLES)[0]) == dump(train(EXAMPLES[::-1])[0])


def test_every_example_is_answered_once_by_a_model_that_has_not_seen_it() -> None:
    _, answers = train(EXAMPLES)
    parts = [unseen for _, unseen in held_out(EXAMPLES)]

    assert len(parts) == FOLDS
    assert Counter(one.example for one in answers) == Counter(EXAMPLES)
    assert Counter(one for part in parts for one in part) == Counter(EXAMPLES)
    assert {model.examples + len(unseen) for model, unseen in held_out(EXAMPLES)} == {len(EXAMPLES)}


def test_each_step_is_told() -> None:
    told: list[None] = []

    train(EXAMPLES, lambda: told.append(None))

    assert len(told) == FOLDS + 1


@pytest.mark.parametrize(
    "examples", [[], EXAMPLES[:24], [*EXAMPLES, Example("Too dear!", Kind.COMPLAINT)]]
)
def test_too_little_to_learn_from_is_refused(examples: list[Example]) -> None:
    with pytest.raises(ValueError, match="two kinds at least, and 5 examples of each"):
        train(examples)


def answer(right: Kind, said: Kind, sure: float) -> Answer:
    return Answer(Example("…", right), said, sure)


def test_f1_is_the_mean_over_the_kinds_however_rare() -> None:
    answers = [answer(Kind.ORDER, Kind.ORDER, 1.0)] * 8 + [
        answer(Kind.INCIDENT, Kind.ORDER, 1.0),
        answer(Kind.INCIDENT, Kind.INCIDENT, 1.0),
    ]

    assert macro_f1(answers) == pytest.approx((16 / 17 + 2 / 3) / 2)
    assert macro_f1([]) == 0


def test_who_is_right_as_often_as_sure_is_calibrated() -> None:
    right, wrong = answer(Kind.ORDER, Kind.ORDER, 0.8), answer(Kind.ORDER, Kind.INCIDENT, 0.8)

    assert calibration_error([right] * 4 + [wrong]) == pytest.approx(0.0)
    assert calibration_error([wrong]) == pytest.approx(0.8)


def test_the_shipped_model_is_what_the_shipped_examples_teach() -> None:
    model, answers = train(shipped())
    drifted = "train it again: switchboard strategy train"

    assert dump(model) == (EXAMPLE.parent / "model.json").read_text("utf-8"), drifted
    assert macro_f1(answers) > 0.7
    assert calibration_error(answers) < 0.1


def test_the_shipped_examples_cover_every_kind_in_every_language() -> None:
    times = Counter((one.kind, one.language) for one in shipped())

    assert set(times) == set(product(Kind, ("en", "de", "id")))
    assert min(times.values()) >= 30
    assert len(shipped()) == len({one.text for one in shipped()}) >= 600


def test_the_command_writes_the_model_and_says_how_well_it_does(tmp_path: Path) -> None:
    examples, out = tmp_path / "examples.jsonl", tmp_path / "model.json"
    examples.write_bytes(b"\n".join(map(msgspec.json.encode, EXAMPLES)) + b"\n\n")

    ran = CliRunner().invoke(
        app, ["train", str(EXAMPLE), "--examples", str(examples), "--out", str(out)]
    )

    assert (ran.exit_code, ran.exception) == (0, None)
    assert out.read_text("utf-8") == dump(train(EXAMPLES)[0])
    assert f"{len(EXAMPLES)} examples" in ran.stdout
    assert "calibration" in ran.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"text": "hello"}\n', "examples.jsonl:1: Object missing required field `kind`"),
        ('{"text": "hello", "kind": "praise"}\n', "Invalid enum value 'praise'"),
        ("", "two kinds at least"),
    ],
)
def test_examples_that_cannot_be_read_are_told_with_their_line(
    tmp_path: Path, text: str, said: str
) -> None:
    examples = tmp_path / "examples.jsonl"
    examples.write_text(text, "utf-8")

    ran = CliRunner().invoke(
        app, ["train", str(EXAMPLE), "--examples", str(examples), "--out", str(tmp_path / "m")]
    )

    assert said in str(ran.exception)
    assert not (tmp_path / "m").exists()
