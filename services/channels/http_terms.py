"""What OpenAPI says of the doors: how to come in, and what is answered."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from starlette.responses import Response

from switchboard.http.problems import responses

JSON: Final = "application/json"
_TEXT: Final = {"type": "string"}
BYTES: Final = {"type": "string", "format": "binary"}
_ACCEPTED: Final = {
    "type": "object",
    "required": ["inquiry_id", "status_url"],
    "properties": {"inquiry_id": _TEXT, "reference": _TEXT, "status_url": _TEXT},
}
KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
_IDEMPOTENCY_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"},
    "description": "Same key and body: same answer, for 24 hours at least. Another body: 422.",
}


def described(
    taken: Sequence[str],
    form: Mapping[str, object],
    answered: str = JSON,
    parameters: Sequence[Mapping[str, object]] = (),
) -> dict[str, Any]:
    """Return what OpenAPI says of a route that reads its body itself."""
    content = {media_type: {"schema": form} for media_type in taken}
    durable = {"description": "Durable", "content": {answered: {"schema": _ACCEPTED}}}
    return {
        "status_code": 202,
        "response_class": Response,
        "responses": {202: durable, **responses(400, 401, 403, 408, 413, 415, 422, 503)},
        "openapi_extra": {
            "parameters": [_IDEMPOTENCY_KEY, *parameters],
            "requestBody": {"required": True, "content": content},
        },
    }


def queried(
    says: Mapping[str, str], schema: Callable[[str], Mapping[str, object]]
) -> list[Mapping[str, object]]:
    """Return what OpenAPI says of a query string: of each name what it is for, and how it is written."""
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": purpose,
            "schema": schema(name),
        }
        for name, purpose in says.items()
    ]
