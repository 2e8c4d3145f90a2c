"""Mail from providers over HTTP: what they received for us, once they have proved who they are.

202 means durable. Until then nothing is promised, and the same request may come again.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any, NamedTuple

from fastapi import APIRouter
from fastapi import Request as Asked
from starlette.responses import Response

from services.channels.door import Door
from services.channels.doorstep import accepted, proved
from services.channels.http_terms import BYTES, described
from services.channels.inbound.credentials import (
    MAILGUN,
    Request,
    Secrets,
    Seen,
    nonce_of,
    takes_body,
)
from services.channels.inbound.letter import LETTERS, Letter
from services.channels.inbound.posted import TYPES, posted
from services.channels.mail_door import take_mail
from switchboard.http.aside import aside
from switchboard.http.body import require_type
from switchboard.http.multipart import MULTIPART, URLENCODED
from switchboard.http.problems import NOT_FOUND, UNAUTHORIZED, Problem, responses
from switchboard.http.tracing import traceparent


class _Opened(NamedTuple):
    """A mail that was proved."""

    letter: Letter
    nonce: str
    """What its proof may be used for once; empty where it may be shown again."""
    name: str
    """Stands for it where it has no Message-ID: a provider repeats itself word for word."""
    digest: bytes
    """Of all that was told."""


def routes(door: Door, secrets: Mapping[str, Secrets]) -> APIRouter:
    """Return the route for providers, each known by its `secrets`."""
    router = APIRouter(tags=["channels"])
    seen = Seen()

    # Mailgun sends the mail as it was received only to an address that ends so.
    @router.post("/v1/email/{provider}/mime", include_in_schema=False)
    @router.post("/v1/email/{provider}", **_described())
    async def post_from_provider(request: Asked, provider: str) -> Response:
        """Take a mail in that a provider received for us."""
        async with _posted(door, request, provider, _known(secrets, provider)) as opened:
            if opened.nonce:
                seen.claim(opened.nonce, opened.digest, door.clock.now())
            return await _take(door, request, opened)

    return router


@asynccontextmanager
async def _posted(
    door: Door, request: Asked, provider: str, secrets: Secrets
) -> AsyncIterator[_Opened]:
    """Give what a provider posted, once it is proved. Raises Problem."""
    # Nothing but Mailgun's form is taken apart before it is proved: JSON of strangers may be anything.
    require_type(request, *((MULTIPART, URLENCODED) if provider == MAILGUN else TYPES))
    kind, most, at = (
        request.headers["content-type"],
        door.limits.mail_webhook_bytes,
        door.clock.now(),
    )
    if takes_body(provider, secrets, request.headers):

        def proof(body: bytes) -> _Opened:
            told = posted(kind, body) if provider == MAILGUN else None
            asked = Request(request.headers, body, *((told,) if told else ()))
            nonce = nonce_of(provider, secrets, asked, at)
            return _opened(LETTERS[provider](told or posted(kind, body)), provider, nonce)

        async with proved(door, request, most, proof) as (_, opened):
            yield opened
        return
    _log_in(door, request, provider, secrets)
    async with door.room.body(request, most) as body:
        yield await aside(
            len(body), lambda: _opened(LETTERS[provider](posted(kind, body)), provider)
        )


def _log_in(door: Door, request: Asked, provider: str, secrets: Secrets) -> None:
    try:
        nonce_of(provider, secrets, Request(request.headers), door.clock.now())
    except Problem as refusal:
        if refusal.kind is UNAUTHORIZED:
            door.gate.refused(request)
        raise


def _opened(letter: Letter, provider: str, nonce: str = "") -> _Opened:
    digest = sha256(letter.mail)
    name = f"{provider}:{digest.hexdigest()}"
    digest.update(repr(letter.envelope).encode("utf-8", "backslashreplace"))
    return _Opened(letter, nonce, name, digest.digest())


async def _take(door: Door, request: Asked, opened: _Opened) -> Response:
    letter, trace = opened.letter, traceparent(request.headers)
    inquiry_id = await take_mail(door, letter.mail, opened.name, letter.envelope, trace)
    return accepted({"inquiry_id": inquiry_id, "status_url": door.status_of(inquiry_id)})


def _known(secrets: Mapping[str, Secrets], provider: str) -> Secrets:
    if provider not in LETTERS:
        raise Problem(NOT_FOUND, f"No provider has this name; these have: {', '.join(LETTERS)}.")
    if provider not in secrets:
        raise Problem(
            NOT_FOUND, f"Nothing is known of {provider} here: set SWITCHBOARD_EMAIL_SECRETS."
        )
    return secrets[provider]


def _described() -> dict[str, Any]:
    """Return what OpenAPI says of the route."""
    told = described(TYPES, BYTES)
    told["responses"] = {**told["responses"], **responses(404)}
    told["openapi_extra"]["parameters"] = []
    return told
