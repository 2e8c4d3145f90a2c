"""The front door over HTTP: JSON inquiries, one or many, and mail as it was received.

202 means durable. Until then nothing is promised; from then on the inquiry ends in exactly one case.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import Response

from services.channels import mail_door
from services.channels.batch import take_batch
from services.channels.door import Door
from services.channels.form import FORM
from services.channels.submission import answer, count, prepared, source_id
from services.channels.take import take
from switchboard.contracts.values import Nature
from switchboard.http.access import Caller, Scope, needs
from switchboard.http.body import require_type
from switchboard.http.forms import schema
from switchboard.http.problems import responses

_JSON: Final = ("application/json",)
_LINES: Final = ("application/x-ndjson", "application/ndjson", "application/jsonl")
_MAIL: Final = (mail_door.MEDIA_TYPE,)
_TEXT: Final = {"type": "string"}
_TRACEPARENT: Final = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_BYTES: Final = {"type": "string", "format": "binary"}
_ACCEPTED: Final = {
    "type": "object",
    "required": ["inquiry_id", "status_url"],
    "properties": {"inquiry_id": _TEXT, "reference": _TEXT, "status_url": _TEXT},
}
IdempotencyKey = Annotated[
    str | None,
    Header(
        pattern=r"^[\x21-\x7e]{1,255}$",
        description="Same key and body: same answer, for 24 hours at least. Another body: 422.",
    ),
]


def routes(door: Door) -> APIRouter:
    """Return the routes of the front door."""
    router = APIRouter(tags=["channels"])
    submitter = Depends(needs(door.gate, Scope.SUBMIT))

    @router.post("/v1/inquiries", **_described(_JSON, schema(FORM), _JSON[0]))
    async def post_inquiry(
        request: Request, caller: Caller = submitter, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """Take one inquiry in."""
        require_type(request, *_JSON)
        async with door.room.body(request, door.limits.body_bytes) as raw:
            one = prepared(door, raw, source_id(door, caller, idempotency_key))
            await take(door, [one], _trace(request))
        count(door, one.inquiry.channel)
        door.metrics.inquiries_nature.labels(one.inquiry.channel, Nature.INQUIRY).inc()
        return _accepted(answer(door, one))

    @router.post("/v1/inquiries/batch", **_described(_LINES, _BYTES, _LINES[0]))
    async def post_batch(
        request: Request, caller: Caller = submitter, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """Take many inquiries in, one a line; one result a line, in their order."""
        require_type(request, *_LINES)
        async with door.room.body(request, door.limits.batch_bytes) as raw:
            results = await take_batch(
                door, raw, source_id(door, caller, idempotency_key), _trace(request)
            )
        return Response(results, 202, media_type=_LINES[0])

    @router.post("/v1/email", **_described(_MAIL, _BYTES, _JSON[0]))
    async def post_email(
        request: Request, caller: Caller = submitter, idempotency_key: IdempotencyKey = None
    ) -> Response:
        """Take a mail in, as it was received. Without a Message-ID the Idempotency-Key stands for it."""
        require_type(request, *_MAIL)
        async with door.room.body(request, door.limits.mail_bytes) as mail:
            source = source_id(door, caller, idempotency_key)
            inquiry_id = await mail_door.take_mail(door, mail, source, traceparent=_trace(request))
        return _accepted({"inquiry_id": inquiry_id, "status_url": door.status_of(inquiry_id)})

    return router


def _accepted(told: Mapping[str, str]) -> Response:
    return Response(
        orjson.dumps(told), 202, {"Location": told["status_url"]}, media_type="application/json"
    )


def _trace(request: Request) -> str:
    """Return the trace that the client is in (W3C Trace Context); what is none begins none."""
    given = request.headers.get("traceparent", "")
    return given if _TRACEPARENT.fullmatch(given) else ""


def _described(taken: Sequence[str], form: Mapping[str, object], answered: str) -> dict[str, Any]:
    """Return what OpenAPI says of a route that reads its body itself."""
    content = {media_type: {"schema": form} for media_type in taken}
    accepted = {"description": "Durable", "content": {answered: {"schema": _ACCEPTED}}}
    return {
        "status_code": 202,
        "response_class": Response,
        "responses": {202: accepted, **responses(400, 401, 403, 408, 413, 415, 422, 503)},
        "openapi_extra": {"requestBody": {"required": True, "content": content}},
    }
