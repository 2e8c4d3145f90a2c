"""The router over HTTP: another strategy is asked for here. What staff and systems ask of cases, they ask the desk."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.responses import Response

from switchboard.contracts.customer import StrategyWanted
from switchboard.contracts.values import OpenCases
from switchboard.http import forms
from switchboard.http.access import Caller, Gate, Scope, needs
from switchboard.http.body import Room, require_type
from switchboard.http.problems import INVALID, Error, Problem, responses
from switchboard.strategy.problems import BrokenStrategy
from switchboard.strategy.problems import Problem as Finding

Reload = Callable[[OpenCases, str], Awaitable[StrategyWanted]]
"""Have the strategy file's newest edition wanted, by somebody. Raises BrokenStrategy, Unavailable, NotStored."""

_JSON: Final = "application/json"
_MOST_BYTES: Final = 10_000
_REFUSALS: Final = (400, 401, 403, 408, 413, 415, 422, 503)


class Asked(BaseModel):
    """What a reload may ask for besides."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    move_open_cases: Annotated[
        bool, Field(description="Whether cases that are open follow the new strategy, too.")
    ] = False


_ASKED: Final = TypeAdapter(Asked)
_DONE: Final[dict[int | str, dict[str, object]]] = {
    200: {
        "description": "The strategy is wanted; each partition goes over to it at once",
        "content": {_JSON: {"schema": {"type": "object"}}},
    }
}
_BODY: Final = {"required": False, "content": {_JSON: {"schema": forms.schema(_ASKED)}}}


def routes(gate: Gate, room: Room, reload: Reload) -> APIRouter:
    """Return the route by which a strategy is reloaded."""
    router = APIRouter(tags=["router"])
    actor = Depends(needs(gate, Scope.ACT))

    @router.post(
        "/v1/strategy/reload",
        response_class=Response,
        responses={**_DONE, **responses(*_REFUSALS)},
        openapi_extra={"requestBody": _BODY},
    )
    async def post_reload(request: Request, caller: Caller = actor) -> Response:
        """Read the strategy file again: checked, tested, and in force; or refused whole, and nothing changes."""
        async with room.body(request, _MOST_BYTES) as raw:
            asked = _read(request, raw)
        open_cases = OpenCases.MOVE if asked.move_open_cases else OpenCases.STAY
        try:
            wanted = await reload(open_cases, caller.key_id)
        except BrokenStrategy as broken:
            raise _refused(broken) from broken
        return Response(orjson.dumps(_told(wanted)), media_type=_JSON)

    return router


def _read(request: Request, raw: bytes) -> Asked:
    if not raw:
        return Asked()
    require_type(request, _JSON)
    return forms.read(_ASKED, raw)


def _told(wanted: StrategyWanted) -> dict[str, object]:
    since = datetime.fromtimestamp(wanted.since, UTC).isoformat(timespec="milliseconds")
    return {
        "strategy_id": wanted.strategy_id,
        "since": since.replace("+00:00", "Z"),
        "moved": wanted.open_cases is OpenCases.MOVE,
    }


def _refused(broken: BrokenStrategy) -> Problem:
    return Problem(
        INVALID,
        "The strategy is refused, and the one before stays in force. Mend the file and reload it.",
        errors=[_error(one) for one in broken.problems],
    )


def _error(one: Finding) -> Error:
    return Error(f"{one.file}:{one.line}:{one.column}", f"{one.code} {one.message}")
