"""JSON Schemas of what stands in the log, from the contracts: `python -m checks.schemas` writes docs/schemas.

For readers that are not Python. They say shapes and closed lists; a reader must pass over fields that it doesn't know.
"""

import json
import sys
from pathlib import Path
from typing import Final, get_args

import msgspec

from checks import fields
from switchboard.contracts.case import Case
from switchboard.contracts.customer import Entry
from switchboard.contracts.delivery import Delivery
from switchboard.contracts.events import Event
from switchboard.contracts.partition import PartitionState

FOLDER: Final = Path("docs/schemas")
KINDS: Final[dict[str, type[msgspec.Struct]]] = {
    **{f"intake/{kind.__struct_config__.tag}": kind for kind in get_args(Event)},
    "cases/case": Case,
    "cases/partition": PartitionState,
    "deliveries/delivery": Delivery,
    **{f"directory/{kind.__struct_config__.tag}": kind for kind in get_args(Entry)},
}
"""File name without ending, under its topic, to what it describes."""


def written() -> dict[str, str]:
    """Return the text of each file, by its name."""
    return {f"{name}.json": _text(name, kind) for name, kind in KINDS.items()}


def _text(name: str, kind: type[msgspec.Struct]) -> str:
    (_, parts) = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    for part in _structs(kind):
        _describe(parts[part.__name__], part)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{name.partition('/')[2]} in switchboard.{name.partition('/')[0]}",
        "$ref": f"#/$defs/{kind.__name__}",
        "$defs": dict(sorted(parts.items())),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _structs(kind: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """Return a contract and all those within it."""
    found: dict[type[msgspec.Struct], None] = {}
    waiting: list[object] = [msgspec.inspect.type_info(kind)]
    while waiting:
        match waiting.pop():
            case msgspec.inspect.StructType(cls=struct, fields=inner) if struct not in found:
                found[struct] = None
                waiting += [field.type for field in inner]
            case msgspec.inspect.UnionType(types=types):
                waiting += types
            case msgspec.inspect.VarTupleType(item_type=item):
                waiting.append(item)
    return list(found)


def _describe(schema: dict[str, object], kind: type[msgspec.Struct]) -> None:
    """Put the words beneath the fields into the schema."""
    schema["description"] = fields.about(kind)
    properties = schema["properties"]
    assert isinstance(properties, dict)
    for field in fields.fields(kind):
        if field.doc:
            properties[field.name] = {**properties[field.name], "description": field.doc}


def main() -> int:
    for name, text in written().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"{len(KINDS)} schemas in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
