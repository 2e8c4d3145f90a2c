"""What a file would say without its mistakes of shape, so that all else that is wrong is found in the same run.

A misspelt key is taken for the one that was meant, another unknown one and a value that doesn't fit for not there.
Where that would leave out what others refer to, there is no telling, and nothing is mended.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

from pydantic_core import ErrorDetails

from switchboard.strategy.problems import closest
from switchboard.strategy.schema import known_keys

Path: TypeAlias = tuple[str | int, ...]

_REFERRED: Final = frozenset(
    {
        "calendars",
        "departments",
        "customers",
        "ladders",
        "organization",
        "playbooks",
        "sla",
        "skills",
    }
)
"""Sections that declare what others refer to: their entries stay."""
_ENTRY: Final = 3
_NUMBERS: Final = frozenset(
    {"float_parsing", "float_type", "greater_than", "greater_than_equal", "less_than_equal"}
)
"""What is said of a number that doesn't fit: any other serves to read on."""


def mended(plain: object, faults: Sequence[ErrorDetails]) -> bool:
    """Mend a file's content in place; return whether that could be done, as far as one can see."""
    return all(_mended(plain, fault) for fault in faults if fault["type"] != "missing")


def _mended(plain: object, fault: ErrorDetails) -> bool:
    path: Path = fault["loc"]
    place = _at(plain, path[:-1])
    if not isinstance(place, dict) or path[-1] not in place:
        return False
    if fault["type"] == "extra_forbidden":
        value = place.pop(path[-1])
        meant = closest(str(path[-1]), known_keys(path[:-1]))
        if meant:
            place.setdefault(meant, value)
        return True
    if path[0] in _REFERRED and len(path) < _ENTRY:
        return False
    if fault["type"] in _NUMBERS:
        place[path[-1]] = "1"
    else:
        del place[path[-1]]
    return True


def _at(plain: object, path: Path) -> object:
    for step in path:
        if isinstance(plain, dict):
            plain = plain.get(step)
        elif isinstance(plain, list) and isinstance(step, int) and step < len(plain):
            plain = plain[step]
        else:
            return None
    return plain
