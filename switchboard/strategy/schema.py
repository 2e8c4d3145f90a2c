"""The grammar for programs: JSON Schema for editors, and the keys that are known at a place."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, TypeAlias

from pydantic import TypeAdapter

from switchboard.strategy.model import Strategy

EDITOR_HEADER: Final = "# yaml-language-server: $schema=strategy.schema.json"
"""First line of a strategy file for editors that check against the schema."""

Schema: TypeAlias = Mapping[str, object]


@cache
def json_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of a strategy file. Do not change it."""
    schema = TypeAdapter(Strategy).json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def known_keys(path: Sequence[str | int]) -> tuple[str, ...]:
    """Return the keys that may stand in the mapping at `path`."""
    at = _resolved(json_schema())
    for step in path:
        at = _resolved(_inside(at, step) or at)
    return tuple(_mapping(at.get("properties")))


def _inside(schema: Schema, step: str | int) -> Schema | None:
    if isinstance(step, int):
        return _mapping(schema.get("items")) or None
    named = _mapping(schema.get("properties")).get(step)
    patterns = next(iter(_mapping(schema.get("patternProperties")).values()), None)
    return _mapping(named or patterns or schema.get("additionalProperties")) or None


def _resolved(schema: Schema) -> Schema:
    options = schema.get("anyOf")
    if isinstance(options, list):
        schema = next((_mapping(one) for one in options if one != {"type": "null"}), schema)
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema
    return _mapping(_mapping(json_schema()["$defs"]).get(reference.rpartition("/")[2]))


def _mapping(value: object) -> Schema:
    return value if isinstance(value, Mapping) else {}
