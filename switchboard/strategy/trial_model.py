"""The tests that a strategy carries, as they are written in it. Shapes only."""

from typing import Annotated

from pydantic import BaseModel, Field

from switchboard.contracts.customer import Deal
from switchboard.contracts.values import Channel, Kind, Priority, Signal, Stage
from switchboard.strategy.written import Language, Line


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
    quality: Annotated[float, Field(ge=0, le=1)] = 1.0


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
    inform: list[str] | None = None


class Trial(BaseModel, extra="forbid", frozen=True):
    """A test that the file carries, with its own clock."""

    name: Line
    at: str
    inquiry: SampleInquiry
    expect: Expected
