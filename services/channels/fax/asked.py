"""What may stand beside a fax in the query string: who sent it whom, which fax, and when. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, NamedTuple

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from services.channels.form import ONE_LINE, Line
from services.channels.http_terms import queried
from services.channels.originals import Envelope
from switchboard.contracts.values import UnixSeconds
from switchboard.http.forms import read

_LONGEST: Final = 200
_NUMBERS: Final = ("from", "to")


class Call(NamedTuple):
    """What is known of a fax beside its pages."""

    envelope: Envelope
    fax_id: str
    received_at: UnixSeconds | None

    @property
    def name(self) -> str:
        """What a resend has in common with it; empty where nothing tells: one machine sends one at a time."""
        if self.fax_id:
            return f"fax:{self.fax_id}"
        told = self.envelope.sender and self.received_at
        return f"call:{self.envelope.sender}:{self.received_at}" if told else ""


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, title="Fax")

    sender: Annotated[Line, Field(max_length=_LONGEST, alias="from")] = ""
    to: Annotated[Line, Field(max_length=_LONGEST)] = ""
    fax_id: Annotated[Line, Field(max_length=_LONGEST)] = ""
    received_at: AwareDatetime | None = None


_FORM: Final = TypeAdapter(_Asked)
_SAYS: Final = {
    "from": "The number that sent it; without country it is one of the installation's region.",
    "to": "The number that was called.",
    "fax_id": "What your system calls it: the same fax sent again is the same inquiry.",
    "received_at": "When it came in (RFC 3339, with offset); without it: now.",
}


def call_of(query: Iterable[tuple[str, str]]) -> Call:
    """Return what a query string tells of a fax. Raises Problem with each fault."""
    given = {name: value for name, value in query if value.strip()}
    # A plus that nobody escaped arrives as a space.
    for name in _NUMBERS:
        if (number := given.get(name, "")).startswith(" ") and number.strip()[:1].isdecimal():
            given[name] = f"+{number.strip()}"
    if "T" in (moment := given.get("received_at", "")):
        given["received_at"] = moment.strip().replace(" ", "+")
    asked = read(_FORM, orjson.dumps(given))
    envelope = Envelope(
        sender=asked.sender.strip() or None, recipients=(asked.to.strip(),) if asked.to else ()
    )
    return Call(envelope, asked.fax_id.strip(), _moment(asked.received_at))


def _moment(when: AwareDatetime | None) -> UnixSeconds | None:
    """Return a moment after 1970; None for any other."""
    at = (when - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() if when else 0.0
    return UnixSeconds(round(at, 3)) if at > 0 else None


def parameters() -> list[Mapping[str, object]]:
    """Return how OpenAPI describes them."""
    return queried(_SAYS, _schema)


def _schema(name: str) -> Mapping[str, object]:
    if name == "received_at":
        return {"type": "string", "format": "moment-of-a-call"}
    return {"type": "string", "pattern": ONE_LINE, "maxLength": _LONGEST}
