"""What staff may ask of a case, as it comes in over HTTP, and the event that it becomes. Pure."""

from hashlib import blake2b, sha256
from typing import Annotated, Final, Literal, assert_never

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter

from switchboard.contracts.course import CaseReopened, CaseResolved
from switchboard.contracts.events import MAX_TEXT, Action
from switchboard.contracts.handling import CaseClaimed, CaseTransferred, Expectation, ReplyWritten
from switchboard.contracts.values import Reference, Status

_STRICT: Final = ConfigDict(extra="forbid", strict=True, frozen=True)
_NO_CONTROLS: Final = r"^[^\x00-\x1f\x7f-\x9f]*$"
_NO_CONTROLS_BUT_BREAKS: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def _whole(number: object) -> object:
    """JSON has one sort of number: 3.0 is 3."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=_NO_CONTROLS)]
Why = Annotated[str, StringConstraints(max_length=500, pattern=_NO_CONTROLS)]
Version = Annotated[int, Field(ge=1), BeforeValidator(_whole)]
Words = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=MAX_TEXT, pattern=_NO_CONTROLS_BUT_BREAKS, strip_whitespace=True
    ),
]


class Expect(BaseModel):
    """What the action takes for granted; it is refused where the case is otherwise."""

    model_config = _STRICT
    assignee: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        default=None, description="Staff id; an empty string: nobody."
    )
    status: Annotated[Status, Field(strict=False)] | None = None
    version: Version | None = None


class Claim(BaseModel):
    """Take the case on."""

    model_config = _STRICT
    type: Literal["claim"]
    by: Name
    expect: Expect = Expect()


class Transfer(BaseModel):
    """Hand the case to another department."""

    model_config = _STRICT
    type: Literal["transfer"]
    by: Name
    department: Name
    why: Why = ""
    expect: Expect = Expect()


class Reply(BaseModel):
    """Answer the customer."""

    model_config = _STRICT
    type: Literal["reply"]
    by: Name
    text: Words
    expect: Expect = Expect()


class Resolve(BaseModel):
    """Hold the matter for settled."""

    model_config = _STRICT
    type: Literal["resolve"]
    by: Name
    why: Why = ""
    expect: Expect = Expect()


class Reopen(BaseModel):
    """Take the matter up again."""

    model_config = _STRICT
    type: Literal["reopen"]
    by: Name
    why: Why = ""
    expect: Expect = Expect()


Order = Annotated[Claim | Transfer | Reply | Resolve | Reopen, Field(discriminator="type")]
ORDER: Final[TypeAdapter[Claim | Transfer | Reply | Resolve | Reopen]] = TypeAdapter(Order)


def action(order: Order, reference: Reference, action_id: str) -> Action:
    """Return the event that an order becomes."""
    expect = _expectation(order.expect)
    match order:
        case Claim(by=by):
            return CaseClaimed(action_id=action_id, reference=reference, by=by, expect=expect)
        case Transfer(by=by, department=to, why=why):
            return CaseTransferred(
                action_id=action_id,
                reference=reference,
                by=by,
                department=to,
                why=why,
                expect=expect,
            )
        case Reply(by=by, text=text):
            body = words_key(reference, text)
            return ReplyWritten(
                action_id=action_id, reference=reference, by=by, body=body, expect=expect
            )
        case Resolve(by=by, why=why):
            return CaseResolved(
                action_id=action_id, reference=reference, by=by, why=why, expect=expect
            )
        case Reopen(by=by, why=why):
            return CaseReopened(
                action_id=action_id, reference=reference, by=by, why=why, expect=expect
            )
        case _:
            assert_never(order)


def _expectation(expect: Expect) -> Expectation:
    return Expectation(assignee=expect.assignee, status=expect.status, version=expect.version)


def words_key(reference: Reference, text: str) -> str:
    """Return the blob key of what staff wrote: of this case, and told apart by its words."""
    return f"{reference}/{sha256(text.encode()).hexdigest()}"


def action_id(caller: str, reference: Reference, idempotency_key: str) -> str:
    """Return the id of an action that may be sent again: the same for one caller, case and key."""
    parts = (caller.encode(), reference.encode(), idempotency_key.encode())
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
