"""A bundle to the strategy that it holds, or every problem that it has. Reads values, opens nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final, TypeAlias

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from switchboard.strategy import source
from switchboard.strategy.bundle import STRATEGY_FILE, Bundle
from switchboard.strategy.check import findings
from switchboard.strategy.mend import mended
from switchboard.strategy.model import Strategy
from switchboard.strategy.problems import BrokenStrategy, Problem, did_you_mean, errors
from switchboard.strategy.schema import known_keys
from switchboard.strategy.skills import Person

Path: TypeAlias = tuple[str | int, ...]

_STRATEGY: Final = TypeAdapter(Strategy)
_MADE_BY_MENDING: Final = frozenset({"E203", "E205", "E206", "E208", "E403", "E701"})
"""Something is empty, or not there, perhaps only because it was left out."""


def load(bundle: Bundle) -> Strategy:
    """Return the strategy. Raises BrokenStrategy with all that is wrong."""
    strategy, problems = read(bundle)
    if strategy is None or errors(problems):
        raise BrokenStrategy(problems)
    return strategy


def check(bundle: Bundle, staff: Sequence[Person] | None = None) -> tuple[Problem, ...]:
    """Return everything worth saying about the bundle, warnings included, in the order of the file.

    With the staff also what none of them can do.
    """
    return read(bundle, staff)[1]


def read(
    bundle: Bundle, staff: Sequence[Person] | None = None
) -> tuple[Strategy | None, tuple[Problem, ...]]:
    """Return the strategy as far as it can be read, and all problems."""
    problems: list[Problem] = []
    text = bundle.files.get(STRATEGY_FILE)
    if text is None:
        return None, (Problem(STRATEGY_FILE, 1, 1, "E001", f"the bundle holds no {STRATEGY_FILE}"),)
    node = source.parse(text, STRATEGY_FILE, problems)
    if node is None:
        return None, tuple(problems)
    try:
        strategy = _STRATEGY.validate_python(source.plain(node))
    except ValidationError as invalid:
        faults = invalid.errors(include_url=False)
        problems += [_problem(node, one) for one in faults]
        problems += _beyond(node, bundle, faults)
        return None, tuple(sorted(set(problems)))
    problems += findings(strategy, node, bundle, staff)
    return strategy, tuple(sorted(set(problems)))


def _beyond(node: source.Node, bundle: Bundle, faults: Sequence[ErrorDetails]) -> Iterator[Problem]:
    """Yield what else is wrong with a file, as far as its mistakes of shape let one see it."""
    plain = source.plain(node)
    if mended(plain, faults):
        with suppress(ValidationError):
            strategy = _STRATEGY.validate_python(plain)
            found = findings(strategy, node, bundle)
            yield from (one for one in errors(found) if one.code not in _MADE_BY_MENDING)


def _problem(node: source.Node, error: ErrorDetails) -> Problem:
    path: Path = error["loc"]
    if error["type"] == "extra_forbidden":
        key = str(path[-1])
        return Problem(
            STRATEGY_FILE, *source.walk_to_key(node, path[:-1], key), *_unknown(path[:-1], key)
        )
    if error["type"] == "missing":
        return Problem(
            STRATEGY_FILE, *source.walk(node, path[:-1]), "E102", f"{path[-1]} is missing here"
        )
    if path and path[-1] == "[key]":
        path = path[:-1]
        place = source.walk_to_key(node, path[:-1], str(path[-1]))
    else:
        place = source.walk(node, path)
    return Problem(STRATEGY_FILE, *place, "E103", _said(path, error))


def _unknown(path: Sequence[str | int], key: str) -> tuple[str, str]:
    return "E101", f"unknown key {key}{did_you_mean(key, known_keys(path))}"


_SAID: Final[Mapping[str, str]] = {
    "string_type": "must be text",
    "list_type": "must be a list",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "too_short": "must not be empty",
}


def _said(path: Path, error: ErrorDetails) -> str:
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "the file")
    if error["type"] == "value_error":
        return f"{name}: {error['ctx']['error']}" if "ctx" in error else error["msg"]
    if error["type"] in {"enum", "literal_error"}:
        given = error["input"]
        choices = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"{name}: {given!r} is not possible{did_you_mean(str(given), choices)}"
    if error["type"] == "string_pattern_mismatch":
        return f"{name}: {error['input']!r} does not fit; it must match {error['ctx']['pattern']}"
    return f"{name}: {_SAID.get(error['type'], error['msg'])}"
