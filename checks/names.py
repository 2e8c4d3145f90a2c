"""Names and habits that a reader here never meets: catch-all modules, bare suppressions, class trees. Pure."""

import ast
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

CATCH_ALL = frozenset({"utils", "util", "helpers", "helper", "common", "core", "base", "misc"})
EMPTY_SUFFIX = re.compile(r"(Manager|Handler|Factory|Builder|Processor|Service)$")
SUPPRESSION = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[a-z, -]+\])?)(?P<why>.*)"
)
SHAPELESS = re.compile(r"\bdict\[str, Any\]")
SHAPELESS_ALLOWED = re.compile(r"(^tests/|codec|http)")
OURS = ("switchboard", "services", "tests", "checks", "deploy")


def faults(files: Mapping[str, str]) -> list[str]:
    """Return what a file says that it should not, a line each."""
    return [fault for path, text in files.items() for fault in _faults(path, text)]


def _faults(path: str, text: str) -> list[str]:
    stem = PurePosixPath(path).stem
    found = (
        [f"{path}: {stem!r} names no subject; say what it is about"] if stem in CATCH_ALL else []
    )
    for number, line in enumerate(text.splitlines(), 1):
        found += [f"{path}:{number}: {fault}" for fault in _line_faults(path, line)]
    tree = ast.parse(text, path)
    ours = _our_classes(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            found += [f"{path}:{node.lineno}: {fault}" for fault in _class_faults(node, ours)]
    return found


def _line_faults(path: str, line: str) -> list[str]:
    found = []
    if (silenced := SUPPRESSION.search(line)) and not re.search(r"\w", silenced["why"]):
        found.append("a suppression carries its reason: # noqa: CODE  (because …)")
    if SHAPELESS.search(line) and not SHAPELESS_ALLOWED.search(path):
        found.append("a dict of Any has no shape; say which fields there are")
    return found


def _class_faults(node: ast.ClassDef, ours: set[str]) -> list[str]:
    found = []
    if EMPTY_SUFFIX.search(node.name):
        found.append(f"{node.name} says how, not what; name the thing itself")
    found += [
        f"{node.name} inherits from our own {base.id}; compose instead"
        for base in node.bases
        if isinstance(base, ast.Name) and base.id in ours
    ]
    return found


def _our_classes(tree: ast.Module) -> set[str]:
    """Return the names in a file that may stand for a class of ours."""
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OURS:
            names |= {alias.asname or alias.name for alias in node.names}
    return names
