"""An exercise as a client asks for it, and the inquiry that it becomes: real in all but that nobody waits for it. Pure."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field, StringConstraints, TypeAdapter

from services.desk.customers import Address
from services.desk.fields import STRICT
from switchboard import identities
from switchboard.contracts import reference as ids
from switchboard.contracts.events import InquiryReceived, Sender
from switchboard.contracts.values import Channel, Identity, UnixSeconds

NOBODY: Final = "switchboard.invalid"
"""A domain that there is not: nobody is written to by mistake."""
MARK: Final = "[drill]"
WORDS: Final = "This is an exercise. There is nothing to do."

Words = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class DrillForm(BaseModel):
    """What is tried; a mark in a mail could be anybody's, so an exercise comes in here alone."""

    model_config = STRICT
    channel: Literal["web", "email"] = "web"
    text: Annotated[Words, Field(description="By these words it is routed.")] = WORDS
    to: Annotated[
        Address,
        Field(
            description="Mail address that gets the acknowledgement; else one that isn't there.",
            json_schema_extra={"format": "email"},
        ),
    ] = ""


FORM: Final = TypeAdapter(DrillForm)


def inquiry(form: DrillForm, drill_id: str, id_key: bytes, at: UnixSeconds) -> InquiryReceived:
    """Return the inquiry of an exercise. Raises NotAnIdentity, whose words can be shown."""
    sender, channel = _sender(form, drill_id), Channel(form.channel)
    source = f"drill:{drill_id}"
    inquiry_id = ids.inquiry_id(id_key, channel, source, form.text.encode())
    slot = ids.slot_of(None, None, (sender,), inquiry_id)
    return InquiryReceived(
        inquiry_id=inquiry_id,
        reference=ids.reference_of(slot, inquiry_id),
        slot=slot,
        channel=channel,
        received_at=at,
        source_key=ids.source_key(id_key, channel, source),
        sender=Sender(name="Drill", identities=(sender,)),
        subject=f"{MARK} {drill_id}",
        text=form.text,
        new_case=True,
        drill=drill_id,
    )


def _sender(form: DrillForm, drill_id: str) -> Identity:
    """Return an address of this exercise's own, so that one after another is answered."""
    return identities.mailto(form.to or f"drill-{drill_id}@{NOBODY}")
