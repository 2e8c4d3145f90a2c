"""What a strategy says that this version carries and checks, and that nothing acts on yet: said, never silent."""

from collections.abc import Iterator
from typing import Final

from switchboard.strategy.sheet import Sheet
from switchboard.strategy.source import Node

_ANY: Final = "*"
WAITING: Final = (
    ("departments", _ANY, "overflow"),
    ("customers", "relationships", _ANY, "deputy"),
    ("route", _ANY, "to", "prefer"),
    ("route", _ANY, "need"),
    ("sla", _ANY, "weight"),
)
"""Keys that later parts of the product will act on. Take one out here when it comes to life."""

_Path = tuple[str | int, ...]


def check(sheet: Sheet) -> None:
    """Note each such key once, where it stands first."""
    for pattern in WAITING:
        path = next(_found(sheet.node, pattern), None)
        if path:
            told = f"{pattern[-1]} is kept and checked; nothing acts on it yet"
            sheet.say_of_key("N801", told, *path)


def _found(node: Node, pattern: tuple[str, ...]) -> Iterator[_Path]:
    """Yield the paths in the file that fit."""
    first, *rest = pattern
    for step, inner in _inside(node, first):
        if not rest:
            yield (step,)
        for path in _found(inner, tuple(rest)) if rest else ():
            yield (step, *path)


def _inside(node: Node, wanted: str) -> Iterator[tuple[str | int, Node]]:
    match node.value:
        case dict() as entries:
            yield from ((key, one) for key, one in entries.items() if wanted in {key, _ANY})
        case list() as items if wanted == _ANY:
            yield from enumerate(items)
        case _:
            return
