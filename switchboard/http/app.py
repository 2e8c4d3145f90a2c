"""The HTTP application of a process: its routers, one form for every problem, and careful headers.

Whatever goes wrong is answered as `application/problem+json`, with nothing of ours in it.
"""

import logging
from collections.abc import Set as AbstractSet
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from switchboard import __version__
from switchboard.blobs import NotStored
from switchboard.bus.port import TooLarge, Unavailable
from switchboard.http.front import front
from switchboard.http.page import page
from switchboard.http.problems import (
    FAULT,
    INVALID,
    MEDIA_TYPE,
    SCHEMA,
    TOO_LARGE,
    Error,
    Problem,
    of_status,
    unavailable,
)

_log: Final = logging.getLogger(__name__)
_MOST_ERRORS: Final = 20
_LOOK: Final = ["GET", "HEAD"]
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
}


def app(*routers: APIRouter, title: str = "Switchboard", version: str = __version__) -> FastAPI:
    """Return the application. A route that sets one of the careful headers itself keeps its own."""
    made = FastAPI(
        title=title, version=version, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    for router in routers:
        made.include_router(router)
    made.add_api_route("/docs", _docs(made), include_in_schema=False)
    paths = {getattr(route, "path", "") for router in routers for route in router.routes}
    made.add_api_route(
        "/", _front(title, paths | {"/docs"}), methods=_LOOK, include_in_schema=False
    )
    made.add_exception_handler(Problem, _answer)
    made.add_exception_handler(RequestValidationError, _invalid)
    made.add_exception_handler(HTTPException, _refused)
    made.add_exception_handler(Unavailable, _no_log)
    made.add_exception_handler(NotStored, _no_log)
    made.add_exception_handler(TooLarge, _too_large)
    made.add_exception_handler(Exception, _broken)
    made.add_middleware(Careful)
    made.openapi = lambda: _described(made)  # type: ignore[method-assign] # FastAPI's own way to extend it
    return made


class Careful:
    """Sets the headers that keep a browser from doing anything with an answer but showing it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SAFE.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, careful)


def problem(what: Problem) -> Response:
    """Return the response that tells a problem."""
    return Response(what.body(), what.kind.status, what.headers, MEDIA_TYPE)


async def _answer(_request: Request, fault: Exception) -> Response:
    assert isinstance(fault, Problem)
    return problem(fault)


async def _invalid(_request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)
    errors = [
        Error("/".join(str(step)[:100] for step in error["loc"]), str(error["msg"]))
        for error in fault.errors()[:_MOST_ERRORS]
    ]
    return problem(Problem(INVALID, "Mend what `errors` lists and send it again.", errors=errors))


async def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    headers = dict(fault.headers or {})
    if "Allow" in headers:
        headers["Allow"] = _allowed(request) or headers["Allow"]
    return problem(of_status(fault.status_code, str(fault.detail), headers))


def _allowed(request: Request) -> str:
    """Return every method of the path that was asked: the router names those of one of its routes only."""
    path = getattr(request.scope.get("route"), "path", "")
    methods = request.app.openapi()["paths"].get(path, {})
    return ", ".join(sorted(method.upper() for method in methods))


async def _no_log(_request: Request, fault: Exception) -> Response:
    _log.warning("not stored", extra={"why": str(fault)})
    return problem(unavailable())


async def _too_large(_request: Request, _fault: Exception) -> Response:
    return problem(Problem(TOO_LARGE, "This is more than one record of the log takes. Send less."))


async def _broken(_request: Request, _fault: Exception) -> Response:
    return problem(
        Problem(
            FAULT,
            "This is our mistake, and it has been logged. The same request may be sent again.",
        )
    )


def _described(made: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, in which every problem has a form."""
    if made.openapi_schema is None:
        document = get_openapi(title=made.title, version=made.version, routes=made.routes)
        components = document.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = SCHEMA
        components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        document["security"] = [{"key": []}, {}]
        made.openapi_schema = document
    return made.openapi_schema


def _front(title: str, paths: AbstractSet[str]) -> Any:
    async def front_page() -> Response:
        return Response(front(title, paths), media_type="text/html; charset=utf-8")

    return front_page


def _docs(made: FastAPI) -> Any:
    async def docs() -> Response:
        return Response(page(made.openapi()), media_type="text/html; charset=utf-8")

    return docs
