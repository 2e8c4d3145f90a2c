"""Exercises over HTTP: an inquiry that is marked goes the way of all others, by whoever may act."""

from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from services.desk.answers import JSON, json, taking
from services.desk.desk import Desk
from services.desk.drill import FORM, inquiry
from switchboard.bus.port import Draft
from switchboard.contracts.codec import encode_event
from switchboard.contracts.reference import grouped
from switchboard.contracts.topics import INTAKE, partition_of, slot_key
from switchboard.http import forms
from switchboard.http.access import Scope, needs
from switchboard.http.body import require_type
from switchboard.http.problems import INVALID, Error, Problem
from switchboard.http.tracing import traceparent
from switchboard.identities import NotAnIdentity

_MOST_BYTES: Final = 16_000
_PROBLEMS: Final = (400, 401, 403, 408, 413, 415, 422, 503)


def routes(desk: Desk) -> APIRouter:
    """Return the route by which an exercise begins."""
    router = APIRouter(dependencies=[Depends(needs(desk.gate, Scope.ACT))])

    @router.post(
        "/v1/drills", **taking(FORM, *_PROBLEMS, success={202: "In the log, like any inquiry"})
    )
    async def post_drill(request: Request) -> Response:
        """Begin an exercise: its promises take seconds, its alerts go to the real places, marked; it counts in no figure."""
        require_type(request, JSON)
        async with desk.room.body(request, _MOST_BYTES) as raw:
            form = forms.read(FORM, raw)
        drill_id, now = desk.fresh()[:_LONGEST], desk.clock.now()
        try:
            said = inquiry(form, drill_id, desk.id_key, now)
        except NotAnIdentity as fault:
            raise Problem(INVALID, f"{fault}.", errors=[Error("/to", str(fault))]) from fault
        trace = traceparent(request.headers)
        value, headers = encode_event(said, source="/desk", at=now, traceparent=trace)
        partition = partition_of(said.slot, desk.partitions)
        await desk.bus.publish([Draft(INTAKE, partition, slot_key(said.slot), value, headers)])
        told = {
            "drill": drill_id,
            "inquiry_id": said.inquiry_id,
            "reference": grouped(said.reference),
            "status_url": f"/v1/inquiries/{said.inquiry_id}",
        }
        return json(told, 202)

    return router


_LONGEST: Final = 12
"""Letters of an exercise's name: enough to tell one from another."""
