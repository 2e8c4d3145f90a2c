"""What may stand beside a transcript in the query string: who called whom, which call, and when. Pure."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Final

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from services.channels.form import ONE_LINE, Line
from services.channels.http_terms import queried
from services.channels.limits import LIMITS
from services.channels.phone.door import Told
from services.channels.phone.foreign import of_datetime
from switchboard.http.forms import read

_LONGEST: Final = 100


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, title="Call")

    caller: Annotated[Line, Field(max_length=_LONGEST)] = ""
    called: Annotated[Line, Field(max_length=_LONGEST)] = ""
    call_id: Annotated[Line, Field(max_length=LIMITS.call_id)] = ""
    started_at: AwareDatetime | None = None


_FORM: Final = TypeAdapter(_Asked)
_SAYS: Final = {
    "caller": "The caller's number, where the transcript has none; a plus is written %2B.",
    "called": "The number that was called; its country is that of numbers without one.",
    "call_id": "The exchange's name for the call: the same call sent again is the same inquiry.",
    "started_at": "When the call began (RFC 3339, with offset); without it: now.",
}


def told(query: Iterable[tuple[str, str]]) -> Told:
    """Return what a query string tells of a call. Raises Problem with each fault."""
    given = {name: value for name, value in query if value.strip()}
    if "T" in (begun := given.get("started_at", "")):
        # A plus that nobody escaped arrives as a space.
        given["started_at"] = begun.strip().replace(" ", "+")
    asked = read(_FORM, orjson.dumps(given))
    return Told(
        caller=asked.caller,
        called=asked.called,
        call_id=asked.call_id.strip(),
        started_at=of_datetime(asked.started_at) if asked.started_at else None,
    )


def parameters() -> list[Mapping[str, object]]:
    """Return how OpenAPI describes them."""
    return queried(_SAYS, _schema)


def _schema(name: str) -> Mapping[str, object]:
    if name == "started_at":
        return {"type": "string", "format": "moment-of-a-call"}
    longest = LIMITS.call_id if name == "call_id" else _LONGEST
    return {"type": "string", "pattern": ONE_LINE, "maxLength": longest}
