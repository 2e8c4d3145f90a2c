"""Sizes: how long files and functions are, and how many lines of tests stand beside the source. Pure."""

import ast
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

FILE_LIMIT = 300
FUNCTION_LIMIT = 50
SOURCES = ("switchboard/", "services/")
TESTS = ("tests/",)


class Function(NamedTuple):
    """One function: where it begins and how many lines it has, decorators left out."""

    path: str
    line: int
    name: str
    lines: int


def functions(path: str, text: str) -> list[Function]:
    """Return every function and method of a file, nested ones too."""
    return [
        Function(path, node.lineno, node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(text, path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def faults(files: Mapping[str, str]) -> list[str]:
    """Return what is larger than it may be, and whether tests are fewer than source, a line each."""
    found = [
        f"{path}: {lines} lines, at most {FILE_LIMIT}: cut it where the subject changes"
        for path, lines in _lines(files).items()
        if lines > FILE_LIMIT
    ]
    found += [
        f"{one.path}:{one.line}: {one.name} has {one.lines} lines, at most {FUNCTION_LIMIT}"
        for path, text in files.items()
        for one in functions(path, text)
        if one.lines > FUNCTION_LIMIT
    ]
    if ratio_of_tests(files) < 1:
        found.append(f"tests: {ratio_of_tests(files):.2f} lines a line of source, at least 1")
    return found


def ratio_of_tests(files: Mapping[str, str]) -> float:
    """Return how many lines of tests there are for each line of source."""
    lines = _lines(files)
    source = sum(count for path, count in lines.items() if path.startswith(SOURCES))
    tests = sum(count for path, count in lines.items() if path.startswith(TESTS))
    return tests / source if source else math.inf


def summary(files: Mapping[str, str]) -> str:
    """Return the figures that aren't enforced, in one line."""
    written = [count for count in _lines(files).values() if count]  # an empty __init__ is no file
    bodies = [one.lines for path, text in files.items() for one in functions(path, text)]
    return (
        f"files: median {share(written, 0.5)}, largest {max(written, default=0)} lines (goal 120, limit 300); "
        f"functions: median {share(bodies, 0.5)}, 90 % within {share(bodies, 0.9)}, "
        f"largest {max(bodies, default=0)} lines (goal 8 and 25, limit 50); "
        f"tests: {ratio_of_tests(files):.2f} lines a line of source"
    )


def share(sizes: Sequence[int], part: float) -> int:
    """Return the size that `part` of `sizes` do not exceed; 0 where there are none."""
    return sorted(sizes)[max(0, math.ceil(part * len(sizes)) - 1)] if sizes else 0


def _lines(files: Mapping[str, str]) -> dict[str, int]:
    return {path: len(text.splitlines()) for path, text in files.items()}
