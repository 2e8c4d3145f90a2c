"""What a strategy says, as its author wrote it. Shapes only: what refers to what is `references`' concern."""

from typing import Annotated, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

from switchboard.contracts.customer import Deal
from switchboard.contracts.values import Channel, Kind, Priority, Signal, Stage
from switchboard.strategy import notation

_T = TypeVar("_T")


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _by_language(value: object) -> object:
    return {"*": value} if isinstance(value, str) else value


Many = Annotated[
    list[_T], Field(min_length=1), BeforeValidator(_listed, json_schema_input_type=_T | list[_T])
]
"""One value, or a list of which any will do."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,62}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\r\n]+$")]
Names = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3}|\*)$")], Line],
    Field(min_length=1),
    BeforeValidator(_by_language, json_schema_input_type=str | dict[str, str]),
]
"""A name in each language; plain text is the same in all."""
Weight = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
Zone = Annotated[str, PlainValidator(notation.parse_zone), WithJsonSchema({"type": "string"})]
Day = Annotated[
    str, PlainValidator(notation.parse_day), WithJsonSchema({"type": "string", "format": "date"})
]
Hours = Annotated[
    notation.Range,
    PlainValidator(notation.parse_range),
    WithJsonSchema({"type": "string", "examples": ["08:00-12:00", "22:00-06:00"]}),
]
Holidays = Annotated[
    str,
    PlainValidator(notation.parse_holidays),
    WithJsonSchema({"type": "string", "examples": ["DE", "DE-BY", "DE-BY+catholic"]}),
]
Duration = Annotated[
    notation.Duration,
    PlainValidator(notation.parse_duration),
    WithJsonSchema({"type": "string", "examples": ["90m", "8h", "5d", "1d4h"]}),
]


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


class Relationship(BaseModel, extra="forbid", frozen=True):
    """How we stand with a customer."""

    assign: Literal["named_person"] | None = None
    """The person of the customer, chosen after the matched rule: priority and SLA stay the rule's."""
    deputy: Literal["department"] | None = None


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


class Understand(BaseModel, extra="forbid", frozen=True):
    """How facts are found in what a customer says."""

    minimum: Weight = 2.0
    """Weight that the strongest kind needs; below it the inquiry goes to triage."""
    margin: Weight = 1.0
    """By how much it must lead the second; closer than this the inquiry goes to triage."""
    evidence: list[EvidenceRule] = []
    stage: list[StageRule] = []


class Destination(BaseModel, extra="forbid", frozen=True):
    """Where to."""

    department: str


class Route(BaseModel, extra="forbid", frozen=True):
    """One rule; the first that holds decides."""

    id: Id
    when: When
    to: Destination
    priority: Priority | None = None
    sla: str | None = None
    playbook: str | None = None


class Sla(BaseModel, extra="forbid", frozen=True):
    """Promises in business time of the department, unless `clock` names another calendar."""

    acknowledge: Duration | None = None
    first_response: Duration | None = None
    resolve: Duration | None = None
    clock: str | None = None


class Acknowledgement(BaseModel, extra="forbid", frozen=True):
    """Whom we tell that we have it: everybody, unless one of these holds."""

    unless: list[When] = []


class SampleInquiry(BaseModel, extra="forbid", frozen=True):
    """An inquiry as a test tells it."""

    text: str
    subject: str = ""
    channel: Channel = Channel.EMAIL
    from_: str = Field(default="mailto:customer@example.org", alias="from")
    tier: str = ""
    relationship: str = ""
    deal: Deal | None = None
    dedicated: str = ""
    language: str = ""
    attribute: dict[str, str] = {}


class Expected(BaseModel, extra="forbid", frozen=True):
    """What must come of it; what isn't named may be anything."""

    kind: Kind | None = None
    language: Language | None = None
    stage: Stage | None = None
    priority: Priority | None = None
    department: str | None = None
    rule: str | None = None
    sla: str | None = None
    playbook: str | None = None
    assignee: str | None = None
    triage: bool | None = None
    signals: list[Signal] | None = None
    acknowledge: bool | None = None
    acknowledge_by: str | None = None
    first_response_by: str | None = None
    resolve_by: str | None = None


class Trial(BaseModel, extra="forbid", frozen=True):
    """A test that the file carries, with its own clock."""

    name: Line
    at: str
    inquiry: SampleInquiry
    expect: Expected


class Strategy(BaseModel, extra="forbid", frozen=True):
    """Everything that a company decides about responding."""

    switchboard: Literal["1"] = Field(json_schema_extra={"enum": [1, "1"]})
    """Version of the grammar."""
    organization: Organization
    defaults: Defaults
    calendars: dict[Id, Calendar] = Field(min_length=1)
    departments: dict[Id, Department] = Field(min_length=1)
    customers: Customers = Customers()
    understand: Understand = Understand()
    route: list[Route] = []
    sla: dict[Id, Sla] = Field(min_length=1)
    acknowledge: Acknowledgement = Acknowledgement()
    playbooks: dict[Id, list[Line]] = {}
    tests: list[Trial] = []
