"""What a strategy says, as its author wrote it. Shapes only: what refers to what is `references`' concern."""

import re
from typing import Annotated, Final, Literal, cast

from pydantic import BaseModel, Field, StringConstraints

from switchboard.contracts.customer import Deal
from switchboard.contracts.values import Channel, Kind, Medium, Priority, Signal, Stage
from switchboard.strategy.escalation import (
    Addresses,
    Alerting,
    Assignments,
    ControlCentre,
    FollowUp,
    KeepInformed,
    Overflow,
    Rung,
    Suppression,
    Webhook,
    WhatLetterSays,
)
from switchboard.strategy.limits import MAX_RUNGS, MAX_WARNINGS, MAX_WEBHOOKS
from switchboard.strategy.playbooks import Playbook
from switchboard.strategy.trial_model import Trial
from switchboard.strategy.written import (
    Day,
    Duration,
    Holidays,
    Hours,
    Id,
    Language,
    Level,
    Line,
    Many,
    Names,
    Scale,
    Share,
    Span,
    Staff,
    Weight,
    Zone,
)


class Organization(BaseModel, extra="forbid", frozen=True):
    """Whose strategy it is."""

    name: Names
    languages: list[Language] = Field(min_length=1)
    timezone: Zone
    region: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    """Where a telephone number without country code belongs."""


class Defaults(BaseModel, extra="forbid", frozen=True):
    """What applies where no rule does: it makes routing total."""

    department: str
    sla: str
    priority: Priority = Priority.NORMAL
    language: Language


class Calendar(BaseModel, extra="forbid", frozen=True):
    """When a department works."""

    timezone: Zone | None = None
    weekly: dict[str, list[Hours]] = Field(min_length=1)
    holidays: Holidays | None = None
    except_: dict[Day, list[Hours]] = Field(default={}, alias="except")


class Department(BaseModel, extra="forbid", frozen=True):
    """Who answers."""

    name: Names
    calendar: str
    lead: Staff | None = None
    alert: Addresses = []
    assignments: Assignments | None = None
    """Who is told of a case that comes here; None: it waits in the queue until somebody looks."""
    overflow: Overflow | None = None


class Relationship(BaseModel, extra="forbid", frozen=True):
    """How we stand with a customer."""

    assign: Literal["named_person"] | None = None
    """The person of the customer, chosen after the matched rule: priority and SLA stay the rule's."""
    deputy: Literal["department"] | None = None
    tell_person: list[Literal["contacts", "changes"]] = []
    """What the named person of such a customer hears of, whoever handles it."""


class Customers(BaseModel, extra="forbid", frozen=True):
    """The words of the directory that conditions may use."""

    tiers: list[Id] = []
    relationships: dict[Id, Relationship] = {}


class When(BaseModel, extra="forbid", frozen=True):
    """A condition: all that is named must hold; of several values any will do."""

    words: dict[Language, Many[str]] | None = None
    pattern: str | None = None
    kind: Many[Kind] | None = None
    stage: Many[Stage] | None = None
    signal: Many[Signal] | None = None
    tier: Many[str] | None = None
    relationship: Many[str] | None = None
    deal: Many[Deal] | None = None
    channel: Many[Channel] | None = None
    language: Many[Language] | None = None
    attribute: dict[Line, Many[str]] | None = None
    quality: Many[Literal["good", "poor"]] | None = None


class Fact(BaseModel, extra="forbid", frozen=True):
    """What a piece of evidence speaks for."""

    kind: Kind | None = None
    signal: Signal | None = None


class EvidenceRule(BaseModel, extra="forbid", frozen=True):
    """Something that adds weight to a fact when it is there."""

    id: Id
    when: When
    fact: Fact
    weight: Weight
    capture: Id | None = None


class StageRule(BaseModel, extra="forbid", frozen=True):
    """Where the deal stands; the first that holds."""

    when: When = When()
    stage: Stage


MODEL_FILE: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.json")


class Classifier(BaseModel, extra="forbid", frozen=True):
    """A trained guess, asked where words leave doubt."""

    model: Annotated[str, StringConstraints(pattern=f"^(none|{MODEL_FILE.pattern})$")]
    """The file beside the strategy that training wrote."""
    minimum: Annotated[float, Field(gt=0, le=1)] = 0.55
    """How probable its kind must be; below it the doubt remains."""


