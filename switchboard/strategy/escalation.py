"""What a strategy says of time running out and of what comes after: ladders, overflow, letters, surveys. Shapes only."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, PlainValidator, WithJsonSchema

from switchboard.contracts.values import Kind, Milestone, Opinion, Priority, Seconds, Stage
from switchboard.strategy import notation
from switchboard.strategy.limits import (
    LONGEST_CAP,
    LONGEST_MEMORY,
    MAX_ADDRESSES,
    MAX_CAPS,
    MAX_TIMES,
)
from switchboard.strategy.written import Address, Duration, Id, Many, Share, Span

Moment = Annotated[
    notation.Moment,
    PlainValidator(notation.parse_moment_of_promise),
    WithJsonSchema({"type": "string", "examples": ["warn 80%", "breach", "breach + 2h"]}),
]
Times = Annotated[int, Field(ge=1, le=MAX_TIMES)]
Addresses = Annotated[list[Address], Field(max_length=MAX_ADDRESSES)]
"""Who is told, each of them."""


def _counted(span: Seconds) -> Seconds:
    if span > LONGEST_CAP:
        raise ValueError("longer than is counted; write 24h or less")
    return span


Counted = Annotated[Span, AfterValidator(_counted)]
"""A span of at most a day."""
Caps = Annotated[dict[Counted, Times], Field(max_length=MAX_CAPS)]
"""At most so many within each span."""


def _within_memory(span: Seconds) -> Seconds:
    if span > LONGEST_MEMORY:
        raise ValueError("longer than is remembered; write 365d or less")
    return span


Remembered = Annotated[Span, AfterValidator(_within_memory)]
"""A span of at most a year."""
WhatLetterSays = Literal["reference", "department", "first_response_by"]


class Who(StrEnum):
    """Whom a ladder tells."""

    ASSIGNEE = "assignee"
    LEAD = "lead"
    DEPARTMENT = "department"
    CONTROL_CENTRE = "control_centre"


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
    """It is told again as `repeat` says, and the steps above it are climbed, until somebody has said that they have seen it."""
    repeat: Repeat | None = None
    raise_: Priority | None = Field(default=None, alias="raise")
    """The case has at least this priority from here on."""


class Overflow(BaseModel, extra="forbid", frozen=True):
    """Who helps out, after so much of the first response's time."""

    after: Share
    to: str


class Digest(BaseModel, extra="forbid", frozen=True):
    """What can wait is told together."""

    priorities: Many[Priority]
    every: Span


class Assignments(BaseModel, extra="forbid", frozen=True):
    """Who is told that a case has come to a department."""

    to: Addresses = []
    person: bool = True
    """Whoever it is assigned to is told, too."""
    digest: Digest | None = None


class Alerting(BaseModel, extra="forbid", frozen=True):
    """How ladders are climbed."""

    quiet: list[Priority] = []
    """Cases of these priorities alert nobody while their department is closed: it waits until they open."""


class Webhook(BaseModel, extra="forbid", frozen=True):
    """A system that is told of cases, signed by Standard Webhooks."""

    to: Address
    on: Many[Milestone] = Field(default=list(Milestone))
    departments: Many[Id] | None = None
    """Of these alone; None: of all."""


class Progress(BaseModel, extra="forbid", frozen=True):
    """How often a customer whose matter is open hears of it, at least."""

    every: Duration
    stages: Many[Stage] | None = None
    kinds: Many[Kind] | None = None


class KeepInformed(BaseModel, extra="forbid", frozen=True):
    """What customers are told of our own accord."""

    progress: Progress | None = None
    promise_moved: bool = False
    resolved: bool = False


class ControlCentre(BaseModel, extra="forbid", frozen=True):
    """Who watches over all departments."""

    alert: Addresses = []


class Suppression(BaseModel, extra="forbid", frozen=True):
    """At most so many acknowledgements within a span: against letters that answer each other."""

    per_address: Caps = {}
    per_domain_and_subject: Caps = {}


class Survey(BaseModel, extra="forbid", frozen=True):
    """Asking how it was, once a case is resolved."""

    after: Duration
    kinds: Many[Kind] | None = None
    outcomes: list[Opinion] = Field(default=list(Opinion), min_length=1)
    not_within: Remembered = Seconds(30 * 86_400.0)
    """Whoever was asked within this span isn't asked again."""
    valid: Remembered = Seconds(30 * 86_400.0)
    """How long the answer may take."""


class Consequence(BaseModel, extra="forbid", frozen=True):
    """What follows from an opinion."""

    reopen: bool = False
    notify: Many[Who] | None = None
    ladder: Id | None = None


class FollowUp(BaseModel, extra="forbid", frozen=True):
    """Verifying that the customer is content."""

    survey: Survey | None = None
    on: dict[Opinion, Consequence] = {}
