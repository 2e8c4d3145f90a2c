"""Where findings are written down while a strategy is checked: each with its place in the file."""

from collections.abc import Iterable
from typing import Final

from switchboard.strategy.bundle import STRATEGY_FILE
from switchboard.strategy.problems import Problem, did_you_mean
from switchboard.strategy.source import Node, walk, walk_to_key

_SECTIONS: Final = {
    "department": ("departments",),
    "calendar": ("calendars",),
    "SLA": ("sla",),
    "playbook": ("playbooks",),
    "ladder": ("ladders",),
    "skill": ("skills",),
    "relationship": ("customers", "relationships"),
}
"""Where things are declared that others refer to."""


class Sheet:
    """The findings so far."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.problems: list[Problem] = []

    def say(self, code: str, message: str, *path: str | int) -> None:
        """Note a finding at the value that `path` leads to."""
        self.problems.append(Problem(STRATEGY_FILE, *walk(self.node, path), code, message))

    def say_of_key(self, code: str, message: str, *path: str | int) -> None:
        """Note a finding at the key that ends `path`."""
        place = walk_to_key(self.node, path[:-1], str(path[-1]))
        self.problems.append(Problem(STRATEGY_FILE, *place, code, message))

    def need(self, what: str, name: str | None, declared: Iterable[str], *path: str | int) -> None:
        """Note it where `name` refers to nothing that is declared."""
        known = list(declared)
        if name is not None and name not in known:
            self.say(
                "E201", f'{what} "{name}" is not declared{self._instead(what, name, known)}', *path
            )

    def need_key(self, what: str, name: str, declared: Iterable[str], *path: str | int) -> None:
        """Note that the key that ends `path` refers to nothing that is declared."""
        told = f'{what} "{name}" is not declared{self._instead(what, name, list(declared))}'
        self.say_of_key("E201", told, *path)

    def line_of_key(self, *path: str | int) -> int:
        """Return the line of the key that ends `path`."""
        return walk_to_key(self.node, path[:-1], str(path[-1]))[0]

    def _instead(self, what: str, name: str, known: list[str]) -> str:
        hint = did_you_mean(name, known)
        close = hint.removeprefix("; did you mean ").removesuffix("?")
        if what in _SECTIONS and close in known:
            return f"{hint.removesuffix('?')} (line {self.line_of_key(*_SECTIONS[what], close)})?"
        return hint
