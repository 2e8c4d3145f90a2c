"""Faxes over HTTP: as documents, and as the webhooks of providers.

202 means durable, as everywhere; a webhook that brings no fax is answered with 200 and why.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from services.channels.door import Door
from services.channels.doorstep import accepted, source
from services.channels.fax.door import take_fax, take_notice
from services.channels.fax.fetch import Fetcher, places
from services.channels.fax.notice import NoFax, sent_in
from services.channels.fax.providers import PROVIDERS
from services.channels.fax.secrets import Secrets, shows, shows_any
from services.channels.http_terms import BYTES, JSON, described
from services.channels.inquiry import FRESH
from services.channels.originals import Envelope
from switchboard.contracts.values import InquiryId, UnixSeconds
from switchboard.http.body import require_type
from switchboard.http.multipart import MULTIPART, URLENCODED
from switchboard.http.problems import INVALID, NOT_FOUND, UNAUTHORIZED, Error, Problem, responses
from switchboard.http.tracing import traceparent

_PAPER: Final = ("application/pdf", "image/tiff", "image/tiff-fx")
_POSTED: Final = (JSON, MULTIPART, URLENCODED)
_LONGEST: Final = 200
_PLAIN: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f]*")
_HANDSHAKE: Final = "validation-token"
_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,255}")
_NUMBER: Final = {"type": "string", "maxLength": _LONGEST}
_TIME: Final = {"type": "string", "format": "date-time"}
_ASKED: Final = (
    (
        "from",
        _NUMBER,
        "number that sent it; without country it is one of the installation's region",
    ),
    ("to", _NUMBER, "number that was called"),
    ("received_at", _TIME, "when it came in (RFC 3339, with offset); without it: now"),
    ("fax_id", _NUMBER, "what your system calls it, so that a resend is the same inquiry"),
)
_PARAMETERS: Final = [
    {"name": name, "in": "query", "required": False, "description": says, "schema": kind}
    for name, kind, says in _ASKED
]
_ANYTHING: Final = {"type": "object"}


class Call(NamedTuple):
    """What is known of a fax beside its pages."""

    envelope: Envelope
    fax_id: str
    received_at: UnixSeconds | None

    @property
    def name(self) -> str:
        """What a resend has in common with it; empty where nothing tells: one machine sends one at a time."""
        if self.fax_id:
            return f"fax:{self.fax_id}"
        told = self.envelope.sender and self.received_at
        return f"call:{self.envelope.sender}:{self.received_at}" if told else ""


def routes(door: Door, secrets: Secrets | None = None, fetcher: Fetcher | None = None) -> APIRouter:
    """Return the routes for faxes. Providers show one of their `secrets`, or a key as everybody."""
    known = secrets or {}
    fetches = fetcher or Fetcher(places(""), door.limits)
    router = APIRouter(tags=["channels"])

    @router.post("/v1/fax", **described(_PAPER, BYTES, parameters=_PARAMETERS))
    async def post_fax(request: Request) -> Response:
        """Take a fax in, as PDF or TIFF."""
        called = source(door, request)
        require_type(request, *_PAPER)
        call = _call(request)
        async with door.room.body(request, door.limits.fax_bytes) as document:
            name = _named(called(document), call)
            trace = traceparent(request.headers)
            how = (name, call.envelope, call.received_at, trace)
            return _taken(door, await take_fax(door, document, *how))

    @router.post("/v1/fax/{provider}", **_webhook())
    async def post_notice(request: Request, provider: str) -> Response:
        """Take a provider's notice of a fax in, and the fax with it."""
        if answer := _handshake(request, provider):
            return answer
        called = _provider(door, request, provider, known)
        kind = require_type(request, *_POSTED)
        async with door.room.body(request, door.limits.fax_webhook_bytes) as body:
            called(body)
            notice = PROVIDERS[provider](sent_in(request.headers["content-type"], body))
            if isinstance(notice, NoFax):
                return Response(orjson.dumps({"ignored": notice.what}), media_type=JSON)
            return _taken(door, await take_notice(door, fetches, provider, notice, body, kind))

    return router


def _taken(door: Door, inquiry_id: InquiryId) -> Response:
    return accepted({"inquiry_id": inquiry_id, "status_url": door.status_of(inquiry_id)})


def _named(called: str, call: Call) -> str:
    """Return what a resend has in common: a key that was chosen before what is known of the call."""
    return (call.name or called) if called.startswith(FRESH) else called


def _call(request: Request) -> Call:
    """Return what the address tells. Raises Problem with all that is wrong."""
    given = request.query_params
    errors = [
        Error(f"query/{name}", f"at most {_LONGEST} characters, none of them a control character")
        for name in ("from", "to", "fax_id")
        if len(given.get(name, "")) > _LONGEST or not _PLAIN.fullmatch(given.get(name, ""))
    ]
    written = given.get("received_at", "")
    received_at = _moment(written)
    if written and received_at is None:
        errors.append(Error("query/received_at", "a time as 2026-11-22T10:31:00+01:00"))
    if errors:
        raise Problem(INVALID, "Mend what `errors` lists and send it again.", errors=errors)
    to = tuple(one for one in given.getlist("to") if one)[:1]
    envelope = Envelope(sender=given.get("from") or None, recipients=to)
    return Call(envelope, given.get("fax_id", ""), received_at)


def _moment(written: str) -> UnixSeconds | None:
    try:
        when = datetime.fromisoformat(written)
        return UnixSeconds(round(when.timestamp(), 3)) if when.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _provider(
    door: Door, request: Request, provider: str, secrets: Secrets
) -> Callable[[bytes], object]:
    """Let a provider in; return what still has to see the body. Raises Problem."""
    if provider not in PROVIDERS:
        known = ", ".join(PROVIDERS)
        raise Problem(NOT_FOUND, f"No provider is known by this name; these are: {known}.")
    token = request.query_params.get("token", "")
    if not shows_any(request.headers, token):
        return source(door, request)
    if shows(secrets.get(provider, ()), request.headers, token):
        return len
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
