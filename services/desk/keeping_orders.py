"""What staff may say of promises, of alerts and of how it went, as it comes in over HTTP. Pure."""

from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    JsonValue,
    StringConstraints,
    model_validator,
)

from services.desk.fields import STRICT, Expect, Name, Why, Words, whole
from services.desk.queries import parse_moment
from switchboard.contracts.case import MAX_CHECKS
from switchboard.contracts.keeping import CUSTOMER
from switchboard.contracts.values import Clock, Opinion, Seconds
from switchboard.strategy.notation import parse_span


def _of_staff(name: str) -> str:
    if name == CUSTOMER:
        raise ValueError(
            "say who of staff writes it down; customers answer by the link of a survey"
        )
    return name


def _is_moment(text: str) -> str:
    parse_moment(text)
    return text


Recorder = Annotated[
    Name, AfterValidator(_of_staff), Field(json_schema_extra={"not": {"const": CUSTOMER}})
]
Span = Annotated[
    str,
    StringConstraints(pattern=r"^[1-9][0-9]{0,4}[mh]$|^[1-9][0-9]?d$"),
    Field(description="So long from now: 90m, 4h or 2d."),
]
Place = Annotated[
    int,
    Field(ge=1, le=MAX_CHECKS, description="Its place in the list, from 1."),
    BeforeValidator(whole),
]
Until = Annotated[
    str,
    AfterValidator(_is_moment),
    Field(
        description="Until then; a moment that has passed ends the silence.",
        json_schema_extra={"format": "date-time"},
    ),
]


def _said(name: str) -> dict[str, JsonValue]:
    """Return the schema of what says that field, and doesn't leave it empty."""
    return {"required": [name], "properties": {name: {"type": "string"}}}


class AcknowledgeAlert(BaseModel):
    """Say that you have seen that time runs out, and see to it: nobody is told of it again."""

    model_config = STRICT
    type: Literal["acknowledge_alert"]
    by: Name
    clock: Annotated[Clock | None, Field(strict=False, description="None: of every promise.")] = (
        None
    )
    why: Why = ""
    expect: Expect = Expect()


class SilenceAlerts(BaseModel):
    """Have nobody alerted of the case for a while; what passes meanwhile is noted on it."""

    model_config = STRICT | {"json_schema_extra": {"oneOf": [_said("for"), _said("until")]}}
    type: Literal["silence_alerts"]
    by: Name
    for_: Annotated[Span | None, Field(alias="for")] = None
    until: Until | None = None
    why: Why = ""
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.for_ is None) == (self.until is None):
            raise ValueError("say either `for` how long or `until` when")
        return self

    @property
    def span(self) -> Seconds | None:
        """How long, where that is said."""
        return parse_span(self.for_) if self.for_ else None


class RecordOutcome(BaseModel):
    """Write down how the customer says that it was."""

    model_config = STRICT
    type: Literal["record_outcome"]
    by: Recorder
    outcome: Annotated[Opinion, Field(strict=False)]
    text: Annotated[Words | None, Field(description="Their words.")] = None
    expect: Expect = Expect()


class Check(BaseModel):
    """Say that a task of the checklist is done, or open again."""

    model_config = STRICT
    type: Literal["check"]
    by: Name
    task: Place
    done: bool = True
    text: Annotated[Why, Field(description="What came of it.")] = ""
    expect: Expect = Expect()
