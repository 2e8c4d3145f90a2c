"""Customers over HTTP: their entry in the directory, and their cases across all channels."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from services.desk import questions
from services.desk.answers import JSON, described, json, taking
from services.desk.board import customer_key
from services.desk.customers import FORM, customer, shown
from services.desk.desk import Desk
from services.desk.enrol import NotNow, Stale
from services.desk.versions import IfMatch, etag, expected
from services.desk.view import summary
from switchboard import identities
from switchboard.contracts.case import Case
from switchboard.contracts.customer import Customer
from switchboard.contracts.reference import identity_key
from switchboard.http import forms
from switchboard.http.access import Scope, needs
from switchboard.http.body import require_type
from switchboard.http.problems import CONFLICT, INVALID, NOT_FOUND, PRECONDITION_FAILED, Problem
from switchboard.identities import NotAnIdentity

_MOST_BYTES: Final = 64_000
_MOST_CASES: Final = 100
_PROBLEMS: Final = (400, 401, 403, 408, 409, 412, 413, 415, 422, 503)
_SUCCESS: Final = {200: "Written", 201: "Written, and new"}
_NO_CONTROLS: Final = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]*"
_VISIBLE: Final = r"[^\s\x00-\x1f\x7f-\x9f]"
_NO_BLANKS_AROUND: Final = rf"^{_VISIBLE}(?:{_NO_CONTROLS}{_VISIBLE})?$"

CustomerId = Annotated[str, Path(pattern=_NO_BLANKS_AROUND, max_length=200)]


def routes(desk: Desk) -> APIRouter:
    """Return the routes of customers."""
    router = APIRouter()
    reader = Depends(needs(desk.gate, Scope.READ))
    actor = Depends(needs(desk.gate, Scope.ACT))

    @router.put(
        "/v1/customers/{customer_id}",
        dependencies=[actor],
        **taking(FORM, *_PROBLEMS, success=_SUCCESS),
    )
    async def put_customer(
        request: Request, customer_id: CustomerId, if_match: IfMatch = None
    ) -> Response:
        """Write the whole entry of a customer. Later contacts of any of its identities are theirs."""
        require_type(request, JSON)
        async with desk.room.body(request, _MOST_BYTES) as raw:
            form = forms.read(FORM, raw)
        version = expected(if_match)
        try:
            identities.customer(customer_id)
            entry = customer(customer_id, form, desk.region)
            written = await desk.enrolment.enrol(entry, version)
        except NotAnIdentity as fault:
            raise Problem(INVALID, f"{fault}.") from fault
        except Stale as fault:
            raise Problem(PRECONDITION_FAILED, f"{fault}. Read it again.") from fault
        except NotNow as fault:
            raise Problem(CONFLICT, f"{fault}.") from fault
        return json(shown(written), 201 if written.version == 1 else 200, etag(written.version))

    @router.get("/v1/customers/{customer_id}", dependencies=[reader], **described(401, 403, 404))
    async def get_customer(customer_id: str) -> Response:
        """Show the entry of a customer and their newest cases, whichever channel they came by.

        Who was merged is shown as the one that they count as.
        """
        return await _view(desk, customer_id)

    return router


async def _view(desk: Desk, customer_id: str) -> Response:
    """Return a customer as one: the entry, those who count as them, and the cases of all. Raises Problem 404."""
    people = desk.directory.people
    winner = people.winner(customer_id)
    entry = desk.enrolment.entry(winner)
    merged = people.merged_into(winner)
    cases = await _cases(desk, [one for one in (entry, *merged) if one], winner)
    if entry is None and not cases:
        raise Problem(NOT_FOUND, "Nobody of this id is known. PUT here makes an entry.")
    told = shown(entry) if entry else {"customer_id": winner}
    own = entry.identities if entry else ()
    told |= {
        "merged_from": [shown(one) for one in merged],
        "shared": list(people.shared(own)),
        "undeliverable": [one for one in own if people.is_dead(one)],
        "cases": [summary(case) for case in cases],
    }
    elsewhere = {} if winner == customer_id else {"Content-Location": _path(winner)}
    return json(told, headers=elsewhere | (etag(entry.version) if entry else {}))


async def _cases(desk: Desk, entries: Sequence[Customer], winner: str) -> list[Case]:
    """Return the cases stamped as theirs or from an identity that is theirs alone: a shared one names nobody."""
    known = {identity for entry in entries for identity in entry.identities}
    own = (
        identity_key(identity)
        for identity in known
        if (facts := desk.directory.facts([identity])) and facts.customer_id == winner
    )
    ids = dict.fromkeys((winner, *(entry.facts.customer_id for entry in entries)))
    keys = (*map(customer_key, ids), *sorted(own))
    return await desk.store.ask(partial(questions.of_people, keys=keys, limit=_MOST_CASES))


def _path(customer_id: str) -> str:
    return f"/v1/customers/{quote(customer_id, safe='')}"
