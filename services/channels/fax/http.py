"""Faxes over HTTP: as documents, and as the webhooks of providers.

202 means durable, as everywhere; a webhook that brings no fax is answered with 200 and why.
"""

import re
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from services.channels.door import Door
from services.channels.doorstep import accepted, source
from services.channels.fax.announcement import Announcement, NoFax, sent_in
from services.channels.fax.asked import Call, call_of, parameters
from services.channels.fax.door import take_announced, take_fax
from services.channels.fax.fetch import Fetcher, places
from services.channels.fax.providers import PROVIDERS
from services.channels.fax.secrets import Secrets, shows, shows_any
from services.channels.http_terms import BYTES, JSON, described
from services.channels.inquiry import FRESH
from switchboard.contracts.values import InquiryId
from switchboard.http.aside import aside
from switchboard.http.body import require_type
from switchboard.http.forms import MEMBERS, require_few
from switchboard.http.multipart import MULTIPART, URLENCODED
from switchboard.http.problems import NOT_FOUND, UNAUTHORIZED, Problem, responses
from switchboard.http.tracing import traceparent

_PAPER: Final = ("application/pdf", "image/tiff", "image/tiff-fx")
_POSTED: Final = (JSON, MULTIPART, URLENCODED)
_HANDSHAKE: Final = "validation-token"
_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,255}")
_Provider = Annotated[str, Path(json_schema_extra={"enum": [*PROVIDERS]})]
_ANYTHING: Final = {"type": "object"}


def routes(door: Door, secrets: Secrets | None = None, fetcher: Fetcher | None = None) -> APIRouter:
    """Return the routes for faxes. Providers show one of their `secrets`, or a key as everybody."""
    known = secrets or {}
    fetches = fetcher or Fetcher(places(""), door.limits)
    router = APIRouter(tags=["channels"])

    @router.post("/v1/fax", **described(_PAPER, BYTES, parameters=parameters()))
    async def post_fax(request: Request) -> Response:
        """Take a fax in, as PDF or TIFF."""
        called = source(door, request)
        require_type(request, *_PAPER)
        call = call_of(request.query_params.multi_items())
        async with door.room.body(request, door.limits.fax_bytes) as document:
            name = _named(called, call)
            trace = traceparent(request.headers)
            how = (name, call.envelope, call.received_at, trace)
            return _taken(door, await take_fax(door, document, *how))

    @router.post("/v1/fax/{provider}", **_webhook())
    async def post_announced(request: Request, provider: _Provider) -> Response:
        """Take a provider's announcement of a fax in, and the fax with it."""
        if answer := _handshake(request, provider):
            return answer
        _let_in(door, request, provider, known)
        kind = require_type(request, *_POSTED)
        async with door.room.body(request, door.limits.fax_webhook_bytes) as body:
            announcement = await aside(len(body), lambda: _announced(request, provider, body))
            if isinstance(announcement, NoFax):
                return Response(orjson.dumps({"ignored": announcement.what}), media_type=JSON)
            how = (announcement, body, kind, traceparent(request.headers))
            return _taken(door, await take_announced(door, fetches, provider, *how))

    return router


def _announced(request: Request, provider: str, body: bytes) -> Announcement | NoFax:
    if require_type(request, *_POSTED) == JSON:
        require_few(body, MEMBERS)
    return PROVIDERS[provider](sent_in(request.headers["content-type"], body))


def _taken(door: Door, inquiry_id: InquiryId) -> Response:
    return accepted({"inquiry_id": inquiry_id, "status_url": door.status_of(inquiry_id)})


def _named(called: str, call: Call) -> str:
    """Return what a resend has in common: a key that was chosen before what is known of the call."""
    return (call.name or called) if called.startswith(FRESH) else called


def _let_in(door: Door, request: Request, provider: str, secrets: Secrets) -> None:
    """Let a provider in, by its secret or a key. Raises Problem."""
    if provider not in PROVIDERS:
        known = ", ".join(PROVIDERS)
        raise Problem(NOT_FOUND, f"No provider is known by this name; these are: {known}.")
    token = request.query_params.get("token", "")
    if not shows_any(request.headers, token):
        source(door, request)
        return
    if shows(secrets.get(provider, ()), request.headers, token):
        return
    door.gate.refused(request)
    raise Problem(
        UNAUTHORIZED,
        "This is not the secret of this provider: see SWITCHBOARD_FAX_SECRETS.",
        headers={"WWW-Authenticate": 'Basic realm="switchboard"'},
    )


def _handshake(request: Request, provider: str) -> Response | None:
    """Answer RingCentral, which asks first whether somebody listens; None: it asks for more."""
    token = request.headers.get(_HANDSHAKE, "")
    if provider != "ringcentral" or not _TOKEN.fullmatch(token):
        return None
    return Response(status_code=200, headers={_HANDSHAKE: token})


def _webhook() -> dict[str, Any]:
    """Return what OpenAPI says of the providers' route."""
    told = described(_POSTED, _ANYTHING)
    nothing = {"description": "It brings no fax", "content": {JSON: {"schema": _ANYTHING}}}
    token = {"name": "token", "in": "query", "required": False, "schema": {"type": "string"}}
    told["responses"] = {**told["responses"], 200: nothing, **responses(404)}
    told["openapi_extra"]["parameters"] = [token]
    return told
