"""Many customers at once, over HTTP: a table that comes in through the one writer, and the table that goes out.

A table with a fault changes nothing. One without is written in batches, each whole; broken off in between, it is
sent again: what is written already is no change any more.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from services.desk import sheet
from services.desk.answers import JSON, described, json
from services.desk.customers import shown
from services.desk.desk import Desk
from services.desk.enrol import NotNow, Tally, unwritable
from services.desk.sheet import BadSheet, Row
from services.desk.view import Shown
from switchboard.bus.port import Unavailable
from switchboard.contracts.values import Identity
from switchboard.http.access import Scope, needs
from switchboard.http.body import require_type
from switchboard.http.problems import CONFLICT, INVALID, Error, Problem, responses, unavailable
from switchboard.people import People

CSV: Final = "text/csv"
LINES: Final = "application/x-ndjson"
MOST_BYTES: Final = 25_000_000
AT_ONCE: Final = 500
"""Entries of one batch: written all or none."""
_MOST_NOTES: Final = 1_000
_MOST_PAGE: Final = 500
_PROBLEMS: Final = (400, 401, 403, 408, 409, 413, 415, 422, 503)
_NOTHING: Final = "Nothing was taken over. Mend what `errors` lists and send the table again."

DryRun = Annotated[bool, Query(description="Only tell what would change.")]
After = Annotated[str, Query(max_length=200, description="`next_after` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=_MOST_PAGE)]


def routes(desk: Desk) -> APIRouter:
    """Return the routes of the table."""
    router = APIRouter()

    @router.post(
        "/v1/customers/import",
        dependencies=[Depends(needs(desk.gate, Scope.ACT))],
        response_class=Response,
        responses={200: _told(), **responses(*_PROBLEMS)},
        openapi_extra={
            "requestBody": {"required": True, "content": {CSV: {"schema": {"type": "string"}}}}
        },
    )
    async def import_customers(request: Request, *, dry_run: DryRun = False) -> Response:
        """Take over a table of customers (CSV, UTF-8): all of it, or with its faults none."""
        require_type(request, CSV)
        async with desk.room.body(request, MOST_BYTES) as raw:
            rows = await _read(raw, desk.region)
        _refuse_merged(desk, rows)
        notes = await _notes(desk, rows)
        if LINES in request.headers.get("accept", ""):
            return StreamingResponse(_progress(desk, rows, notes, dry=dry_run), media_type=LINES)
        tally = Tally()
        for batch in _batches(rows):
            try:
                tally = tally.plus(await _take(desk, batch, dry=dry_run))
            except NotNow as fault:  # Merged while we wrote.
                raise _not_now(fault) from fault
        return json(_result(rows, tally, notes, dry=dry_run))

    @router.get(
        "/v1/customers",
        dependencies=[Depends(needs(desk.gate, Scope.READ))],
        **described(401, 403, 422),
    )
    async def get_customers(request: Request, after: After = "", limit: Limit = 100) -> Response:
        """List the directory in the order of ids; with `Accept: text/csv` all of it, as `import` takes it."""
        if CSV in request.headers.get("accept", ""):
            return StreamingResponse(_table(desk), media_type=f"{CSV}; charset=utf-8")
        found = desk.directory.people.customers(after, limit + 1)
        following = found[limit - 1].facts.customer_id if len(found) > limit else None
        page = [shown(entry) for entry in found[:limit]]
        return json({"customers": page, "next_after": following})

    return router


def _told() -> dict[str, object]:
    schema = {"schema": {"type": "object"}}
    return {"description": "What was done", "content": {JSON: schema, LINES: {"schema": {}}}}


async def _read(raw: bytes, region: str) -> list[Row]:
    try:
        return await asyncio.to_thread(sheet.read, raw, region)
    except BadSheet as wrong:
        errors = [Error(_place(fault), fault.detail) for fault in wrong.faults]
        more = {"left_out": wrong.left_out} if wrong.left_out else {}
        raise Problem(
            INVALID,
            _NOTHING,
            errors=errors,
            extensions=more,
        ) from None


def _refuse_merged(desk: Desk, rows: Sequence[Row]) -> None:
    """Refuse a table that changes somebody who was merged, as `PUT` does. Raises Problem 409."""
    standing = ((row, desk.enrolment.entry(row.customer_id)) for row in rows)
    found = [
        (row, why)
        for row, entry in standing
        if entry and (why := unwritable(entry)) and row.become(entry) != entry
    ]
    if found:
        raise Problem(
            CONFLICT,
            _NOTHING,
            errors=[
                Error(f"line {row.line}, {sheet.KEY}", why)
                for row, why in found[: sheet.MOST_FAULTS]
            ],
        )


def _not_now(fault: NotNow) -> Problem:
    return Problem(CONFLICT, f"{fault}. What stands before it was written: send the table again.")


def _place(fault: sheet.Fault) -> str:
    return f"line {fault.line}" + (f", {fault.column}" if fault.column else "")


def _batches(rows: Sequence[Row]) -> list[Sequence[Row]]:
    return [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)]


async def _take(desk: Desk, rows: Sequence[Row], *, dry: bool) -> Tally:
    revisions = [(row.customer_id, row.become) for row in rows]
    work = desk.enrolment.tried if dry else desk.enrolment.revise
    return await work(revisions)


async def _progress(
    desk: Desk, rows: Sequence[Row], notes: list[Shown], *, dry: bool
) -> AsyncIterator[bytes]:
    tally, done = Tally(), 0
    yield _line({"done": 0, "of": len(rows)})
    for batch in _batches(rows):
        try:
            tally = tally.plus(await _take(desk, batch, dry=dry))
        except (Unavailable, NotNow) as fault:
            problem = _not_now(fault) if isinstance(fault, NotNow) else unavailable()
            yield _line({"problem": problem.document(), "done": done, "of": len(rows)})
            return
        done += len(batch)
        yield _line({"done": done, "of": len(rows)})
    yield _line(_result(rows, tally, notes, dry=dry))


def _line(told: Shown) -> bytes:
    return orjson.dumps(told) + b"\n"


def _result(rows: Sequence[Row], tally: Tally, notes: list[Shown], *, dry: bool) -> Shown:
    return {"rows": len(rows), **tally._asdict(), "dry_run": dry, "notes": notes}


async def _notes(desk: Desk, rows: Sequence[Row]) -> list[Shown]:
    """Return what is no fault, but worth a look, up to as many as anybody reads."""
    first: dict[Identity, str] = {}
    notes: list[Shown] = []
    for batch in _batches(rows):
        notes += [note for row in batch for note in _claimed(desk.directory.people, row, first)]
        await asyncio.sleep(0)  # Others want to be served, too.
    return notes[:_MOST_NOTES]


def _claimed(people: People, row: Row, first: dict[Identity, str]) -> Iterator[Shown]:
    """Yield which identities of a row will name nobody, since others have them as well."""
    own = people.winner(row.customer_id)
    for identity in row.identities:
        claimants = people.claimants(identity) | {first.setdefault(identity, own)}
        if others := sorted(claimants - {own}):
            what = f"{identity} is {', '.join(others)}'s too: as long as it is, it names nobody"
            yield {"line": row.line, "detail": what}


async def _table(desk: Desk) -> AsyncIterator[bytes]:
    """Yield the table in pieces; who was merged counts as somebody else and has no line."""
    after, heading = "", True
    while found := desk.directory.people.customers(after, AT_ONCE):
        standing = [entry for entry in found if entry.merged is None]
        table = await asyncio.to_thread(partial(sheet.write, standing, heading=heading))
        yield table.encode()
        after, heading = found[-1].facts.customer_id, False
    if heading:
        yield sheet.write([]).encode()
