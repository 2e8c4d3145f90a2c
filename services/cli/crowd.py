"""How many requests may be under way in one process. Who comes on top is told when to come again.

Probes and figures are never turned away: a busy process is neither dead nor to be left without watch.
"""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from switchboard.http.app import Careful, problem
from switchboard.http.problems import BUSY, Problem

MOST: Final = 2_000
_WATCH: Final = frozenset({"/healthz", "/readyz", "/metrics"})
_FULL: Final = Problem(
    BUSY,
    "Too many requests at once. Send the same request again, with the same Idempotency-Key.",
    headers={"Retry-After": "2"},
)


class Crowd:
    """An application that takes up to `most` requests at once."""

    def __init__(self, app: ASGIApp, most: int = MOST) -> None:
        self._app = app
        self._most = most
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _WATCH:
            await self._app(scope, receive, send)
        elif self._under_way >= self._most:
            await Careful(problem(_FULL))(scope, receive, send)
        else:
            await self._take(scope, receive, send)

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._under_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1
