"""Deliveries over HTTP: how the newest messages to a destination of the settings went, attempt by attempt."""

import re
from functools import partial
from typing import Annotated, Final, NamedTuple

import apsw
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from services.desk.answers import described, json
from services.desk.desk import Desk
from services.desk.view import spoken
from switchboard.contracts.codec import decode_delivery
from switchboard.contracts.delivery import Delivery
from switchboard.http.access import Scope, needs
from switchboard.http.problems import INVALID, Error, Problem

_PLACE: Final = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)-([A-Za-z0-9_.-]{1,128})")
_DESTINATION: Final = "json_extract(CAST(body AS TEXT), '$.destination')"
_AT: Final = "json_extract(CAST(body AS TEXT), '$.at')"


class DeliveriesQuery(BaseModel):
    """Of which destination, and which page."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    destination: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: (
        Annotated[str, Field(max_length=200, json_schema_extra={"format": "delivery-cursor"})]
        | None
    ) = None


class Place(NamedTuple):
    """Where a delivery stands among the others."""

    at: float
    notice_id: str

    @property
    def cursor(self) -> str:
        """Return it as clients carry it; `parse_place` reads it back."""
        return f"{self.at!r}-{self.notice_id}"


def parse_place(text: str) -> Place | None:
    """Return the place that we gave out as `text`; None for anything else."""
    found = _PLACE.fullmatch(text)
    return Place(float(found[1]), found[2]) if found else None


def page(
    db: apsw.Connection, destination: str, after: Place | None, limit: int
) -> tuple[list[Delivery], Place | None]:
    """Return the newest deliveries to a destination, and where the next page begins; None after the last."""
    before = "" if after is None else f" AND ({_AT}, notice_id) < (?, ?)"
    found = db.execute(
        f"SELECT body FROM deliveries WHERE {_DESTINATION} = ?{before}"  # noqa: S608 - our own constants; what is asked is bound
        f" ORDER BY {_AT} DESC, notice_id DESC LIMIT ?",
        (destination, *(after or ()), limit + 1),
    )
    deliveries = [decode_delivery(body) for (body,) in found]
    if len(deliveries) <= limit:
        return deliveries, None
    last = deliveries[limit - 1]
    return deliveries[:limit], Place(last.at, last.notice_id)


def routes(desk: Desk) -> APIRouter:
    """Return the route that lists deliveries."""
    router = APIRouter(dependencies=[Depends(needs(desk.gate, Scope.READ))])

    @router.get("/v1/deliveries", **described(401, 403, 422))
    async def get_deliveries(query: Annotated[DeliveriesQuery, Query()]) -> Response:
        """List what went, or should have gone, to a destination, the newest first, with each attempt."""
        after = parse_place(query.cursor) if query.cursor else None
        if query.cursor and after is None:
            detail = "this cursor is not one of ours; begin without one"
            raise Problem(INVALID, f"{detail}.", errors=[Error("query/cursor", detail)])
        found, following = await desk.store.ask(
            partial(page, destination=query.destination, after=after, limit=query.limit)
        )
        return json(
            {
                "deliveries": [_shown(one) for one in found],
                "next_cursor": following.cursor if following else None,
            }
        )

    return router


def _shown(one: Delivery) -> dict[str, object]:
    return {
        name: spoken(getattr(one, name), name)
        for name in one.__struct_fields__
        if name not in {"format", "to_key", "subject_key"}
    }
