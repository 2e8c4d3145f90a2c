"""JSON bodies by their pydantic type: read whole or refused with every fault, and described self-contained. Pure."""

from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from switchboard.http.problems import INVALID, MALFORMED, Error, Problem

T = TypeVar("T")

_MOST_ERRORS: Final = 20


def read(form: TypeAdapter[T], raw: bytes) -> T:
    """Return what `raw` says. Raises Problem 400 (not JSON) or 422 (not what is asked for), with each fault."""
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
