"""What the parts of an order may look like, wherever they stand. Pure."""

from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from switchboard.contracts.events import MAX_TEXT
from switchboard.contracts.values import Status

STRICT: Final = ConfigDict(extra="forbid", strict=True, frozen=True)
"""An order says what it means, and nothing besides."""
_NO_CONTROLS: Final = r"^[^\x00-\x1f\x7f-\x9f]*$"
_NO_CONTROLS_BUT_BREAKS: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def whole(number: object) -> object:
    """Return a number as JSON means it, which has one sort of them: 3.0 is 3."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=_NO_CONTROLS)]
Who = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=_NO_CONTROLS)]
Why = Annotated[str, StringConstraints(max_length=500, pattern=_NO_CONTROLS)]
Version = Annotated[int, Field(ge=1), BeforeValidator(whole)]
Words = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=MAX_TEXT, pattern=_NO_CONTROLS_BUT_BREAKS, strip_whitespace=True
    ),
]


CaseName = Annotated[str, StringConstraints(max_length=40)]
InquiryName = Annotated[str, StringConstraints(pattern=r"^[0-9a-z]{30}$")]


class Expect(BaseModel):
    """What the action takes for granted; it is refused where the case is otherwise."""

    model_config = STRICT
    assignee: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        default=None, description="Staff id; an empty string: nobody."
    )
    status: Annotated[Status, Field(strict=False)] | None = None
    version: Version | None = None
