"""JSON bodies by their pydantic type: read whole or refused with every fault, and described self-contained. Pure."""

import re
from itertools import islice
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from switchboard.http.problems import INVALID, MALFORMED, TOO_LARGE, Error, Problem

T = TypeVar("T")

MEMBERS: Final = 5_000
"""Of all objects and lists in one body, told by the commas between them: the fullest inquiry has some 500."""
_DEPTH: Final = 1_100
"""Deeper than parsers go."""
_MOST_ERRORS: Final = 20
_STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)


def read(form: TypeAdapter[T], raw: bytes) -> T:
    """Return what `raw` says. Raises Problem 400 (not JSON), 413 or 422 (not what is asked for), with each fault."""
    require_few(raw, MEMBERS)
    try:
        return form.validate_json(raw)
    except ValidationError as fault:
        found = fault.errors(include_url=False, include_context=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        raise Problem(
            MALFORMED, f"The body is not JSON: {found[0]['msg']}. Send one JSON object in UTF-8."
        )
    raise Problem(
        INVALID,
        "Mend what `errors` lists and send it again.",
        errors=[Error(_pointer(error["loc"]), error["msg"]) for error in found[:_MOST_ERRORS]],
    )


def require_few(raw: bytes, most: int) -> None:
    """Look before JSON is read that its objects and lists have at most so many members. Raises Problem 413.

    A body of allowed size may hold a million values, each of which would become an object, or a fault.
    """
    if raw.count(b",") < most:
        return  # Those within its strings counted, too: nearly always.
    commas = end = 0
    # With more strings than that between its commas it is no JSON, or too deep: that is the parser's to say.
    for string in islice(_STRING.finditer(raw), 2 * most + _DEPTH):
        commas += raw.count(b",", end, string.start())
        end = string.end()
        if commas >= most:
            break
    if commas + raw.count(b",", end) >= most:
        raise Problem(TOO_LARGE, f"At most {most:,} values are taken in one body. Send less.")


def _pointer(location: tuple[int | str, ...]) -> str:
    return "".join("/" + str(step)[:100].replace("~", "~0").replace("/", "~1") for step in location)


def schema(form: TypeAdapter[T]) -> dict[str, Any]:
    """Return the JSON Schema of a body, with nothing that refers to elsewhere."""
    made = form.json_schema()
    definitions = made.pop("$defs", {})
    return {
        key: _inlined(value, definitions) for key, value in made.items() if key != "discriminator"
    }


def _inlined(value: object, definitions: dict[str, object]) -> object:
    match value:
        case {"$ref": str(target), **rest}:
            found = _inlined(definitions[target.rpartition("/")[2]], definitions)
            return {**found, **rest} if isinstance(found, dict) else found
        case dict():
            return {key: _inlined(inner, definitions) for key, inner in value.items()}
        case list():
            return [_inlined(inner, definitions) for inner in value]
        case _:
            return value
