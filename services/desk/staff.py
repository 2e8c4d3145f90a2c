"""One of ours as a client writes them down, and the entry of the directory that they become. Pure."""

import re
from collections.abc import Callable
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from services.desk.customers import Address, Line
from services.desk.view import Shown, spoken
from switchboard import identities
from switchboard.contracts.customer import Staff
from switchboard.contracts.values import Recipient, UnixSeconds
from switchboard.identities import NotAnIdentity

STAFF_ID: Final = r"^[A-Za-z0-9][A-Za-z0-9_.@-]{0,62}$"
"""As in strategies, which name a lead so."""
MOST_WAYS: Final = 5
MOST_DEPARTMENTS: Final = 50
MOST_LANGUAGES: Final = 10
_HTTPS: Final = re.compile(r"https://[^\s\x00-\x20\x7f]+")
_DESTINATION: Final = re.compile(r"destination:[a-z0-9][a-z0-9_-]{0,62}")

Department = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,62}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class StaffForm(BaseModel):
    """All that is to be known of somebody; what is left out is unknown from now on."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, title="Staff")
    name: Line = ""
    departments: Annotated[list[Department], Field(max_length=MOST_DEPARTMENTS)] = []
    languages: Annotated[
        list[Language],
        Field(
            max_length=MOST_LANGUAGES, description="The first is the one they are written to in."
        ),
    ] = []
    reach: Annotated[
        list[Address],
        Field(
            max_length=MOST_WAYS,
            description="Where they are told of cases and alerts, the first that works: "
            "mailto:, tel:, https: or destination: and a name of the settings.",
            json_schema_extra={"items": {"type": "string", "format": "recipient"}},
        ),
    ] = []
    disabled: Annotated[
        bool, Field(description="They are told nothing, and do nothing, from now on.")
    ] = False


FORM: Final = TypeAdapter(StaffForm)


def staff(
    staff_id: str, form: StaffForm, region: str, standing: Staff | None, at: UnixSeconds
) -> Staff:
    """Return the entry. Raises NotAnIdentity, whose words can be shown."""
    since = standing.disabled_at if standing and standing.disabled_at is not None else at
    return Staff(
        staff_id=staff_id,
        name=form.name,
        departments=tuple(dict.fromkeys(form.departments)),
        languages=tuple(dict.fromkeys(form.languages)),
        reach=tuple(dict.fromkeys(recipient(one, region) for one in form.reach)),
        disabled_at=since if form.disabled else None,
    )


def recipient(text: str, region: str) -> Recipient:
    """Return a way to reach somebody in its one spelling. Raises NotAnIdentity."""
    scheme, _, rest = text.partition(":")
    read = _WAYS.get(scheme)
    if read is None:
        raise NotAnIdentity(
            "not a way to reach somebody: begin with mailto:, tel:, https: or destination:"
        )
    return Recipient(read(rest, region))


def _https(rest: str, _region: str) -> str:
    if not _HTTPS.fullmatch(f"https:{rest}"):
        raise NotAnIdentity("not a URL: write it as https://hooks.example.com/a-meier")
    return f"https:{rest}"


def _destination(rest: str, _region: str) -> str:
    if not _DESTINATION.fullmatch(f"destination:{rest}"):
        raise NotAnIdentity("not a name of the settings: write it as destination:service-chat")
    return f"destination:{rest}"


_WAYS: Final[dict[str, Callable[[str, str], str]]] = {
    "mailto": lambda rest, _region: identities.mailto(rest),
    "tel": identities.tel,
    "https": _https,
    "destination": _destination,
}


def notes(entry: Staff, departments: frozenset[str]) -> list[str]:
    """Return what is no fault, but worth a look."""
    unknown = sorted(set(entry.departments) - departments) if departments else []
    told = [f"{one} is no department of the strategy in force" for one in unknown]
    if not entry.reach:
        told.append("nothing says where they are reached: alerts go to their department instead")
    return told


def shown(entry: Staff) -> Shown:
    """Return an entry as the directory shows it, and as `strategy check --directory` reads it."""
    told = spoken(entry)
    assert isinstance(told, dict)
    fields = {key: value for key, value in told.items() if key not in {"type", "staff_id"}}
    return {"id": entry.staff_id, **fields}
