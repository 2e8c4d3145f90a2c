"""What staff may ask of a case, as it comes in over HTTP, and the event that it becomes. Pure."""

from hashlib import blake2b, sha256
from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field, StringConstraints, TypeAdapter

from services.desk.fields import STRICT, CaseName, Expect, InquiryName, Name, Who, Why, Words
from services.desk.keeping_orders import AcknowledgeAlert, Check, RecordOutcome, SilenceAlerts
from switchboard.contracts.case import MAX_INQUIRIES
from switchboard.contracts.values import Kind, Priority, Reference, Stage


class Claim(BaseModel):
    """Take the case on."""

    model_config = STRICT
    type: Literal["claim"]
    by: Name
    expect: Expect = Expect()


class Release(BaseModel):
    """Have it no longer."""

    model_config = STRICT
    type: Literal["release"]
    by: Name
    why: Why = ""
    expect: Expect = Expect()


class Assign(BaseModel):
    """Give the case to a named person."""

    model_config = STRICT
    type: Literal["assign"]
    by: Name
    assignee: Annotated[Name, Field(description="Staff id.")]
    why: Why = ""
    expect: Expect = Expect()


class Transfer(BaseModel):
    """Hand the case to another department."""

    model_config = STRICT
    type: Literal["transfer"]
    by: Name
    department: Name
    why: Why = ""
    expect: Expect = Expect()


class Reclassify(BaseModel):
    """Say what the case is about; the strategy routes it anew by that."""

    model_config = STRICT
    type: Literal["reclassify"]
    by: Name
    kind: Annotated[Kind, Field(strict=False)]
    stage: Annotated[Stage, Field(strict=False)] | None = None
    language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")] = ""
    why: Why = ""
    expect: Expect = Expect()


class Prioritize(BaseModel):
    """Say how urgent the case is."""

    model_config = STRICT
    type: Literal["prioritize"]
    by: Name
    priority: Annotated[Priority, Field(strict=False)]
    why: Why = ""
    expect: Expect = Expect()


class Reply(BaseModel):
    """Answer the customer."""

    model_config = STRICT
    type: Literal["reply"]
    by: Name
    text: Words
    expect: Expect = Expect()


class Note(BaseModel):
    """Write something down for colleagues; no customer sees it."""

    model_config = STRICT
    type: Literal["note"]
    by: Name
    text: Words
    expect: Expect = Expect()


class Confirm(BaseModel):
    """Know somebody who came into the case by one of our letters alone."""

    model_config = STRICT
    type: Literal["confirm"]
    by: Name
    identity: Annotated[Who, Field(description="One of the case's `unconfirmed`.")]
    why: Why = ""
    expect: Expect = Expect()


class Wait(BaseModel):
    """Wait for the customer."""

    model_config = STRICT
    type: Literal["wait"]
    by: Name
    why: Why = ""
    expect: Expect = Expect()


class Resume(BaseModel):
    """Wait for the customer no more."""

    model_config = STRICT
    type: Literal["resume"]
    by: Name
    why: Why = ""
    expect: Expect = Expect()


class Resolve(BaseModel):
    """Hold the matter for settled."""

    model_config = STRICT
    type: Literal["resolve"]
    by: Name
    why: Why = ""
    done: Annotated[
        Words | None, Field(description="What has been done, in words for the customer.")
    ] = None
    open_because: Annotated[Why, Field(description="Why tasks of the checklist stay undone.")] = ""
    expect: Expect = Expect()


class Reopen(BaseModel):
    """Take the matter up again."""

    model_config = STRICT
    type: Literal["reopen"]
    by: Name
    why: Why = ""
    expect: Expect = Expect()


class Close(BaseModel):
    """Have done with the case, settled or not."""

    model_config = STRICT
    type: Literal["close"]
    by: Name
    why: Why = ""
    expect: Expect = Expect()


class MarkSpam(BaseModel):
    """Hold the case for spam: nothing is promised, nothing is said."""

    model_config = STRICT
    type: Literal["mark_spam"]
    by: Name
    why: Why = ""
    expect: Expect = Expect()


class NotSpam(BaseModel):
    """Hold it for genuine after all; its promises count from here."""

    model_config = STRICT
    type: Literal["not_spam"]
    by: Name
    why: Why = ""
    expect: Expect = Expect()


class Merge(BaseModel):
    """Make the case a part of another one."""

    model_config = STRICT
    type: Literal["merge"]
    by: Name
    into: Annotated[CaseName, Field(description="Reference of the other case.")]
    why: Why = ""
    expect: Expect = Expect()


class Split(BaseModel):
    """Send inquiries away to a case of their own, or back to the one that they came from by a merge."""

    model_config = STRICT
    type: Literal["split"]
    by: Name
    inquiries: Annotated[list[InquiryName], Field(min_length=1, max_length=MAX_INQUIRIES)]
    why: Why = ""
    expect: Expect = Expect()


Order = Annotated[
    Claim
    | Release
    | Assign
    | Transfer
    | Reclassify
    | Prioritize
    | Reply
    | Note
    | Confirm
    | Wait
    | Resume
    | Resolve
    | Reopen
    | Close
    | MarkSpam
    | NotSpam
    | Merge
    | Split
    | AcknowledgeAlert
    | SilenceAlerts
    | RecordOutcome
    | Check,
    Field(discriminator="type"),
]
AnyOrder = (
    Claim
    | Release
    | Assign
    | Transfer
    | Reclassify
    | Prioritize
    | Reply
    | Note
    | Confirm
    | Wait
    | Resume
    | Resolve
    | Reopen
    | Close
    | MarkSpam
    | NotSpam
    | Merge
    | Split
    | AcknowledgeAlert
    | SilenceAlerts
    | RecordOutcome
    | Check
)
ORDER: Final[TypeAdapter[AnyOrder]] = TypeAdapter(Order)


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
