"""`make eval`: how well the example strategy understands messages that it was neither written nor trained on.

Its own examples are judged by folds, each with a classifier that hasn't seen them; messages kept apart from them,
and public ones where they are at hand, with the classifier as it is. Nothing here is asserted; it prints.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from services.cli.bundles import gather
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.judge import judge
from switchboard.strategy.program import Program
from switchboard.strategy.training import Example, held_out
from tests.eval import figures
from tests.eval.figures import Answer
from tests.strategy.small import MONDAY_NINE, inquiry

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "deploy/strategies/example"
UNSEEN = Path(__file__).parent / "unseen.jsonl"
PUBLIC = ROOT.parent / "shared/testdata/classify/dev"


class _Public(msgspec.Struct, frozen=True):
    text: str
    source: str
    kind: str | None = None
    lang: str = ""
    label: str = ""


def main(public: Sequence[str]) -> None:
    """Print the tables."""
    program = compile_bundle(gather(EXAMPLE / "strategy.yaml"))
    own = list(_own(program))
    for language in program.strategy.organization.languages:
        _print(f"own examples, {language}", [one for one in own if one.language == language])
    _matrix("own examples", own)
    unseen = [_answer(program, one.text, one.kind, one.language) for one in _examples(UNSEEN)]
    for language in program.strategy.organization.languages:
        _print(f"unseen, {language}", [one for one in unseen if one.language == language])
    for path in [*map(Path, public), *sorted(PUBLIC.glob("*.jsonl"))]:
        for source, rows in _by_source(path):
            _print(f"{source} (public)", [_answer(program, *row) for row in rows])


def _own(program: Program) -> Iterator[Answer]:
    examples = _examples(EXAMPLE / "examples.jsonl")
    steepness = program.model.steepness if program.model else 1.0
    for model, unseen in held_out(examples):
        strict = replace(program, model=replace(model, steepness=steepness))
        for one in unseen:
            yield _answer(strict, one.text, one.kind, one.language)


def _examples(file: Path) -> list[Example]:
    return [msgspec.json.decode(line, type=Example) for line in file.read_bytes().splitlines()]


def _answer(program: Program, text: str, kind: str, language: str) -> Answer:
    found = judge(program, inquiry(text, language=""), MONDAY_NINE)
    return Answer(kind, found.kind, found.kind_confidence, found.triage, language, found.language)


def _by_source(path: Path) -> Iterable[tuple[str, list[tuple[str, str, str]]]]:
    sources: dict[str, list[tuple[str, str, str]]] = {}
    for line in path.read_bytes().splitlines():
        one = msgspec.json.decode(line, type=_Public)
        if one.kind:
            source = one.source.replace("/", " ").split()[0]
            sources.setdefault(source, []).append((one.text, one.kind, one.lang))
    return sources.items()


def _print(title: str, answers: Sequence[Answer]) -> None:
    said = [
        f"{len(answers)} messages",
        f"macro-F1 {figures.macro_f1(answers):.3f}",
        f"right if not in triage {figures.precision(answers):.3f}",
        f"triage {figures.share(one.triage for one in answers):.1%}",
        f"language {figures.share(one.language == one.heard for one in answers):.1%}",
        f"calibration error {figures.calibration_error(answers):.3f}",
    ]
    Console(highlight=False).print(f"[bold]{title}[/bold]: " + ", ".join(said), soft_wrap=True)


def _matrix(title: str, answers: Sequence[Answer]) -> None:
    told = figures.confusion(answers)
    table = Table("is \\ said", *told, title=title)
    for kind, row in told.items():
        table.add_row(kind, *map(str, row.values()))
    Console(highlight=False).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
