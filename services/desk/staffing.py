"""Staff over HTTP: who of ours there is, where they work, and how they are reached."""

from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from services.desk.answers import JSON, described, json, taking
from services.desk.desk import Desk
from services.desk.enrol import Stale
from services.desk.roster import Roster
from services.desk.staff import FORM, STAFF_ID, notes, recipient, shown, staff
from services.desk.versions import IfMatch, etag, expected
from switchboard.http import forms
from switchboard.http.access import Scope, needs
from switchboard.http.body import require_type
from switchboard.http.problems import INVALID, NOT_FOUND, PRECONDITION_FAILED, Error, Problem
from switchboard.identities import NotAnIdentity

_MOST_BYTES: Final = 16_000
_MOST_PAGE: Final = 500
_PROBLEMS: Final = (400, 401, 403, 408, 412, 413, 415, 422, 503)
_SUCCESS: Final = {200: "Written", 201: "Written, and new"}

StaffId = Annotated[str, Path(pattern=STAFF_ID)]
After = Annotated[str, Query(max_length=63, description="`next_after` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=_MOST_PAGE)]


def routes(desk: Desk) -> APIRouter:
    """Return the routes of staff."""
    router, roster = APIRouter(), Roster(desk.bus, desk.directory)
    router.include_router(_reading(desk, roster))
    router.include_router(_writing(desk, roster))
    return router


def _reading(desk: Desk, roster: Roster) -> APIRouter:
    router = APIRouter(dependencies=[Depends(needs(desk.gate, Scope.READ))])

    @router.get("/v1/staff", **described(401, 403, 422))
    async def get_all_staff(after: After = "", limit: Limit = 100) -> Response:
        """List who of ours there is in the order of ids, disabled ones included."""
        found = roster.entries(after, limit + 1)
        following = found[limit - 1].staff_id if len(found) > limit else None
        return json({"staff": [shown(one) for one in found[:limit]], "next_after": following})

    @router.get("/v1/staff/{staff_id}", **described(401, 403, 404, 422))
    async def get_staff(staff_id: StaffId) -> Response:
        """Show somebody's entry."""
        entry = roster.entry(staff_id)
        if entry is None:
            raise _nobody()
        return json(shown(entry), headers=etag(entry.version))

    return router


def _writing(desk: Desk, roster: Roster) -> APIRouter:
    router = APIRouter(dependencies=[Depends(needs(desk.gate, Scope.ACT))])

    @router.put("/v1/staff/{staff_id}", **taking(FORM, *_PROBLEMS, success=_SUCCESS))
    async def put_staff(request: Request, staff_id: StaffId, if_match: IfMatch = None) -> Response:
        """Write the whole entry of somebody; `notes` say what is no fault, but worth a look."""
        require_type(request, JSON)
        async with desk.room.body(request, _MOST_BYTES) as raw:
            form = forms.read(FORM, raw)
        _check_ways(form.reach, desk.region)
        become = partial(staff, staff_id, form, desk.region, at=desk.clock.now())
        try:
            written, new = await roster.write(
                staff_id, lambda standing: become(standing=standing), expected(if_match)
            )
        except Stale as fault:
            raise _stale(fault) from fault
        told = shown(written) | {"notes": notes(written, desk.departments())}
        return json(told, 201 if new else 200, etag(written.version))

    @router.delete("/v1/staff/{staff_id}", **described(401, 403, 404, 412, 422, 503))
    async def delete_staff(staff_id: StaffId, if_match: IfMatch = None) -> Response:
        """Take somebody out of the directory. What they did stays; who only pauses is disabled instead."""
        try:
            if not await roster.remove(staff_id, expected(if_match)):
                raise _nobody()
        except Stale as fault:
            raise _stale(fault) from fault
        return json({"id": staff_id, "removed": True})

    return router


def _check_ways(reach: list[str], region: str) -> None:
    errors = []
    for number, way in enumerate(reach):
        try:
            recipient(way, region)
        except NotAnIdentity as fault:
            errors.append(Error(f"/reach/{number}", str(fault)))
    if errors:
        raise Problem(INVALID, "Mend what `errors` lists and send it again.", errors=errors)


def _nobody() -> Problem:
    return Problem(NOT_FOUND, "Nobody of ours has this id. PUT here makes an entry.")


def _stale(fault: Stale) -> Problem:
    return Problem(PRECONDITION_FAILED, f"{fault}. Read it again.")
