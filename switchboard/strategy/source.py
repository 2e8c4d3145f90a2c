"""YAML to plain values that know their line and column.

Every plain scalar stays text and only an empty one or `null` is none: a country `no`, a time `17:30` and a
version `1.10` mean what they say, and the model turns text into numbers where it wants numbers. Duplicate
keys, aliases, tags and depths that nobody writes by hand are problems, not surprises.
"""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import msgspec
import yaml

from switchboard.strategy.problems import Problem

MAX_DEPTH: Final = 40
MAX_NODES: Final = 500_000
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"


class Node(msgspec.Struct):
    """A value where it stands; lines and columns count from 1, as editors do."""

    line: int
    column: int
    value: "str | list[Node] | dict[str, Node] | None" = None
    keys: dict[str, tuple[int, int]] = {}
    """Where each key of a mapping stands."""


class _Refused(Exception):
    def __init__(self, event: yaml.Event, code: str, message: str) -> None:
        super().__init__(message)
        self.at = _place(event)
        self.code = code


def parse(text: str, file: str, problems: list[Problem]) -> Node | None:
    """Return the document; None, with the reason added to `problems`, where there is no reading it."""
    try:
        return _document(_Reader(text, file, problems))
    except _Refused as refused:
        problems.append(Problem(file, *refused.at, refused.code, str(refused)))
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problems.append(Problem(file, *at, "E001", f"not YAML: {fault.problem or fault.context}"))
    except (yaml.YAMLError, UnicodeError) as fault:
        problems.append(Problem(file, 1, 1, "E001", f"not YAML: {str(fault).splitlines()[0]}"))
    return None


class _Reader:
    """The events of one file, and how many values they have made."""

    def __init__(self, text: str, file: str, problems: list[Problem]) -> None:
        self.events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        self.file = file
        self.problems = problems
        self.nodes = 0


def _document(reader: _Reader) -> Node | None:
    root: Node | None = None
    for event in reader.events:
        match event:
            case yaml.DocumentStartEvent() if root is not None:
                raise _Refused(event, "E005", "one strategy a file: a second document starts here")
            case yaml.StreamStartEvent() | yaml.StreamEndEvent():
                pass
            case yaml.DocumentStartEvent() | yaml.DocumentEndEvent():
                pass
            case _:
                root = _node(reader, event, 0)
    if root is None:
        reader.problems.append(Problem(reader.file, 1, 1, "E001", "the file is empty"))
    return root


def _node(reader: _Reader, event: yaml.Event, depth: int) -> Node:
    reader.nodes += 1
    if depth > MAX_DEPTH or reader.nodes > MAX_NODES:
        raise _Refused(event, "E005", "deeper or longer than any strategy is")
    if getattr(event, "anchor", None) is not None:
        raise _Refused(event, "E003", "anchors and aliases (&, *) are not allowed: write it out")
    tag = getattr(event, "tag", None)
    if tag not in {None, "!"}:
        raise _Refused(event, "E004", f"tags are not allowed: {tag}")
    node = Node(*_place(event))
    match event:
        case yaml.ScalarEvent():
            node.value = None if event.implicit[0] and event.value in _NULL else event.value
        case yaml.SequenceStartEvent():
            node.value = _items(reader, depth)
        case _:
            node.value = _entries(reader, node, depth)
    return node


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _items(reader: _Reader, depth: int) -> list[Node]:
    items: list[Node] = []
    for event in reader.events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        items.append(_node(reader, event, depth + 1))
    return items


def _entries(reader: _Reader, mapping: Node, depth: int) -> dict[str, Node]:
    entries: dict[str, Node] = {}
    for event in reader.events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        key = _node(reader, event, depth + 1)
        value = _node(reader, next(reader.events), depth + 1)
        if not isinstance(key.value, str):
            reader.problems.append(
                Problem(reader.file, key.line, key.column, "E001", "a key must be text")
            )
        elif key.value in entries:
            line, _ = mapping.keys[key.value]
            again = f"{key.value} stands here twice; the first is on line {line}"
            reader.problems.append(Problem(reader.file, key.line, key.column, "E002", again))
        else:
            entries[key.value] = value
            mapping.keys[key.value] = (key.line, key.column)
    return entries


def plain(node: Node) -> Value:
    """Return the value without its places."""
    match node.value:
        case dict() as entries:
            return {key: plain(value) for key, value in entries.items()}
        case list() as items:
            return [plain(item) for item in items]
        case scalar:
            return scalar


def walk(node: Node, path: Sequence[str | int]) -> tuple[int, int]:
    """Return line and column of what `path` leads to, or of the nearest that encloses it."""
    at = (node.line, node.column)
    for step in path:
        match node.value:
            case dict() as entries if step in entries:
                node = entries[str(step)]
            case list() as items if isinstance(step, int) and step < len(items):
                node = items[step]
            case _:
                continue  # a step of the model's own, like a branch of a union
        at = (node.line, node.column)
    return at


def walk_to_key(node: Node, path: Sequence[str | int], key: str) -> tuple[int, int]:
    """Return line and column of a key of the mapping that `path` leads to."""
    for step in path:
        match node.value:
            case dict() as entries if step in entries:
                node = entries[str(step)]
            case list() as items if isinstance(step, int) and step < len(items):
                node = items[step]
            case _:
                continue
    return node.keys.get(key, (node.line, node.column))
