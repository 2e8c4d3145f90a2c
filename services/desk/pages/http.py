"""What stands behind the links in letters, over HTTP: public, without key, cookie or script.

Mail scanners fetch links, so GET changes nothing. Whoever has no genuine link learns nothing, not even of what.
"""

from collections.abc import Awaitable, Callable, Mapping
from math import ceil
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.desk.desk import Desk
from services.desk.pages import customer, limits, staff
from services.desk.pages.draw import drawn_with
from services.desk.pages.lobby import Lobby
from services.desk.pages.texts import Sorry, languages
from services.desk.pages.typed import Typed, typed
from services.desk.pages.visit import Answer, Asked, Visit, looked_back, sorry
from switchboard.blobs import NotStored
from switchboard.bus.port import TooLarge, Unavailable
from switchboard.contracts import links
from switchboard.contracts.links import Expired, LinkTo
from switchboard.http.body import Room, require_type
from switchboard.http.multipart import MULTIPART, URLENCODED, read_form
from switchboard.http.pace import Pace, neighborhood
from switchboard.http.problems import BUSY, Problem
from switchboard.http.tracing import traceparent
from switchboard.http.visitor import address, from_own_page

Show = Callable[[Visit], Awaitable[Answer]]
Take = Callable[[Visit, Typed], Awaitable[Answer]]
Leaf = Callable[[Request, str], Awaitable[Response]]

_LEAVES: Final[Mapping[LinkTo, tuple[Show, Take]]] = {
    LinkTo.STATUS: (customer.show_status, customer.take_word),
    LinkTo.OUTCOME: (customer.show_outcome, customer.take_opinion),
    LinkTo.TASK: (staff.show, staff.press),
    LinkTo.ALERT: (staff.show, staff.press),
}
_CUSTOMERS: Final = frozenset({LinkTo.STATUS, LinkTo.OUTCOME})
_METHODS: Final = ["GET", "HEAD", "POST"]
_RETRY: Final = 2


def routes(desk: Desk, lobby: Lobby) -> APIRouter:
    """Return the four addresses that letters link to."""
    languages()  # A text that is missing stops the start, not a visitor.
    reception = _Reception(desk, lobby)
    router = APIRouter()
    for to in LinkTo:
        router.add_api_route(
            f"/{to}/{{token:path}}", _leaf(reception, to), methods=_METHODS, include_in_schema=False
        )
    return router


def _leaf(reception: "_Reception", to: LinkTo) -> Leaf:
    async def leaf(request: Request, token: str) -> Response:
        return await reception.answers(request, to, token)

    return leaf


class _Reception:
    """Where links are looked at, and whoever has a genuine one is let through."""

    def __init__(self, desk: Desk, lobby: Lobby) -> None:
        self._desk = desk
        self._lobby = lobby
        self._looks = Pace(limits.LOOKS)
        self._posts = Pace(lobby.posts)
        self._room = Room(bytes_=limits.BUFFERED_BYTES, requests=limits.FORMS, within=limits.WITHIN)
        self._headers = {
            "Content-Security-Policy": drawn_with().policy(),
            "Referrer-Policy": "same-origin",  # With less than that, browsers would not say where a form is from.
            "X-Robots-Tag": "noindex, nofollow",
        }

    async def answers(self, request: Request, to: LinkTo, token: str) -> Response:
        """Return the page behind a link."""
        post = request.method == "POST"
        answer = await self._answer(request, to, token, post=post)
        if post:
            self._lobby.metrics.link_posts.labels(to.name.lower(), answer.ending).inc()
        told = {**self._headers, "Content-Language": answer.speech.language, **answer.headers}
        return Response(answer.page, answer.status, told, "text/html; charset=utf-8")

    async def _answer(self, request: Request, to: LinkTo, token: str, *, post: bool) -> Answer:
        asked = _asked(request)
        speech = asked.speech()
        t = speech.texts
        if wait := self._wait(request, posts=post and to in _CUSTOMERS):
            return sorry(speech, t.too_often, 429, "too_often", wait)
        match links.read(self._lobby.keys, to, token, self._desk.clock.now()):
            case None:
                return sorry(speech, t.unknown, 404, "unknown")
            case Expired():
                return sorry(speech, t.expired, 410, "expired")
            case link:
                did = looked_back(request.query_params.get("did", ""))
                trace = traceparent(request.headers)
                visit = Visit(self._desk, self._lobby, link, asked, did, trace)
        show, take = _LEAVES[to]
        return await (self._takes(request, visit, take) if post else _shown(visit, show))

    async def _takes(self, request: Request, visit: Visit, take: Take) -> Answer:
        """Take in what a button sends. Whatever goes wrong, the page says that nothing was done."""
        t = visit.asked.speech().texts
        if not from_own_page(request.headers):
            return _sorry(visit, t.elsewhere, 403, "elsewhere")
        try:
            require_type(request, MULTIPART, URLENCODED)
            async with self._room.body(request, limits.FORM_BYTES) as raw:
                form = typed(
                    read_form(
                        request.headers["content-type"],
                        raw,
                        limits.FORM_FIELDS,
                        words_bytes=limits.FORM_BYTES,
                    )
                )
            return await take(visit, form)
        except Problem as problem:
            status = problem.kind.status
            if problem.kind is BUSY:
                return _sorry(visit, t.unavailable, status, "unavailable", _RETRY)
            return _sorry(visit, t.unreadable, status, "unreadable")
        except TooLarge:
            return _sorry(visit, t.unreadable, 413, "unreadable")
        except (Unavailable, NotStored):
            return _sorry(visit, t.unavailable, 503, "unavailable", _RETRY)

    def _wait(self, request: Request, *, posts: bool) -> int:
        """Return how many seconds an address has to wait; 0 where it comes no more often than it may."""
        forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
        peer = request.client.host if request.client else ""
        who = neighborhood(address(peer, forwarded, self._lobby.proxies))
        now = self._desk.clock.now()
        wait = self._looks.wait(who, now)
        return ceil(wait or (self._posts.wait(who, now) if posts else 0))


async def _shown(visit: Visit, show: Show) -> Answer:
    try:
        return await show(visit)
    except Unavailable:
        t = visit.asked.speech().texts
        return _sorry(visit, t.unavailable, 503, "unavailable", _RETRY)


def _asked(request: Request) -> Asked:
    language = request.query_params.get("lang", "")[: limits.QUERY]
    return Asked(language, request.headers.get("accept-language", ""))


def _sorry(visit: Visit, why: Sorry, status: int, ending: str, seconds: int = 0) -> Answer:
    return sorry(visit.asked.speech(), why, status, ending, seconds)
