"""Short phrases of letters and pages, a file for each language in `phrases/`: another file is another language.

Read once; a file that says too little or something unknown is our mistake, and stops the start.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from switchboard.contracts.values import Clock, Kind, Milestone, Occasion, Opinion, Priority, Status

FIRST: Final = "en"
"""What is spoken where we lack the language."""
_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long something takes, or took."""

    day: str
    days: str
    hours: str
    minutes: str
    moments: str
    ahead: str
    late: str


class Beneath(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands beneath a letter whose template does not say it."""

    reference: str
    department: str
    first_response_by: str
    status_link: str
    link: str


class Notes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What staff should know of a message itself."""

    late: str
    again: str
    instead_of: str
    repeated: str
    drill: str
    no_answers: str
    more: str
    forgotten: str
    cut: str


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the facts of a case are called."""

    case: str
    subject: str
    customer: str
    department: str
    assignee: str
    nobody: str
    kind: str
    priority: str
    status: str


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All phrases of one language."""

    direction: str
    open: str
    """On a button that nothing else names."""
    span: Span
    beneath: Beneath
    notes: Notes
    labels: Labels
    clock: Mapping[Clock, str]
    kind: Mapping[Kind, str]
    priority: Mapping[Priority, str]
    status: Mapping[Status, str]
    stands: Mapping[Status, str]
    """The same as a customer is told, in the middle of a sentence."""
    promised: Mapping[Clock, str]
    """What a customer is told of a promise."""
    opinion: Mapping[Opinion, str]
    occasion: Mapping[Occasion, str]
    thinks: str
    """What a customer thinks of us, as staff are told."""
    told: str
    """The same where they told one of ours."""
    mark: Mapping[Occasion, str]
    """The same in the subject of a letter."""
    milestone: Mapping[Milestone, str]
    """What a case has come to, as a sentence."""
    warning: str
    breach: str
    reminder: str
    drill: str


@cache
def languages() -> Mapping[str, Phrases]:
    """Return the phrases of every language, by its code (ISO 639-1)."""
    folder = files(__package__).joinpath("phrases")
    found = {
        file.name.removesuffix(".toml"): msgspec.toml.decode(file.read_bytes(), type=Phrases)
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    lacking = {
        name: told.keys() ^ set(of)
        for name, one in found.items()
        for of, told in _lists(one)
        if told.keys() != set(of)
    }
    if lacking:
        raise ValueError(f"phrases lack words: {lacking}")
    return dict(sorted(found.items()))


def _lists(one: Phrases) -> list[tuple[type[StrEnum], Mapping[Any, str]]]:
    return [
        (Clock, one.clock),
        (Kind, one.kind),
        (Priority, one.priority),
        (Status, one.status),
        (Status, one.stands),
        (Clock, one.promised),
        (Opinion, one.opinion),
        (Occasion, one.occasion),
        (Occasion, one.mark),
        (Milestone, one.milestone),
    ]


def phrases(language: str) -> Phrases:
    """Return the phrases of a language; English ones where we lack it."""
    spoken = languages()
    return spoken.get(language) or spoken[FIRST]


def beneath_staff(language: str) -> Beneath:
    """Return the same for a letter to staff: the reference is a case's, not theirs."""
    said = phrases(language)
    return replace(said.beneath, reference=f"{said.labels.case}: {{}}")


def span(seconds: float, language: str) -> str:
    """Return a length of time as people say it: in its two largest units, as `2 h 10 min`."""
    said = phrases(language).span
    whole = max(0.0, seconds)
    days, rest = divmod(whole, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    parts = [
        (said.day if days == 1 else said.days).format(int(days)) if days else "",
        said.hours.format(int(hours)) if hours else "",
        said.minutes.format(int(minutes)) if minutes and not days else "",
    ]
    return " ".join(filter(None, parts)) or said.moments


def lateness(due_at: float, at: float, language: str) -> str:
    """Return how a moment stands to now: `2 h late`, or `in 10 min`."""
    said = phrases(language).span
    pattern = said.late if at >= due_at else said.ahead
    return pattern.format(span(abs(at - due_at), language))
