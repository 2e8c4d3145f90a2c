"""On the doorstep, for every channel over HTTP: who comes in, what their submission is called, what they are told."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

import orjson
from fastapi import Request
from starlette.responses import Response

from services.channels.door import Door
from services.channels.http_terms import JSON, KEY
from services.channels.submission import source_id
from switchboard.http.access import Scope
from switchboard.http.aside import aside
from switchboard.http.body import require_type
from switchboard.http.problems import INVALID, UNAUTHORIZED, Error, Problem
from switchboard.http.standard_webhooks import ID, SIGNATURE, is_signed, signer_of

T = TypeVar("T")


def accepted(told: Mapping[str, str]) -> Response:
    """Return the 202 of what is durable, and where its fate is told."""
    return Response(orjson.dumps(told), 202, {"Location": told["status_url"]}, media_type=JSON)


def source(door: Door, request: Request) -> str:
    """Let the client in by a key, and return what its body is called as a submission. Raises Problem.

    Asked here rather than by FastAPI's dependencies, which would take longer than the whole inquiry.
    """
    caller = door.gate.admit(request, Scope.SUBMIT)
    key = request.headers.get("idempotency-key")
    if key is not None and not KEY.fullmatch(key):
        wrong = Error("header/idempotency-key", "1 to 255 printable ASCII characters, no space")
        raise Problem(INVALID, "Mend what `errors` lists and send it again.", errors=[wrong])
    return source_id(door, caller, key)


@asynccontextmanager
async def submission(door: Door, request: Request, cap: int) -> AsyncIterator[tuple[bytes, str]]:
    """Give one JSON inquiry and what it is called: of a client with a key, or of one who signed it. Raises Problem.

    Signed is the body and nothing else. So signatures count only here, where the body says everything: at
    another door, or with another address, the same message would be something else.
    """
    if not is_signed(request.headers) or "authorization" in request.headers:
        called = source(door, request)
        require_type(request, JSON)
        async with door.room.body(request, cap) as raw:
            yield raw, called
        return
    if not door.signers:
        raise unknown(door, request, f"No {SIGNATURE} is known: set SWITCHBOARD_WEBHOOK_SECRETS.")
    require_type(request, JSON)
    at = door.clock.now()

    def proof(raw: bytes) -> str:
        signer = signer_of(request.headers, raw, door.signers, at)
        return f"webhook:{signer.name}:{request.headers[ID]}"

    async with proved(door, request, cap, proof) as known:
        yield known


@asynccontextmanager
async def proved(
    door: Door, request: Request, cap: int, proof: Callable[[bytes], T]
) -> AsyncIterator[tuple[bytes, T]]:
    """Give a body that must be there before its sender is known, and what its `proof` is. Raises Problem.

    It waits on the porch: whoever sends what proves nothing takes no room from those who are known.
    """
    async with door.porch.body(request, cap) as raw:
        try:
            known = await aside(len(raw), lambda: proof(raw))
        except Problem as refusal:
            if refusal.kind is UNAUTHORIZED:
                door.gate.refused(request)
            raise
        yield raw, known


def unknown(door: Door, request: Request, why: str) -> Problem:
    """Return the refusal of one who has proved nothing, and count it. Raises Problem 429."""
    door.gate.refused(request)
    return Problem(UNAUTHORIZED, why)
