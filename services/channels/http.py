"""The front door over HTTP: JSON inquiries, one or many, and mail as it was received.

202 means durable. Until then nothing is promised; from then on the inquiry ends in exactly one case.
"""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.channels import mail_door
from services.channels.batch import take_batch
from services.channels.door import Door
from services.channels.doorstep import accepted, source, submission
from services.channels.form import FORM
from services.channels.http_terms import BYTES, JSON, described
from services.channels.submission import answer, count, prepared, submit
from switchboard.contracts.values import Nature
from switchboard.http.body import require_type
from switchboard.http.forms import schema
from switchboard.http.tracing import traceparent

_JSON: Final = (JSON,)
_LINES: Final = ("application/x-ndjson", "application/ndjson", "application/jsonl")
_MAIL: Final = (mail_door.MEDIA_TYPE,)


def routes(door: Door) -> APIRouter:
    """Return the routes of the front door."""
    router = APIRouter(tags=["channels"])

    @router.post("/v1/inquiries", **described(_JSON, schema(FORM)))
    async def post_inquiry(request: Request) -> Response:
        """Take one inquiry in."""
        async with submission(door, request, door.limits.body_bytes) as (raw, called):
            one = await prepared(door, raw, called)
            await submit(door, one, traceparent(request.headers))
        count(door, one.inquiry.channel)
        door.metrics.inquiries_nature.labels(one.inquiry.channel, Nature.INQUIRY).inc()
        return accepted(answer(door, one))

    @router.post("/v1/inquiries/batch", **described(_LINES, BYTES, _LINES[0]))
    async def post_batch(request: Request) -> Response:
        """Take many inquiries in, one a line; one result a line, in their order."""
        called = source(door, request)
        require_type(request, *_LINES)
        async with door.room.body(request, door.limits.batch_bytes) as raw:
            results = await take_batch(door, raw, called, traceparent(request.headers))
        return Response(results, 202, media_type=_LINES[0])

    @router.post("/v1/email", **described(_MAIL, BYTES))
    async def post_email(request: Request) -> Response:
        """Take a mail in, as it was received. Without a Message-ID the Idempotency-Key stands for it."""
        called = source(door, request)
        require_type(request, *_MAIL)
        async with door.room.body(request, door.limits.mail_bytes) as mail:
            inquiry_id = await mail_door.take_mail(
                door, mail, called, traceparent=traceparent(request.headers)
            )
        return accepted({"inquiry_id": inquiry_id, "status_url": door.status_of(inquiry_id)})

    return router
