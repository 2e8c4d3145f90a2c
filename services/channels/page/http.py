"""The form over HTTP: for everybody, without key or cookie or script. Whatever happens, what was typed is kept.

The confirmation means durable. A message that is sent twice is one inquiry, and shows the same reference.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from math import ceil
from typing import Final, NamedTuple

from fastapi import APIRouter, Request
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from services.channels.door import Door
from services.channels.inquiry import Prepared, Source
from services.channels.page import ticket
from services.channels.page.draw import drawn_with, form_page, put, refused_page, sent_page
from services.channels.page.manners import Manners
from services.channels.page.texts import languages
from services.channels.page.typed import About, Fault, Field, Typed, faults, inquiry, typed
from services.channels.submission import count, known, unknown
from services.channels.take import take
from switchboard.blobs import NotStored
from switchboard.bus.port import Unavailable
from switchboard.contracts.values import Channel, Seconds
from switchboard.http.aside import aside
from switchboard.http.body import Room, require_type
from switchboard.http.multipart import MULTIPART, URLENCODED, Part, read_form
from switchboard.http.pace import Pace, neighborhood
from switchboard.http.problems import BUSY, TOO_LARGE, Problem
from switchboard.http.tongue import tongue
from switchboard.http.tracing import traceparent
from switchboard.http.visitor import address, from_own_page

_KEPT: Final = {"Cache-Control": "private, no-cache"}
"""May be kept by this one browser, so that the way back leads to the same ticket and the same words."""
_RETRY: Final = {"Retry-After": "2"}


class Ending(StrEnum):
    """What became of a form that was sent."""

    TAKEN = "taken"
    FAULTY = "faulty"
    STALE = "stale"
    ELSEWHERE = "elsewhere"
    TOO_OFTEN = "too_often"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    UNAVAILABLE = "unavailable"


def routes(door: Door, manners: Manners | None = None) -> APIRouter:
    """Return the form's one address."""
    reception = _Reception(door, manners or Manners())
    router = APIRouter()

    # One route for all that can be done here, so that a 405 names all of it.
    @router.api_route("/form", methods=["GET", "HEAD", "POST"], include_in_schema=False)
    async def form(request: Request) -> Response:
        if request.method == "POST":
            return await reception.receives(request)
        return reception.shows(request)

    return router