class Understand(BaseModel, extra="forbid", frozen=True):
    """How facts are found in what a customer says."""

    minimum: Weight = 2.0
    """Weight that the strongest kind needs; below it the inquiry goes to triage."""
    margin: Weight = 1.0
    """By how much it must lead the second; closer than this the inquiry goes to triage."""
    poor_below: Annotated[float, Field(ge=0, le=1)] = 0.7
    """A text that can be trusted less than this (reading a fax, hearing a call) is of poor quality."""
    classifier: Classifier | None = None
    evidence: list[EvidenceRule] = []
    stage: list[StageRule] = []


class Destination(BaseModel, extra="forbid", frozen=True):
    """Where to."""

    department: str
    prefer: list[Literal["last_handler", "same_language", "dedicated_person"]] = []


class Need(BaseModel, extra="allow", frozen=True):
    """Skills that are wanted, at what level; `after` so much of the first response's time, less will do."""

    __pydantic_extra__: dict[str, Level] = Field(init=False)
    after: Share = 0.0

    @property
    def skills(self) -> dict[str, int]:
        return cast("dict[str, int]", self.model_extra)


class Inform(BaseModel, extra="forbid", frozen=True):
    """Another department that should know."""

    when: When = When()
    department: str


class Route(BaseModel, extra="forbid", frozen=True):
    """One rule; the first that holds decides."""

    id: Id
    when: When
    to: Destination
    priority: Priority | None = None
    sla: str | None = None
    playbook: str | None = None
    need: list[Need] = []
    inform: list[Inform] = []


class Sla(BaseModel, extra="forbid", frozen=True):
    """Promises in business time of the department, unless `clock` names another calendar."""

    acknowledge: Duration | None = None
    first_response: Duration | None = None
    next_response: Duration | None = None
    resolve: Duration | None = None
    clock: str | None = None
    warn_at: list[Share] = Field(default=[], max_length=MAX_WARNINGS)
    ladder: str | None = None
    weight: Weight = 1.0


class Slas(BaseModel, extra="allow", frozen=True):
    """The SLAs by name, and what holds for all of them."""

    __pydantic_extra__: dict[Id, Sla] = Field(init=False)
    pause_while: list[Literal["waiting_for_customer"]] = ["waiting_for_customer"]

    @property
    def named(self) -> dict[str, Sla]:
        return cast("dict[str, Sla]", self.model_extra)


class Acknowledgement(BaseModel, extra="forbid", frozen=True):
    """Whom we tell that we have it: everybody, unless one of these holds."""

    unless: list[When] = []
    templates: Literal["templates", "templates/"] = "templates/"
    include: list[WhatLetterSays] = []
    suppress: Suppression = Suppression()
    follow_ups: bool = False
    """What comes later to the same case is confirmed, too; else one acknowledgement goes out a case and channel."""


Ladder = Annotated[list[Rung], Field(max_length=MAX_RUNGS)]
"""Who is told when time runs out, step by step."""


class Joining(BaseModel, extra="forbid", frozen=True):
    """Plain time within which contacts belong together; what isn't said is the router's own."""

    burst: Span | None = None
    likeness: Span | None = None
    reopen: Span | None = None


class Strategy(BaseModel, extra="forbid", frozen=True):
    """Everything that a company decides about responding."""

    switchboard: Literal["1"] = Field(json_schema_extra={"enum": [1, "1"]})
    """Version of the grammar."""
    organization: Organization
    defaults: Defaults
    calendars: dict[Id, Calendar] = Field(min_length=1)
    departments: dict[Id, Department] = Field(min_length=1)
    skills: dict[Id, Scale] = {}
    customers: Customers = Customers()
    understand: Understand = Understand()
    route: list[Route] = []
    slas: Slas = Field(alias="sla")
    ladders: dict[Id, Ladder] = {}
    control_centre: ControlCentre = ControlCentre()
    joining: Joining = Joining()
    acknowledge: Acknowledgement = Acknowledgement()
    playbooks: dict[Id, Playbook] = {}
    follow_up: FollowUp | None = None
    media: list[Literal[Medium.EMAIL, Medium.SMS, Medium.FAX]] = [Medium.EMAIL]
    """How customers may be written to: email, sms, fax."""
    alerts: Alerting = Alerting()
    keep_informed: KeepInformed = KeepInformed()
    webhooks: list[Webhook] = Field(default=[], max_length=MAX_WEBHOOKS)
    tests: list[Trial] = []

    @property
    def sla(self) -> dict[str, Sla]:
        """The SLAs by name."""
        return self.slas.named
