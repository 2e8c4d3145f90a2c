"""On the doorstep, for every channel over HTTP: who comes in, what their submission is called, what they are told."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import orjson
from fastapi import Request
from starlette.responses import Response

from services.channels.door import Door
from services.channels.submission import source_id
from switchboard.http.access import Scope
from switchboard.http.problems import INVALID, Error, Problem, responses
from switchboard.http.standard_webhooks import ID, is_signed, signer_of

JSON: Final = "application/json"
_TEXT: Final = {"type": "string"}
BYTES: Final = {"type": "string", "format": "binary"}
_ACCEPTED: Final = {
    "type": "object",
    "required": ["inquiry_id", "status_url"],
    "properties": {"inquiry_id": _TEXT, "reference": _TEXT, "status_url": _TEXT},
}
_KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")
_IDEMPOTENCY_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": f"^{_KEY.pattern}$"},
    "description": "Same key and body: same answer, for 24 hours at least. Another body: 422.",
}


def accepted(told: Mapping[str, str]) -> Response:
    """Return the 202 of what is durable, and where its fate is told."""
    return Response(
        orjson.dumps(told), 202, {"Location": told["status_url"]}, media_type="application/json"
    )


def source(door: Door, request: Request) -> Callable[[bytes], str]:
    """Let the client in, and return what its body is called as a submission. Raises Problem.

    Asked here rather than by FastAPI's dependencies, which would take longer than the whole inquiry. Who signs
    proves it only once the body is there: that is asked last.
    """
    if is_signed(request.headers) and "authorization" not in request.headers:
        return partial(_signed_source, door, request)
    caller = door.gate.admit(request, Scope.SUBMIT)
    key = request.headers.get("idempotency-key")
    if key is not None and not _KEY.fullmatch(key):
        wrong = Error("header/idempotency-key", "1 to 255 printable ASCII characters, no space")
        raise Problem(INVALID, "Mend what `errors` lists and send it again.", errors=[wrong])
    known = source_id(door, caller, key)
    return lambda _: known


def _signed_source(door: Door, request: Request, raw: bytes) -> str:
    """Return what a signed submission is called: a message that comes again is the same inquiry. Raises Problem."""
    try:
        signer = signer_of(request.headers, raw, door.signers, door.clock.now())
    except Problem:
        door.gate.refused(request)
        raise
    return f"webhook:{signer.name}:{request.headers[ID]}"


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
