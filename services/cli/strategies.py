"""Strategies from their files: checked, tested, compiled; and what went wrong with them, for people and programs."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
import orjson
from rich.console import Console

from services.cli.bundles import gather
from services.cli.say import NO, CouldNot
from switchboard.strategy.bundle import STRATEGY_FILE, Bundle
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.load import check as problems_of
from switchboard.strategy.problems import BrokenStrategy, Problem, Severity, errors
from switchboard.strategy.program import Program
from switchboard.strategy.schema import json_schema
from switchboard.strategy.trial import Verdict, run


def read(file: Path) -> Bundle:
    """Return the bundle of a strategy file."""
    try:
        return gather(file)
    except OSError as fault:
        raise CouldNot(f"{fault.filename}: {fault.strerror}") from None
    except UnicodeDecodeError as fault:
        raise CouldNot(f"{file}: a file of the strategy is not UTF-8: {fault.reason}") from None


def program_of(file: Path) -> Program:
    """Return the strategy, ready to judge."""
    try:
        return compile_bundle(read(file))
    except BrokenStrategy as broken:
        raise CouldNot(summed_up(file, broken)) from None


def summed_up(file: Path, broken: BrokenStrategy) -> str:
    """Return the first error, with its place, and where to see the others."""
    first, *rest = errors(broken.problems)
    more = f" (and {len(rest)} more: see switchboard strategy check {file})" if rest else ""
    return f"{_placed(file, first)}{more}"


def check(file: Path, *, as_json: bool) -> None:
    """Print every problem of the file."""
    problems = problems_of(read(file))
    wrong = errors(problems)
    if as_json:
        told = [_told(file, one) for one in problems]
        print(orjson.dumps({"ok": not wrong, "problems": told}).decode())
    else:
        for one in problems:
            print(_placed(file, one))
        print(_summary(problems))
    if wrong:
        raise SystemExit(NO)


def _summary(problems: Sequence[Problem]) -> str:
    count = Counter(one.severity for one in problems)
    if not count[Severity.ERROR] and not count[Severity.WARNING]:
        return "Nothing to complain of."
    told = [one for one in Severity if count[one] or one is not Severity.NOTE]
    return ", ".join(f"{count[one]} {one}{'s' * (count[one] != 1)}" for one in told)


def _path(file: Path, problem: Problem) -> str:
    return str(file if problem.file == STRATEGY_FILE else file.parent / problem.file)


def _placed(file: Path, problem: Problem) -> str:
    return str(msgspec.structs.replace(problem, file=_path(file, problem)))


def _told(file: Path, problem: Problem) -> dict[str, object]:
    return {
        "file": _path(file, problem),
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "severity": str(problem.severity),
        "message": problem.message,
    }


def run_tests(file: Path, *, as_json: bool) -> None:
    """Run the tests of the file and print what differs."""
    verdicts = list(run(program_of(file)))
    failed = [verdict for verdict in verdicts if verdict.differences]
    if as_json:
        told = msgspec.to_builtins(verdicts)
        print(orjson.dumps({"ok": not failed, "run": len(verdicts), "tests": told}).decode())
    else:
        _print(verdicts, len(failed))
    if failed:
        raise SystemExit(NO)


def _print(verdicts: Sequence[Verdict], failed: int) -> None:
    console = Console(highlight=False)
    for verdict in verdicts:
        mark = "[red]✗[/red]" if verdict.differences else "[green]✓[/green]"
        console.print(mark, end=" ")
        console.print(verdict.name, markup=False)
        for one in verdict.differences:
            console.print(f"    {one.what}: expected {one.expected}, came {one.came}", markup=False)
    console.print(f"{len(verdicts) - failed} of {len(verdicts)} tests passed")


def schema() -> None:
    """Print the JSON Schema of the grammar."""
    print(orjson.dumps(json_schema(), option=orjson.OPT_INDENT_2).decode())
