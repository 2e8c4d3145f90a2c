"""What the contracts say of their fields: names, types and the words beneath them, read from the source.

Python forgets the docstring of a field; the source doesn't. Knows only classes that stand at the top of a module.
"""

import ast
import inspect
import sys
from functools import cache
from typing import NamedTuple

import msgspec


class Field(NamedTuple):
    """One field as a reader meets it."""

    name: str
    type: str
    needed: bool
    doc: str


def fields(kind: type[msgspec.Struct]) -> tuple[Field, ...]:
    """Return the fields of a contract in their order."""
    return tuple(
        Field(line.target.id, ast.unparse(line.annotation), line.value is None, doc)
        for line, doc in _documented(_class(kind))
        if isinstance(line.target, ast.Name)
    )


def about(kind: type[msgspec.Struct]) -> str:
    """Return what the contract as a whole says."""
    return ast.get_docstring(_class(kind)) or ""


def _documented(node: ast.ClassDef) -> list[tuple[ast.AnnAssign, str]]:
    after = [*node.body[1:], None]
    return [
        (line, _words(following))
        for line, following in zip(node.body, after, strict=True)
        if isinstance(line, ast.AnnAssign)
    ]


def _words(node: ast.stmt | None) -> str:
    match node:
        case ast.Expr(value=ast.Constant(value=str(words))):
            return " ".join(words.split())
        case _:
            return ""


@cache
def _class(kind: type[msgspec.Struct]) -> ast.ClassDef:
    tree = ast.parse(inspect.getsource(sys.modules[kind.__module__]))
    return next(
        node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == kind.__name__
    )
