"""The desk over HTTP: cases, where inquiries stand, customers, the strategy in force, and what staff do.

GET changes nothing. Every write is an event in the log; its truth is what the case says afterwards.
"""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from msgspec.structs import replace
from starlette.responses import Response

from services.desk import (
    acting,
    deliveries,
    drilling,
    enrolling,
    importing,
    listing,
    merging,
    questions,
    staffing,
    view,
)
from services.desk.answers import described, json
from services.desk.desk import Desk
from services.desk.filters import BadCursor, Cursor, Sort, seal, unseal
from services.desk.queries import CaseQuery, filters
from services.desk.showing import show
from services.desk.standing import standing
from switchboard.contracts.crockford import canonical
from switchboard.contracts.reference import is_inquiry_id
from switchboard.contracts.values import InquiryId
from switchboard.http.access import Caller, Gate, Scope, needs
from switchboard.http.problems import FORBIDDEN, INVALID, NOT_FOUND, Error, Problem

_READ: Final = (401, 403)


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the desk."""
    router = APIRouter(tags=["desk"])
    router.include_router(_inquiries(desk))
    router.include_router(_cases(desk))
    router.include_router(_strategy(desk))
    router.include_router(acting.routes(desk))
    router.include_router(importing.routes(desk))
    router.include_router(merging.routes(desk))
    router.include_router(enrolling.routes(desk))
    router.include_router(staffing.routes(desk))
    router.include_router(deliveries.routes(desk))
    router.include_router(drilling.routes(desk))
    return router


def _inquiries(desk: Desk) -> APIRouter:
    router = APIRouter(dependencies=[Depends(_sender_or_reader(desk.gate))])

    @router.get("/v1/inquiries/{inquiry_id}", **described(*_READ, 404))
    async def get_inquiry(inquiry_id: str) -> Response:
        """Tell where an inquiry stands: accepted, routed or parked, and whether its receipt was sent."""
        if not is_inquiry_id(desk.id_key, inquiry_id):
            raise Problem(NOT_FOUND, "This is no inquiry id of ours. Take it from the 202 answer.")
        known = InquiryId(canonical(inquiry_id).lower())
        return json(
            standing(known, await desk.store.ask(partial(questions.rest, inquiry_id=known)))
        )

    return router


def _sender_or_reader(gate: Gate) -> Callable[[Request], Caller]:
    """Let in whoever may submit: they ask after what they sent; and whoever may read everything."""

    def admitted(request: Request) -> Caller:
        try:
            return gate.admit(request, Scope.SUBMIT)
        except Problem as refusal:
            if refusal.kind is not FORBIDDEN:
                raise
            return gate.admit(request, Scope.READ)

    return admitted


def _cases(desk: Desk) -> APIRouter:
    router = APIRouter(dependencies=[Depends(needs(desk.gate, Scope.READ))])

    @router.get("/v1/cases", **described(*_READ, 422))
    async def get_cases(query: Annotated[CaseQuery, Query()]) -> Response:
        """List cases, the newest first or as a queue; all filters must hold. Go on with `cursor` = `next_cursor`."""
        asked, after = filters(query, desk.clock.now()), _after(query)
        asked = replace(asked, same=_same(desk, asked.customer))
        page = partial(listing.page, asked=asked, after=after, limit=query.limit)
        cases, following = await desk.store.ask(page)
        return json(
            {
                "cases": [view.summary(case) for case in cases],
                "next_cursor": seal(following) if following else None,
            }
        )

    @router.get("/v1/cases/{reference}", **described(*_READ, 404))
    async def get_case(reference: str) -> Response:
        """Show everything of a case. The reference of an inquiry leads to the case where it rests."""
        return await show(desk, reference)

    return router


def _same(desk: Desk, customer: str | None) -> tuple[str, ...]:
    """Return the ids that count as the customer whom somebody asks for."""
    people = desk.directory.people
    customer_id = (customer or "").removeprefix("customer:")
    if people.customer(customer_id) is None:
        return ()
    winner = people.winner(customer_id)
    return (winner, *(one.facts.customer_id for one in people.merged_into(winner)))


def _after(query: CaseQuery) -> Cursor | None:
    """Return where the page begins. Raises Problem 422."""
    try:
        return _of_order(unseal(query.cursor), query.sort) if query.cursor else None
    except BadCursor as fault:
        raise Problem(INVALID, f"{fault}.", errors=[Error("query/cursor", str(fault))]) from fault


def _of_order(cursor: Cursor, sort: Sort) -> Cursor:
    """Return the cursor where it is one of that order; of another one it is none of the list. Raises BadCursor."""
    if (cursor.urgency is None) != (sort is Sort.NEWEST):
        raise BadCursor("this cursor is of another order; begin without one")
    return cursor


def _strategy(desk: Desk) -> APIRouter:
    router = APIRouter(dependencies=[Depends(needs(desk.gate, Scope.READ))])

    @router.get("/v1/strategy", **described(*_READ))
    async def get_strategy() -> Response:
        """Tell which strategy is in force, and since when."""
        return json(view.strategies(await desk.store.ask(questions.activations)))

    return router
