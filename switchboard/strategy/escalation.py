"""What a strategy says of time running out and of what comes after: ladders, overflow, letters, surveys. Shapes only."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field, PlainValidator, WithJsonSchema

from switchboard.contracts.values import Kind
from switchboard.strategy import notation
from switchboard.strategy.written import Address, Duration, Id, Many, Share, Span

Moment = Annotated[
    notation.Moment,
    PlainValidator(notation.parse_moment_of_promise),
    WithJsonSchema({"type": "string", "examples": ["warn 80%", "breach", "breach + 2h"]}),
]
Times = Annotated[int, Field(ge=1, le=100)]
WhatLetterSays = Literal["reference", "department", "first_response_by"]


class Who(StrEnum):
    """Whom a ladder tells."""

    ASSIGNEE = "assignee"
    LEAD = "lead"
    DEPARTMENT = "department"
    CONTROL_CENTRE = "control_centre"


class Opinion(StrEnum):
    """How a customer thinks of a response: satisfied or not, and with what feeling toward us."""

    DELIGHTED = "delighted"
    SATISFIED = "satisfied"
    SOMEWHAT_SATISFIED = "somewhat_satisfied"
    DISSATISFIED = "dissatisfied_no_hard_feelings"
    ALIENATED = "alienated"


class Repeat(BaseModel, extra="forbid", frozen=True):
    """How often somebody is told again."""

    every: Span
    times: Times


class Rung(BaseModel, extra="forbid", frozen=True):
    """One step of a ladder: when, and who is told."""

    at: Moment
    notify: Many[Who]
    else_: Who | None = Field(default=None, alias="else")
    """Whom instead, where the first doesn't exist."""
    until: Literal["acknowledged"] | None = None
    repeat: Repeat | None = None


class Overflow(BaseModel, extra="forbid", frozen=True):
    """Who helps out, after so much of the first response's time."""

    after: Share
    to: str


class ControlCentre(BaseModel, extra="forbid", frozen=True):
    """Who watches over all departments."""

    alert: list[Address] = []


class Suppression(BaseModel, extra="forbid", frozen=True):
    """At most so many acknowledgements within a span: against letters that answer each other."""

    per_address: dict[Span, Times] = {}
    per_domain_and_subject: dict[Span, Times] = {}


class Survey(BaseModel, extra="forbid", frozen=True):
    """Asking how it was, once a case is resolved."""

    after: Duration
    kinds: Many[Kind] | None = None
    outcomes: list[Opinion] = list(Opinion)


class Consequence(BaseModel, extra="forbid", frozen=True):
    """What follows from an opinion."""

    reopen: bool = False
    notify: Many[Who] | None = None
    ladder: Id | None = None


class FollowUp(BaseModel, extra="forbid", frozen=True):
    """Verifying that the customer is content."""

    survey: Survey | None = None
    on: dict[Opinion, Consequence] = {}
