"""What clients may ask of the list of cases. Anything else in the query is refused, never ignored. Pure."""

import re
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    field_validator,
)

from services.desk.filters import MAX_PAGE, Filters, Sort
from switchboard.contracts.values import Kind, Priority, Status, UnixSeconds

_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)
_PLAIN: Final = r"^[^\x00-\x1f\x7f]*$"

Moment = Annotated[
    str,
    WithJsonSchema({"anyOf": [{"const": "now"}, {"type": "string", "format": "date-time"}]}),
]
Text = Annotated[str, StringConstraints(max_length=320, pattern=_PLAIN)]


class CaseQuery(BaseModel):
    """Filters, all of which must hold, and the page."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    department: Text | None = None
    assignee: Annotated[Text, Field(description="Staff id; empty: nobody has it.")] | None = None
    status: Status | None = None
    kind: Kind | None = None
    priority: Priority | None = None
    customer: (
        Annotated[Text, Field(min_length=1, description="Id, or an identity as a URI.")] | None
    ) = None
    due_before: (
        Annotated[Moment, Field(description="RFC 3339 with its offset, or `now`.")] | None
    ) = None
    parked: (
        Annotated[
            Literal["true"],
            Field(description="Those with an inquiry that could not be read or judged."),
        ]
        | None
    ) = None
    q: (
        Annotated[
            str,
            StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_PLAIN),
            Field(description="Words that all stand in one message; `pump*` finds what begins so."),
        ]
        | None
    ) = None
    drill: (
        Annotated[Literal["true"], Field(description="Exercises, which are listed nowhere else.")]
        | None
    ) = None
    sort: Annotated[
        Sort,
        Field(
            description="`newest` first, or as the `queue` in which cases are to be answered: by"
            " priority, then what is late longest, then what falls due next; open ones alone,"
            " unless `status` says otherwise."
        ),
    ] = Sort.NEWEST
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 50
    cursor: (
        Annotated[
            str,
            Field(
                description="The `next_cursor` of the page before.",
                json_schema_extra={"format": "case-cursor"},
            ),
        ]
        | None
    ) = None

    @field_validator("due_before")
    @classmethod
    def _is_moment(cls, text: str | None) -> str | None:
        if text is not None and text != "now":
            parse_moment(text)
        return text


def parse_moment(text: str) -> UnixSeconds:
    """Return the moment that RFC 3339 text names."""
    if not _RFC_3339.fullmatch(text):
        raise ValueError("write it as 2026-11-22T12:00:00Z")
    return UnixSeconds(round(datetime.fromisoformat(text.upper()).timestamp(), 3))


def filters(query: CaseQuery, now: UnixSeconds) -> Filters:
    """Return what the query asks, at the moment at which it asks."""
    due = query.due_before
    return Filters(
        department=query.department,
        assignee=query.assignee,
        status=query.status,
        kind=query.kind,
        priority=query.priority,
        customer=query.customer,
        due_before=None if due is None else now if due == "now" else parse_moment(due),
        parked=True if query.parked else None,
        drill=query.drill is not None,
        sort=query.sort,
        q=query.q,
    )
