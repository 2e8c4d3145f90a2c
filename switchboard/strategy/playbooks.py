"""What a good response holds, as a strategy lists it. Shapes only; the case carries what has been done of it."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from switchboard.strategy.limits import MAX_TASKS
from switchboard.strategy.written import Line


class Task(BaseModel, extra="forbid", frozen=True):
    """One thing that a good response holds."""

    do: Line
    record: bool = False
    """It isn't done without a word on what came of it."""
    by_customer: bool = False
    """It is for the customer to say, once the matter is resolved."""


def _told(value: object) -> object:
    return {"do": value} if isinstance(value, str) else value


Step = Annotated[Task, BeforeValidator(_told, json_schema_input_type=Line | Task)]
"""A task; plain text is one that asks for nothing more."""
Playbook = Annotated[list[Step], Field(max_length=MAX_TASKS)]
"""What a good response holds."""
