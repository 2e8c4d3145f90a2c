"""Mail from providers over HTTP: what they received for us, once they have proved who they are.

202 means durable. Until then nothing is promised, and the same request may come again.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from fastapi import APIRouter
from fastapi import Request as Asked
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from services.channels.door import Door
from services.channels.doorstep import accepted
from services.channels.http_terms import BYTES, described
from services.channels.inbound.credentials import Request, Secrets, Seen, nonce_of
from services.channels.inbound.letter import LETTERS, Letter
from services.channels.inbound.posted import TYPES, posted
from services.channels.mail_door import take_mail
from switchboard.http.body import require_type
from switchboard.http.problems import NOT_FOUND, UNAUTHORIZED, Problem, responses
from switchboard.http.tracing import traceparent

_LARGE: Final = 500_000
"""What takes longer to take apart than others should wait."""


def routes(door: Door, secrets: Mapping[str, Secrets]) -> APIRouter:
    """Return the route for providers, each known by its `secrets`."""
    router = APIRouter(tags=["channels"])
    seen = Seen()

    # Mailgun sends the mail as it was received only to an address that ends so.
    @router.post("/v1/email/{provider}/mime", include_in_schema=False)
    @router.post("/v1/email/{provider}", **_described())
    async def post_from_provider(request: Asked, provider: str) -> Response:
        """Take a mail in that a provider received for us."""
        known = _known(secrets, provider)
        require_type(request, *TYPES)
        async with door.room.body(request, door.limits.mail_webhook_bytes) as body:
            letter, nonce = await _opened(door, request, provider, known, body)
            if nonce:
                seen.claim(nonce, door.clock.now())
            try:
                return await _take(door, request, provider, letter)
            except BaseException:
                seen.release(nonce)
                raise

    return router


async def _opened(
    door: Door, request: Asked, provider: str, secrets: Secrets, body: bytes
) -> tuple[Letter, str]:
    """Return the mail of a request that is proved, and what it was proved by. Raises Problem."""

    def opened() -> tuple[Letter, str]:
        told = posted(request.headers["content-type"], body)
        proof = Request(request.headers, body, told)
        nonce = nonce_of(provider, secrets, proof, door.clock.now())
        return LETTERS[provider](told), nonce

    try:
        return await run_in_threadpool(opened) if len(body) > _LARGE else opened()
    except Problem as refusal:
        if refusal.kind is UNAUTHORIZED:
            door.gate.refused(request)
        raise


async def _take(door: Door, request: Asked, provider: str, letter: Letter) -> Response:
    # Without a Message-ID its bytes stand for it: a provider repeats itself word for word.
    source = f"{provider}:{sha256(letter.mail).hexdigest()}"
    trace = traceparent(request.headers)
    inquiry_id = await take_mail(door, letter.mail, source, letter.envelope, trace)
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
