"""The example strategy understands customers whom it was neither written for nor trained on, in all its languages."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from services.cli.bundles import gather
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.judge import judge
from switchboard.strategy.program import Program
from switchboard.strategy.training import Example
from tests.eval.figures import Answer, macro_f1, precision, share
from tests.strategy.conftest import EXAMPLE
from tests.strategy.small import MONDAY_NINE, inquiry

UNSEEN = [
    msgspec.json.decode(line, type=Example)
    for line in (Path(__file__).parent / "unseen.jsonl").read_bytes().splitlines()
]
SHIPPED = EXAMPLE.parent / "examples.jsonl"


@pytest.fixture(scope="module")
def shipped() -> Program:
    return compile_bundle(gather(EXAMPLE))


def answers(program: Program, language: str) -> Sequence[Answer]:
    told = [(one, judge(program, inquiry(one.text, language=""), MONDAY_NINE)) for one in UNSEEN]
    return [
        Answer(one.kind, said.kind, said.kind_confidence, said.triage, one.language, said.language)
        for one, said in told
        if one.language == language
    ]


def test_the_unseen_messages_are_unseen() -> None:
    known = {
        msgspec.json.decode(line, type=Example).text for line in SHIPPED.read_bytes().splitlines()
    }

    assert not known & {one.text for one in UNSEEN}


@pytest.mark.parametrize("language", ["en", "de", "id"])
def test_strangers_are_understood_or_sent_to_people(shipped: Program, language: str) -> None:
    told = answers(shipped, language)

    assert len(told) == 84
    assert macro_f1(told) >= 0.85
    assert precision(told) >= 0.92
    assert share(one.triage for one in told) <= 0.25
    assert share(one.language == one.heard for one in told) >= 0.97