class _Reception:
    """Where the form is shown and taken."""

    def __init__(self, door: Door, manners: Manners) -> None:
        self._door = door
        self._manners = manners
        self._pace = Pace(manners.rate)
        limits = door.limits
        self._room = Room(
            bytes_=limits.form_buffered_bytes,
            requests=limits.form_requests,
            within=limits.body_within,
        )
        self._headers = _headers(manners)

    def shows(self, request: Request) -> Response:
        """Return the empty form."""
        about = self._about(request)
        told = _KEPT | {"Vary": "Accept-Language"}
        return self._page(about, form_page(about, self._ticket(), Typed(), {}), 200, told)

    async def receives(self, request: Request) -> Response:
        """Take a form in, or return it with what has to be done."""
        require_type(request, MULTIPART, URLENCODED)
        about, limits = self._about(request), self._door.limits
        wait = self._pace.wait(self._visitor(request), self._door.clock.now())
        cap = limits.form_kept_bytes if wait else limits.form_bytes
        try:
            async with self._room.body(request, cap) as raw:
                words = limits.form_words_bytes
                form = await aside(len(raw), lambda: typed(_parts(request, raw, words)))
                return await self._answer(request, about, form, wait)
        except Problem as problem:
            return await self._refusal(request, about, problem, wait)

    async def _answer(self, request: Request, about: About, form: Typed, wait: Seconds) -> Response:
        door, texts = self._door, languages()[about.language]
        wrong = faults(form, door.region)
        if wait:
            return self._again(about, form, wrong, self._too_often(about, wait))
        if not from_own_page(request.headers):
            again = _Again(Ending.ELSEWHERE, 403, texts.elsewhere)
            return self._again(about, form._replace(ticket=self._ticket()), wrong, again)
        try:
            number = self._number(form)
        except ticket.Void:
            again = _Again(Ending.STALE, 422, texts.stale)
            return self._again(about, form._replace(ticket=self._ticket()), wrong, again)
        if wrong:
            return self._again(about, form, wrong, _Again(Ending.FAULTY, 422))
        try:
            one = await self._take(request, about, form, number)
        except (Unavailable, NotStored):
            again = _Again(Ending.UNAVAILABLE, 503, texts.unavailable, _RETRY)
            return self._again(about, form, {}, again)
        self._count(Ending.TAKEN)
        return self._page(about, sent_page(about, form, one.inquiry.reference), 200)

    async def _take(self, request: Request, about: About, form: Typed, number: str) -> Prepared:
        """Return the inquiry once it is durable. Raises Unavailable, NotStored."""
        door = self._door
        if not door.directory.ready:
            raise Unavailable("what is known of customers is still being read")
        source = Source(door.secrets.id_key, f"form:{number}", door.region, door.clock.now())
        size = sum(len(file.data) for file in form.files)
        one = known(door, await aside(size, lambda: inquiry(form, about, source, unknown)))
        await take(door, [one], traceparent(request.headers))
        count(door, Channel.WEB)
        door.metrics.inquiries_nature.labels(Channel.WEB, one.inquiry.nature).inc()
        return one

    def _again(
        self, about: About, form: Typed, wrong: Mapping[Field, Fault], again: "_Again"
    ) -> Response:
        self._count(again.ending)
        page = form_page(about, form.ticket, form, wrong, again.notice)
        return self._page(about, page, again.status, {**_KEPT, **again.headers})

    async def _refusal(
        self, request: Request, about: About, problem: Problem, wait: Seconds
    ) -> Response:
        """Return the page for a body that did not come in; the browser still has what was typed."""
        texts, status, headers = languages()[about.language], problem.kind.status, problem.headers
        ending, why = Ending.UNREADABLE, texts.unreadable
        if problem.kind is BUSY:
            ending, why = Ending.UNAVAILABLE, texts.busy
        if problem.kind is TOO_LARGE:
            # A browser shows no answer to what it is still sending.
            await _drain(
                request, self._door.limits.form_drained_bytes, self._door.limits.body_within
            )
            ending, why = Ending.TOO_LARGE, put(about, texts.too_large)
        if problem.kind is TOO_LARGE and wait:
            often = self._too_often(about, wait)
            ending, why, status = often.ending, often.notice, often.status
            headers = {**headers, **often.headers}
        self._count(ending)
        return self._page(about, refused_page(about, why), status, headers)

    def _too_often(self, about: About, wait: Seconds) -> "_Again":
        seconds = ceil(wait)
        notice = put(about, languages()[about.language].too_often, seconds=seconds)
        return _Again(Ending.TOO_OFTEN, 429, notice, {"Retry-After": str(seconds)})

    def _about(self, request: Request) -> About:
        asked, topic = (request.query_params.get(name, "") for name in ("lang", "topic"))
        accepted = request.headers.get("accept-language", "")
        known = topic if topic in self._manners.topics else ""
        return About(tongue(asked, accepted, languages()), known)

    def _visitor(self, request: Request) -> str:
        forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
        peer = request.client.host if request.client else ""
        return neighborhood(address(peer, forwarded, self._manners.proxies))

    def _ticket(self) -> str:
        door = self._door
        return ticket.issued(door.secrets.token_keys, door.fresh(), door.clock.now())

    def _number(self, form: Typed) -> str:
        door = self._door
        keys, within = door.secrets.token_keys, door.limits.form_open
        return ticket.number(keys, form.ticket, door.clock.now(), within)

    def _count(self, ending: Ending) -> None:
        self._door.metrics.form_posts.labels(ending).inc()

    def _page(
        self, about: About, page: str, status: int, headers: Mapping[str, str] | None = None
    ) -> Response:
        told = {**self._headers, "Content-Language": about.language, **(headers or {})}
        return Response(page, status, told, "text/html; charset=utf-8")


class _Again(NamedTuple):
    """Why a form is shown once more, with what was typed."""

    ending: Ending
    status: int
    notice: str = ""
    headers: Mapping[str, str] = {}


def _headers(manners: Manners) -> dict[str, str]:
    return {
        "Content-Security-Policy": drawn_with().policy(("'self'", *manners.frames)),
        "X-Frame-Options": "SAMEORIGIN",  # Heeded only by browsers that do not know frame-ancestors.
        "Referrer-Policy": "same-origin",  # With less than that, browsers would not say where a form is from.
    }


def _parts(request: Request, raw: bytes, words_bytes: int) -> Sequence[Part]:
    return read_form(request.headers["content-type"], raw, words_bytes=words_bytes)


async def _drain(request: Request, most: int, within: Seconds) -> None:
    """Read on and keep nothing, as far as is reasonable."""
    with suppress(
        TimeoutError, ClientDisconnect, RuntimeError
    ):  # RuntimeError: read to its end before
        async with asyncio.timeout(within):
            async for chunk in request.stream():
                if (most := most - len(chunk)) < 0:
                    return
