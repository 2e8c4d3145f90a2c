"""Customers who turn out to be one, and the way back; addresses and numbers whosever they are. Over HTTP."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.responses import Response

from services.desk.answers import JSON, described, json, taking
from services.desk.customers import Line, shown
from services.desk.desk import Desk
from services.desk.enrol import NotNow, Unknown
from services.desk.view import Shown, spoken
from switchboard import identities
from switchboard.contracts.customer import Merged, Shared
from switchboard.contracts.values import Identity
from switchboard.http import forms
from switchboard.http.access import Scope, needs
from switchboard.http.body import require_type
from switchboard.http.problems import CONFLICT, INVALID, NOT_FOUND, Problem
from switchboard.identities import NotAnIdentity

_MOST_BYTES: Final = 8_000
_PROBLEMS: Final = (400, 401, 403, 404, 408, 409, 413, 415, 422, 503)
_MARKING: Final = (400, 401, 403, 408, 413, 415, 422, 503)
_STRICT: Final = ConfigDict(extra="forbid", strict=True, frozen=True)

Uri = Annotated[
    str,
    Path(
        max_length=400,
        description="As mailto:info@example.com or tel:+4930901820.",
        json_schema_extra={"format": "identity"},
    ),
]


class MergeForm(BaseModel):
    """Two customers are one."""

    model_config = _STRICT
    into: Annotated[Line, Field(min_length=1, description="The customer id that stays.")]
    by: Line = ""
    why: Line = ""


class ByForm(BaseModel):
    """Who says so, and why."""

    model_config = _STRICT
    by: Line = ""
    why: Line = ""


MERGE: Final = TypeAdapter(MergeForm)
BY: Final = TypeAdapter(ByForm)


def routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    router.include_router(_merging(desk))
    router.include_router(_telling(desk))
    router.include_router(_marking(desk))
    return router


def _merging(desk: Desk) -> APIRouter:
    router = APIRouter(dependencies=[Depends(needs(desk.gate, Scope.ACT))])

    @router.post(
        "/v1/customers/{customer_id}/merge",
        **taking(MERGE, *_PROBLEMS, success={200: "They count as the other one"}),
    )
    async def merge(request: Request, customer_id: str) -> Response:
        """Have a customer count as another. Nothing moves: a split gives back all that came by it."""
        require_type(request, JSON)
        async with desk.room.body(request, _MOST_BYTES) as raw:
            form = forms.read(MERGE, raw)
        merged = Merged(into=form.into, by=form.by, at=desk.clock.now(), why=form.why)
        try:
            return json(shown(await desk.enrolment.merge(customer_id, merged)))
        except Unknown as fault:
            raise Problem(NOT_FOUND, f"{fault}.") from fault
        except NotNow as fault:
            raise Problem(CONFLICT, f"{fault}.") from fault

    @router.post(
        "/v1/customers/{customer_id}/split",
        **described(401, 403, 404, 409, 503),
    )
    async def split(customer_id: str) -> Response:
        """Take the merge of a customer back: what came by it is their own again."""
        try:
            return json(shown(await desk.enrolment.split(customer_id)))
        except Unknown as fault:
            raise Problem(NOT_FOUND, f"{fault}.") from fault
        except NotNow as fault:
            raise Problem(CONFLICT, f"{fault}.") from fault

    return router


def _telling(desk: Desk) -> APIRouter:
    router = APIRouter(dependencies=[Depends(needs(desk.gate, Scope.READ))])

    @router.get("/v1/identities", **described(401, 403))
    async def get_marks() -> Response:
        """List the addresses and numbers that are marked as shared, and those that letters can't reach."""
        people = desk.directory.people
        return json(
            {"shared": spoken(people.shares()), "undeliverable": spoken(people.undeliverables())}
        )

    @router.get("/v1/identities/{identity}", **described(401, 403, 422))
    async def get_identity(identity: Uri) -> Response:
        """Tell whose an address or number is, and what is known of it."""
        return json(_known(desk, _identity(desk, identity)))

    return router


def _marking(desk: Desk) -> APIRouter:
    router = APIRouter(dependencies=[Depends(needs(desk.gate, Scope.ACT))])

    @router.put(
        "/v1/identities/{identity}/shared",
        **taking(BY, *_MARKING, success={200: "From now on it names nobody"}),
    )
    async def share(request: Request, identity: Uri) -> Response:
        """Mark a shared mailbox or a switchboard's number: it names nobody, and joins nothing by itself."""
        require_type(request, JSON)
        async with desk.room.body(request, _MOST_BYTES) as raw:
            form = forms.read(BY, raw)
        one = _identity(desk, identity)
        entry = Shared(identity=one, by=form.by, since=desk.clock.now(), why=form.why)
        await desk.enrolment.share(entry)
        return json({"identity": one, "shared": spoken(entry)})

    @router.delete("/v1/identities/{identity}/shared", **described(401, 403, 422, 503))
    async def unshare(identity: Uri) -> Response:
        """Take the mark back."""
        one = _identity(desk, identity)
        await desk.enrolment.unshare(one)
        return json({"identity": one, "shared": None})

    @router.delete(
        "/v1/identities/{identity}/undeliverable",
        **described(401, 403, 404, 422, 503),
    )
    async def deliver(identity: Uri) -> Response:
        """Have letters sent to an address again from which one came back."""
        one = _identity(desk, identity)
        if not await desk.enrolment.clear(one, "staff", desk.clock.now()):
            raise Problem(NOT_FOUND, "No letter has come back from this address.")
        return json({"identity": one, "undeliverable": None})

    return router


def _identity(desk: Desk, text: str) -> Identity:
    try:
        return identities.parse(text, desk.region)
    except NotAnIdentity as fault:
        raise Problem(INVALID, f"{fault}.") from fault


def _known(desk: Desk, identity: Identity) -> Shown:
    people = desk.directory.people
    facts = people.facts([identity])
    return {
        "identity": identity,
        "customer_id": facts.customer_id if facts else None,
        "claimed_by": sorted(people.claimants(identity)),
        "shared": bool(people.shared([identity])),
        "undeliverable": spoken(people.undeliverable(identity))
        if people.is_dead(identity)
        else None,
    }
