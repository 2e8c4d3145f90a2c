"""The front door over HTTP: JSON inquiries, one or many, and mail as it was received.

202 means durable. Until then nothing is promised; from then on the inquiry ends in exactly one case.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from services.channels import mail_door
from services.channels.batch import take_batch
from services.channels.door import Door
from services.channels.form import FORM
from services.channels.submission import answer, count, prepared, source_id, submit
from switchboard.contracts.values import Nature
from switchboard.http.access import Scope
from switchboard.http.body import require_type
from switchboard.http.forms import schema
from switchboard.http.problems import INVALID, Error, Problem, responses
from switchboard.http.standard_webhooks import ID, is_signed, signer_of
from switchboard.http.tracing import traceparent

_JSON: Final = ("application/json",)
_LINES: Final = ("application/x-ndjson", "application/ndjson", "application/jsonl")
_MAIL: Final = (mail_door.MEDIA_TYPE,)
_TEXT: Final = {"type": "string"}
_BYTES: Final = {"type": "string", "format": "binary"}
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


def routes(door: Door) -> APIRouter:
    """Return the routes of the front door."""
    router = APIRouter(tags=["channels"])

    @router.post("/v1/inquiries", **_described(_JSON, schema(FORM), _JSON[0]))
    async def post_inquiry(request: Request) -> Response:
        """Take one inquiry in."""
        source = _source(door, request)
        require_type(request, *_JSON)
        async with door.room.body(request, door.limits.body_bytes) as raw:
            one = prepared(door, raw, source(raw))
            await submit(door, one, traceparent(request.headers))
        count(door, one.inquiry.channel)
        door.metrics.inquiries_nature.labels(one.inquiry.channel, Nature.INQUIRY).inc()
        return _accepted(answer(door, one))

    @router.post("/v1/inquiries/batch", **_described(_LINES, _BYTES, _LINES[0]))
    async def post_batch(request: Request) -> Response:
        """Take many inquiries in, one a line; one result a line, in their order."""
        source = _source(door, request)
        require_type(request, *_LINES)
        async with door.room.body(request, door.limits.batch_bytes) as raw:
            results = await take_batch(door, raw, source(raw), traceparent(request.headers))
        return Response(results, 202, media_type=_LINES[0])

    @router.post("/v1/email", **_described(_MAIL, _BYTES, _JSON[0]))
    async def post_email(request: Request) -> Response:
        """Take a mail in, as it was received. Without a Message-ID the Idempotency-Key stands for it."""
        source = _source(door, request)
        require_type(request, *_MAIL)
        async with door.room.body(request, door.limits.mail_bytes) as mail:
            inquiry_id = await mail_door.take_mail(
                door, mail, source(mail), traceparent=traceparent(request.headers)
            )
        return _accepted({"inquiry_id": inquiry_id, "status_url": door.status_of(inquiry_id)})

    return router


def _accepted(told: Mapping[str, str]) -> Response:
    return Response(
        orjson.dumps(told), 202, {"Location": told["status_url"]}, media_type="application/json"
    )


def _source(door: Door, request: Request) -> Callable[[bytes], str]:
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
    source = source_id(door, caller, key)
    return lambda _: source


def _signed_source(door: Door, request: Request, raw: bytes) -> str:
    """Return what a signed submission is called: a message that comes again is the same inquiry. Raises Problem."""
    try:
        signer = signer_of(request.headers, raw, door.signers, door.clock.now())
    except Problem:
        door.gate.refused(request)
        raise
    return f"webhook:{signer.name}:{request.headers[ID]}"


def _described(taken: Sequence[str], form: Mapping[str, object], answered: str) -> dict[str, Any]:
    """Return what OpenAPI says of a route that reads its body itself."""
    content = {media_type: {"schema": form} for media_type in taken}
    accepted = {"description": "Durable", "content": {answered: {"schema": _ACCEPTED}}}
    return {
        "status_code": 202,
        "response_class": Response,
        "responses": {202: accepted, **responses(400, 401, 403, 408, 413, 415, 422, 503)},
        "openapi_extra": {
            "parameters": [_IDEMPOTENCY_KEY],
            "requestBody": {"required": True, "content": content},
        },
    }
