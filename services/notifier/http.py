"""The outbox over HTTP: what would have been sent, had a relay been configured. Changes nothing."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from services.notifier.shelf import page, parse_place
from switchboard.http.access import Gate, Scope, needs
from switchboard.http.problems import INVALID, Error, Problem, responses


class OutboxQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: (
        Annotated[str, Field(max_length=200, json_schema_extra={"format": "outbox-cursor"})] | None
    ) = None


class OutgoingMail(BaseModel):
    """A letter in the outbox."""

    notice_id: str
    to: str
    subject: str
    date: Annotated[str, Field(description="RFC 3339, in UTC.")]
    file: Annotated[str, Field(description="Its name in the outbox folder.")]
    size: int


class OutboxPage(BaseModel):
    """Letters, the newest first; go on with `cursor` = `next_cursor`."""

    letters: list[OutgoingMail]
    next_cursor: str | None


def routes(folder: Path, gate: Gate) -> APIRouter:
    """Return the route that lists `folder`."""
    router = APIRouter(tags=["notifier"], dependencies=[Depends(needs(gate, Scope.READ))])

    @router.get("/v1/outbox", responses=responses(401, 403, 422))
    def get_outbox(query: Annotated[OutboxQuery, Query()]) -> OutboxPage:
        """List the mails that lie in the outbox, the newest first."""
        after = parse_place(query.cursor) if query.cursor else None
        if query.cursor and after is None:
            detail = "this cursor is not one of ours; begin without one"
            raise Problem(INVALID, f"{detail}.", errors=[Error("query/cursor", detail)])
        found = page(folder, after, query.limit)
        return OutboxPage(
            letters=[OutgoingMail(**letter._asdict()) for letter in found.letters],
            next_cursor=found.following.cursor if found.following else None,
        )

    return router
