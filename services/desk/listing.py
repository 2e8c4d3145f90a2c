"""Cases page by page, the newest first or as they are to be answered: statements that read, within one snapshot."""

from collections.abc import Sized
from typing import Final

import apsw
import msgspec

from services.desk import filters
from services.desk.board import due_at
from services.desk.filters import Cursor, Filters, Sort
from switchboard.contracts.case import Case
from switchboard.contracts.codec import decode_case
from switchboard.contracts.values import How, Priority, UnixSeconds

_CONDITIONS: Final = {
    "department": "department = ?",
    "assignee": "assignee = ?",
    "status": "status = ?",
    "kind": "kind = ?",
    "priority": "priority = ?",
    "due_before": "due_at < ?",
    "customer": (
        "reference IN (SELECT case_reference FROM people"
        " WHERE identity IN (SELECT value FROM json_each(?)))"
    ),
    "parked": "reference IN (SELECT case_reference FROM placements WHERE how = ?)",
    "q": (
        "reference IN (SELECT placements.case_reference FROM words"
        " JOIN messages ON messages.id = words.rowid"
        " JOIN placements ON placements.inquiry_id = messages.inquiry_id WHERE words MATCH ?)"
    ),
}

URGENCY: Final = (Priority.URGENT, Priority.HIGH, Priority.NORMAL, Priority.LOW)
"""The priorities, the most urgent first; the migration that makes the queue's index names them in this order."""

_NEVER: Final = UnixSeconds(1e18)
"""When what promises nothing falls due; likewise in the index."""

_URGENCY: Final = (
    "CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END"
)
_DUE: Final = "IFNULL(due_at, 1e18)"
_NO_DRILL: Final = "reference NOT IN (SELECT case_reference FROM drills)"
_DRILL: Final = "reference IN (SELECT case_reference FROM drills)"
_LIVE: Final = "status IN ('open', 'waiting')"
_ORDERS: Final = {
    Sort.NEWEST: (
        "(opened_at, reference) < (?, ?)",
        "opened_at DESC, reference DESC",
    ),
    Sort.QUEUE: (
        f"({_URGENCY}, {_DUE}, reference) > (?, ?, ?)",
        f"{_URGENCY}, {_DUE}, reference",
    ),
}
"""Of each order: what comes after the last of the page before, and how the page is sorted."""


def page(
    db: apsw.Connection, asked: Filters, after: Cursor | None, limit: int
) -> tuple[list[Case], Cursor | None]:
    """Return a page of cases in the order that is asked for, and where the next one begins; None after the last."""
    following, order = _ORDERS[asked.sort]
    conditions = [(_CONDITIONS[name], value) for name, value in _bound(asked).items()]
    where = " AND ".join([following, *_always(asked), *(text for text, _ in conditions)])
    found = db.execute(
        f"SELECT body FROM {_table(asked, conditions)} WHERE {where} ORDER BY {order} LIMIT ?",  # noqa: S608 - the conditions are our own constants, what is asked is bound
        (*_start(asked.sort, after), *(value for _, value in conditions), limit + 1),
    )
    cases = [decode_case(body) for (body,) in found]
    if len(cases) <= limit:
        return cases, None
    del cases[limit:]
    return cases, _cursor(asked.sort, cases[-1])


def _table(asked: Filters, conditions: Sized) -> str:
    """Return where to look: the whole queue stands in its own order, of which SQLite thinks too little."""
    whole = asked.sort is Sort.QUEUE and asked.status is None and not conditions
    return "cases INDEXED BY cases_in_queue" if whole else "cases"


def _always(asked: Filters) -> list[str]:
    """Return the conditions that nobody has to ask for."""
    live = [_LIVE] if asked.sort is Sort.QUEUE and asked.status is None else []
    return [_DRILL if asked.drill else _NO_DRILL, *live]


def _start(sort: Sort, after: Cursor | None) -> tuple[float | str, ...]:
    if sort is Sort.QUEUE:
        return (after.urgency or 0, after.at, after.reference) if after else (-1, 0.0, "")
    return (after.at, after.reference) if after else (float("inf"), "")


def _cursor(sort: Sort, last: Case) -> Cursor:
    if sort is Sort.NEWEST:
        return Cursor(last.opened_at, last.reference)
    due = due_at(last)
    urgency = URGENCY.index(last.priority)
    return Cursor(_NEVER if due is None else due, last.reference, urgency)


def _bound(asked: Filters) -> dict[str, str | float]:
    given = {
        name: value
        for name, value in msgspec.structs.asdict(asked).items()
        if name in _CONDITIONS and value is not None
    }
    if asked.customer is not None:
        given["customer"] = msgspec.json.encode(filters.everybody(asked)).decode()
    if asked.parked:
        given["parked"] = How.PARKED
    if asked.q is not None:
        given["q"] = filters.words(asked.q)
    return given
