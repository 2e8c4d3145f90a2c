"""On the doorstep, for every channel over HTTP: who comes in, what their submission is called, what they are told."""

from collections.abc import Callable, Mapping
from functools import partial

import orjson
from fastapi import Request
from starlette.responses import Response

from services.channels.door import Door
from services.channels.http_terms import JSON, KEY
from services.channels.submission import source_id
from switchboard.http.access import Scope
from switchboard.http.problems import INVALID, Error, Problem
from switchboard.http.standard_webhooks import ID, is_signed, signer_of


def accepted(told: Mapping[str, str]) -> Response:
    """Return the 202 of what is durable, and where its fate is told."""
    return Response(orjson.dumps(told), 202, {"Location": told["status_url"]}, media_type=JSON)


def source(door: Door, request: Request) -> Callable[[bytes], str]:
    """Let the client in, and return what its body is called as a submission. Raises Problem.

    Asked here rather than by FastAPI's dependencies, which would take longer than the whole inquiry. Who signs
    proves it only once the body is there: that is asked last.
    """
    if is_signed(request.headers) and "authorization" not in request.headers:
        return partial(_signed_source, door, request)
    caller = door.gate.admit(request, Scope.SUBMIT)
    key = request.headers.get("idempotency-key")
    if key is not None and not KEY.fullmatch(key):
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
