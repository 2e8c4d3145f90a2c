"""`strategy train`: examples to the classifier's model, and how well it did on what it hadn't seen."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from services.cli.say import CouldNot, Wrong
from services.cli.strategies import read as bundle_of
from switchboard.contracts.values import Kind
from switchboard.strategy.classifier import Model, dump
from switchboard.strategy.load import read as strategy_of
from switchboard.strategy.training import (
    FOLDS,
    Answer,
    Example,
    calibration_error,
    macro_f1,
    with_corrections,
)
from switchboard.strategy.training import train as trained

_Form = TypeVar("_Form")


class _Noted(msgspec.Struct, frozen=True):
    """A line of history, as far as there is something to learn from it."""

    text: str = ""
    subject: str = ""
    language: str = ""
    staff_kind: Kind | None = None


def train(file: Path, examples: Path, corrections: Path | None, out: Path) -> None:
    """Write the model and print what the folds say of it."""
    minimum = _minimum(file)
    corrected = list(_corrections(corrections)) if corrections else []
    read = with_corrections(list(_lines(examples, Example)), corrected)
    model, answers = _trained(examples, read)
    try:
        out.write_text(dump(model), "utf-8")
    except OSError as fault:
        raise CouldNot(f"{out}: {fault.strerror}") from None
    _report(answers, minimum)
    said = f" ({len(corrected)} corrections among them)" if corrections else ""
    print(f"{out}: {len(read)} examples{said}, {len(model.weights)} letter groups")


def _minimum(file: Path) -> float:
    strategy, problems = strategy_of(bundle_of(file))
    if strategy is None:
        raise CouldNot(f"{file}: {problems[0].code} {problems[0].message}")
    said = strategy.understand.classifier  # Its model may be what is about to be made.
    return said.minimum if said else 0.0


def _trained(file: Path, read: Sequence[Example]) -> tuple[Model, tuple[Answer, ...]]:
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("Training", total=FOLDS + 1)
            return trained(read, lambda: progress.advance(task))
    except ValueError as fault:
        raise Wrong(f"{file}: {fault}") from None


def _corrections(history: Path) -> Iterator[Example]:
    """Yield what staff said of recorded inquiries; those that they said nothing of teach nothing."""
    for one in _lines(history, _Noted):
        text = f"{one.subject}\n{one.text}".strip()
        if one.staff_kind and text:
            yield Example(text, one.staff_kind, one.language)


def _lines(file: Path, form: type[_Form]) -> Iterator[_Form]:
    try:
        lines = file.read_bytes().splitlines()
    except OSError as fault:
        raise CouldNot(f"{file}: {fault.strerror}") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield msgspec.json.decode(line, type=form)
            except msgspec.DecodeError as fault:
                raise Wrong(f"{file}:{number}: {fault}") from None


def _report(answers: Sequence[Answer], minimum: float) -> None:
    table = Table(
        "language", "examples", "macro-F1", "sure enough", "right where sure", "calibration error"
    )
    for language in sorted({one.example.language for one in answers}):
        some = [one for one in answers if one.example.language == language]
        sure = [one for one in some if one.probability >= minimum]
        right = sum(one.kind is one.example.kind for one in sure)
        table.add_row(
            language or "unknown",
            str(len(some)),
            f"{macro_f1(some):.3f}",
            f"{len(sure) / len(some):.1%}",
            f"{right / (len(sure) or 1):.1%}",
            f"{calibration_error(some):.3f}",
        )
    Console(highlight=False).print(table)
