"""Many conditions against the facts of one inquiry, all at once: one bit a condition in long integers.

A field (tier, kind …) holds, for each value, which conditions accept it, and which don't ask. So ten thousand
conditions cost a few dozen operations, and what failed in one field only is known exactly, not searched for.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import msgspec

Condition: TypeAlias = Mapping[str, tuple[str, ...]]
"""Field -> values of which any will do; all fields must hold."""
Facts: TypeAlias = Mapping[str, Sequence[str]]
"""Field -> values that are true of the inquiry."""

_NONE: Final[tuple[str, ...]] = ()


class Field(NamedTuple):
    """What the conditions ask of one field."""

    name: str
    free: int
    """Conditions that don't ask."""
    accept: dict[str, int]
    """Conditions that accept a value."""


class Table(msgspec.Struct, frozen=True):
    """Conditions, indexed."""

    conditions: tuple[Condition, ...]
    fields: tuple[Field, ...]
    all: int


def tabulate(conditions: Sequence[Condition]) -> Table:
    """Return the conditions ready to be asked; their order is their number."""
    everyone = (1 << len(conditions)) - 1
    asked: dict[str, dict[str, list[int]]] = {}
    for number, condition in enumerate(conditions):
        for name, values in condition.items():
            for value in values:
                asked.setdefault(name, {}).setdefault(value, []).append(number)
    fields = tuple(_field(name, values, everyone) for name, values in asked.items())
    return Table(tuple(conditions), fields, everyone)


def _field(name: str, asked: Mapping[str, list[int]], everyone: int) -> Field:
    accept = {value: _bits(numbers) for value, numbers in asked.items()}
    free = everyone
    for mask in accept.values():
        free &= ~mask
    return Field(name, free, accept)


def _bits(numbers: Sequence[int]) -> int:
    row = bytearray(numbers[-1] // 8 + 1)
    for number in numbers:
        row[number // 8] |= 1 << number % 8
    return int.from_bytes(row, "little")


def holding(table: Table, facts: Facts) -> int:
    """Return, as bits, the conditions that hold."""
    holds = table.all
    for name, free, accept in table.fields:
        satisfied = free
        for value in facts.get(name, _NONE):
            satisfied |= accept.get(value, 0)
        holds &= satisfied
    return holds


def lacking_one(table: Table, facts: Facts) -> tuple[int, int]:
    """Return, as bits, the conditions that hold and those that fail in exactly one field."""
    holds, once = table.all, 0
    for name, free, accept in table.fields:
        satisfied = free
        for value in facts.get(name, _NONE):
            satisfied |= accept.get(value, 0)
        once = (once & satisfied) | (holds & ~satisfied)
        holds &= satisfied
    return holds, once


def numbers(bits: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, the lowest first."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def failing(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """Return the fields in which one condition fails."""
    return tuple(
        [
            name
            for name, values in condition.items()
            if set(values).isdisjoint(facts.get(name, _NONE))
        ]
    )
