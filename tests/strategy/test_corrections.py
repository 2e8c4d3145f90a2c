"""What staff say of real messages teaches the classifier, and more than an example does."""

import re
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from services.cli.recorded import line, rests_of
from services.cli.strategy import app
from switchboard.contracts.case import Case, Cause, Contact, Decision
from switchboard.contracts.judgement import Judgement
from switchboard.contracts.values import Channel, Kind, Reference, Status, StrategyId, UnixSeconds
from switchboard.strategy.classifier import guess, parse_model
from switchboard.strategy.judge import judge
from switchboard.strategy.training import CORRECTION, Example, train, with_corrections
from tests.strategy.conftest import EXAMPLE
from tests.strategy.small import MONDAY_NINE, inquiry, program
from tests.strategy.test_training import EXAMPLES

CHANGED_MIND = "the zorblax of hall {} is wobbling"
CORRECTIONS = [Example(CHANGED_MIND.format(n), Kind.QUESTION, "en") for n in range(3)]


def test_a_correction_counts_for_several_examples() -> None:
    alike = [Example(CHANGED_MIND.format(n), Kind.ORDER, "en") for n in range(3, 7)]
    taught, _ = train(with_corrections([*EXAMPLES, *alike], CORRECTIONS))
    shown, _ = train([*EXAMPLES, *alike, *CORRECTIONS])

    assert CORRECTION > 1
    assert guess(taught, CHANGED_MIND.format(9)).kind is Kind.QUESTION
    assert guess(shown, CHANGED_MIND.format(9)).kind is Kind.ORDER


def test_a_correction_stands_in_the_place_of_an_example_with_its_text() -> None:
    wrong = Example(CORRECTIONS[0].text, Kind.ORDER, "en")

    together = with_corrections([wrong, EXAMPLES[0]], CORRECTIONS[:1])

    assert [(one.text, one.kind, one.weight) for one in together] == [
        (EXAMPLES[0].text, EXAMPLES[0].kind, 1),
        (CORRECTIONS[0].text, Kind.QUESTION, CORRECTION),
    ]


def judged(text: str) -> Judgement:
    return judge(program(), inquiry(text), MONDAY_NINE)


def case_of(*decisions: Decision) -> Case:
    reference = Reference("K7Q2M9XD")
    contact = Contact(
        inquiry_id=inquiry("").inquiry_id,
        reference=reference,
        channel=Channel.EMAIL,
        received_at=MONDAY_NINE,
        accepted_at=MONDAY_NINE,
    )
    return Case(
        reference=reference,
        version=len(decisions),
        status=Status.OPEN,
        cause=Cause(type="inquiry.received", id="i", at=MONDAY_NINE),
        opened_at=MONDAY_NINE,
        changed_at=MONDAY_NINE,
        subject="",
        language="en",
        department="desk",
        priority=decisions[0].judgement.priority,
        strategy_id=StrategyId("s"),
        inquiries=(contact,),
        decisions=decisions,
    )


def decision(kind: Kind, by: str = "") -> Decision:
    made = msgspec.structs.replace(judged("The order is broken"), kind=kind)
    return Decision(
        at=UnixSeconds(MONDAY_NINE), inquiry_id=inquiry("").inquiry_id, judgement=made, by=by
    )


def test_history_tells_what_the_strategy_said_and_what_staff_said_last() -> None:
    case = case_of(
        decision(Kind.ORDER), decision(Kind.QUESTION, "a.meier"), decision(Kind.INCIDENT, "a.meier")
    )
    said = inquiry("The order is broken")

    told = line(said, rests_of(case)[said.inquiry_id])

    assert isinstance(told["decision"], dict)
    assert told["decision"]["kind"] == Kind.ORDER
    assert told["staff_kind"] == Kind.INCIDENT


def test_history_is_silent_where_staff_said_nothing() -> None:
    said = inquiry("The order is broken")

    assert "staff_kind" not in line(said, rests_of(case_of(decision(Kind.ORDER)))[said.inquiry_id])


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    file = tmp_path / "examples.jsonl"
    file.write_bytes(b"\n".join(map(msgspec.json.encode, EXAMPLES)))
    return file


def trained(examples: Path, history: str) -> Result:
    file, out = examples.with_name("history.jsonl"), examples.with_name("model.json")
    file.write_text(history, "utf-8")
    words = ["--examples", str(examples), "--corrections", str(file), "--out", str(out)]
    return CliRunner().invoke(app, ["train", str(EXAMPLE), *words])


def test_the_command_learns_from_the_corrections_in_a_history(examples: Path) -> None:
    said = [
        {
            "id": n,
            "subject": "zorblax",
            "text": f"it wobbles in hall {n}",
            "staff_kind": "complaint",
        }
        for n in range(6)
    ]
    silent = {"id": 9, "text": "nobody said what this is", "decision": None}

    ran = trained(examples, "\n".join(msgspec.json.encode(one).decode() for one in [*said, silent]))
    model = parse_model(examples.with_name("model.json").read_text("utf-8"))

    assert (ran.exit_code, ran.exception) == (0, None)
    assert re.search(rf"{len(EXAMPLES) + 6} examples \(6 corrections among them\)", ran.stdout)
    assert guess(model, "zorblax wobbles again").kind is Kind.COMPLAINT


def test_a_history_that_cannot_be_read_is_told_with_its_line(examples: Path) -> None:
    ran = trained(examples, '{"text": "a"}\n{"text": "b", "staff_kind": "praise"}\n')

    assert "history.jsonl:2: Invalid enum value 'praise'" in str(ran.exception)
