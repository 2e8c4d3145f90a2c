"""The telephone over HTTP: transcripts of calls, and Twilio's callbacks. 202 means durable."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.channels.door import Door
from services.channels.doorstep import accepted, proved, source, unknown
from services.channels.http_terms import BYTES, JSON, described
from services.channels.inquiry import FRESH
from services.channels.phone import twilio
from services.channels.phone.asked import parameters, told
from services.channels.phone.door import Told, take_call
from services.channels.phone.formats import FORM
from switchboard.http.body import require_type
from switchboard.http.problems import INVALID, MALFORMED, UNAUTHORIZED, Problem
from switchboard.http.tracing import traceparent
from switchboard.http.twilio import HEADER, Twilio, called, is_form_signed, is_json_signed

TRANSCRIPTS: Final = ("text/vtt", "application/x-subrip", "text/plain", JSON)
_PIECES: Final = "This holds no whole call. Send the whole transcript to /v1/phone/transcripts once the call is over."
_NOT_TWILIOS: Final = (
    "The signature is not Twilio's for this address and body. "
    "Set SWITCHBOARD_TWILIO_TOKENS and SWITCHBOARD_PUBLIC_URL."
)
_FIELDS: Final = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "maxProperties": twilio.MOST_FIELDS,
}
_SENTENCES: Final = {
    "type": "object",
    "required": ["sentences"],
    "properties": {"sentences": {"type": "array"}},
}


def routes(door: Door, twilio_account: Twilio | None = None) -> APIRouter:
    """Return the routes of the telephone."""
    router = APIRouter(tags=["phone"])
    account = twilio_account or Twilio()

    @router.post("/v1/phone/transcripts", **described(TRANSCRIPTS, BYTES, parameters=parameters()))
    async def post_transcript(request: Request) -> Response:
        """Take in what was said in a call."""
        name = source(door, request)
        media_type = require_type(request, *TRANSCRIPTS)
        beside = told(request.query_params.multi_items())
        async with door.room.body(request, door.limits.transcript_bytes) as raw:
            return await _take(door, request, raw, media_type, beside, name)

    @router.post("/v1/phone/twilio", **_callbacks())
    async def post_twilio(request: Request) -> Response:
        """Take in what Twilio calls back with: words, a voicemail, a missed call. The rest is no contact: 204."""
        async with _callback(door, account, request) as (raw, name):
            media_type = require_type(request, FORM, JSON)
            beside = told(_own(request.query_params.multi_items()))
            if media_type == JSON:
                if not twilio.has_words(raw):
                    raise Problem(INVALID, _PIECES)
                return await _take(door, request, raw, media_type, beside, name)
            fields = _fields(raw)
            if "TranscriptionEvent" in fields:
                raise Problem(INVALID, _PIECES)
            if not twilio.is_contact(fields):
                return Response(status_code=204)
            return await _take(door, request, raw, media_type, _with(fields, beside), name)

    return router


async def _take(
    door: Door, request: Request, raw: bytes, media_type: str, beside: Told, name: str
) -> Response:
    trace = traceparent(request.headers)
    inquiry_id = await take_call(door, raw, media_type, beside, name, trace)
    return accepted({"inquiry_id": inquiry_id, "status_url": door.status_of(inquiry_id)})


@asynccontextmanager
async def _callback(
    door: Door, account: Twilio, request: Request
) -> AsyncIterator[tuple[bytes, str]]:
    """Give a callback and what it is called: of Twilio, or of a client with a key. Raises Problem."""
    if HEADER not in request.headers:
        name = source(door, request)
        require_type(request, FORM, JSON)
        async with door.room.body(request, door.limits.transcript_bytes) as raw:
            yield raw, name
        return
    if not account.tokens:
        raise unknown(door, request, _NOT_TWILIOS)
    require_type(request, FORM, JSON)

    def proof(raw: bytes) -> str:
        if not _is_twilios(account, request, raw):
            raise Problem(UNAUTHORIZED, _NOT_TWILIOS)
        return f"{FRESH}{door.fresh()}"

    async with proved(door, request, door.limits.transcript_bytes, proof) as known:
        yield known


def _is_twilios(account: Twilio, request: Request, raw: bytes) -> bool:
    given, url = request.headers[HEADER], called(account, str(request.url))
    if request.headers.get("content-type", "").startswith(JSON):
        return is_json_signed(account.tokens, url, raw, given)
    return is_form_signed(account.tokens, url, _pairs(raw), given)


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        return twilio.pairs_of(raw)
    except ValueError:
        raise Problem(
            MALFORMED, f"Not a form, or one with more than {twilio.MOST_FIELDS} fields."
        ) from None


def _fields(raw: bytes) -> dict[str, str]:
    return dict(reversed(_pairs(raw)))


def _own(query: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what is ours in the address of a callback: Twilio and its users write into it, too."""
    return [(name, value) for name, value in query if name in Told._fields]


def _with(fields: dict[str, str], beside: Told) -> Told:
    return beside._replace(
        call_id=fields.get("CallSid", "")[:255] or beside.call_id,
        started_at=twilio.stamp(fields) or beside.started_at,
    )


def _callbacks() -> dict[str, Any]:
    made = described((FORM, JSON), _FIELDS, parameters=parameters())
    made["responses"][204] = {"description": "No contact: nothing to take in"}
    made["openapi_extra"]["requestBody"]["content"][JSON] = {"schema": _SENTENCES}
    return made
