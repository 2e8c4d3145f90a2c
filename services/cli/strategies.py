"""Strategies from their files: checked, tested, compiled; and what went wrong with them, for people and programs."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
import orjson
from rich.console import Console

from services.cli.bundles import gather
from services.cli.say import NO, CouldNot
from switchboard.strategy.approval import UNREADABLE
from switchboard.strategy.bundle import STRATEGY_FILE, Bundle
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.load import check as problems_of
from switchboard.strategy.problems import BrokenStrategy, Problem, Severity, errors
from switchboard.strategy.program import Program
from switchboard.strategy.schema import json_schema
from switchboard.strategy.skills import Person
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


def check(file: Path, directory: Path | None, *, notes: bool, as_json: bool) -> None:
    """Print every problem of the file, and what nobody of the directory's staff can do; notes only where asked for."""
    staff = _staff(directory) if directory else None
    try:
        problems = problems_of(gather(file), staff)
    except UnicodeDecodeError as fault:
        problems = (_undecoded(file, fault),)
    except OSError as fault:
        raise CouldNot(f"{fault.filename}: {fault.strerror}") from None
    wrong = errors(problems)
    if as_json:
        told = [_told(file, one) for one in problems]
        print(orjson.dumps({"ok": not wrong, "problems": told}).decode())
    else:
        for one in problems:
            if notes or one.severity is not Severity.NOTE:
                print(_placed(file, one))
        print(_summary(problems, notes=notes))
    if wrong:
        raise SystemExit(NO)


def _staff(directory: Path) -> list[Person]:
    try:
        text = directory.read_bytes().strip()
        if text.startswith(b"["):
            return msgspec.json.decode(text, type=list[Person])
        return [msgspec.json.decode(line, type=Person) for line in text.splitlines() if line]
    except OSError as fault:
        raise CouldNot(f"{directory}: {fault.strerror}") from None
    except msgspec.MsgspecError as fault:
        raise CouldNot(f"{directory}: {fault}") from None


def _undecoded(file: Path, fault: UnicodeDecodeError) -> Problem:
    """Return where a file of the strategy stops being UTF-8."""
    beside = sorted((file.parent / "templates").rglob("*"))
    held = (one for one in (file, *beside) if one.is_file() and one.read_bytes() == fault.object)
    found = next(held, file)
    before = fault.object[: fault.start].decode("utf-8", "replace")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    name = STRATEGY_FILE if found == file else found.relative_to(file.parent).as_posix()
    return Problem(name, line, column, UNREADABLE, f"not UTF-8: {fault.reason}")


def _summary(problems: Sequence[Problem], *, notes: bool) -> str:
    count = Counter(one.severity for one in problems)
    if not problems:
        return "Nothing to complain of."
    told = [one for one in Severity if count[one] or one is not Severity.NOTE]
    told_as = ", ".join(f"{count[one]} {one}{'s' * (count[one] != 1)}" for one in told)
    return f"{told_as} (--notes shows them)" if count[Severity.NOTE] and not notes else told_as


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
