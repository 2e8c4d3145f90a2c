"""What the pages behind links say, a file for each language in `texts/`: another file is another language.

What letters say, too, stands in `switchboard.strategy.phrases`. Read once; a file that says too little or something unknown is our mistake, and stops the start.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from services.desk.pages.view import Happening
from switchboard.contracts.values import Channel, Status


class Sorry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why there is nothing to see or do, and what to do instead."""

    title: str
    words: str


class StatusTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The page on which customers see how their matter stands."""

    title: str
    stands: Mapping[Status, str]
    bare: str
    department: str
    contact: str
    answer_by: str
    answer_late: str
    settle_by: str
    settle_late: str
    done: str
    history: str
    happened: Mapping[Happening, str]
    add: str
    add_hint: str
    add_again: str
    send: str
    thanks: str
    missing: str
    too_long: str


class OutcomeTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The page on which customers say how it was."""

    title: str
    question: str
    words: str
    words_hint: str
    send: str
    thanks_title: str
    thanks: str
    given: str
    change: str
    missing: str
    too_long: str
    refused: str


class StaffTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the pages for staff say both of a case and of an alert."""

    case: str
    drill: str
    facts: str
    channel: str
    promises: str
    due: str
    channels: Mapping[Channel, str]
    merged: str
    as_whom: str
    who: str
    other: str
    other_hint: str
    nobody_named: str
    unknown_person: str
    refused: str
    under_way: str


class TaskTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The page on which staff see a case, and claim it."""

    words: str
    no_words: str
    earlier: str
    we: str
    left_out: str
    checklist: str
    done: str
    open: str
    claim: str
    yours: str
    taken: str
    over: str


class AlertTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The page on which staff answer an alert."""

    title: str
    title_over: str
    title_all: str
    on_it: str
    silence: str
    silence_hint: str
    hours: str
    acknowledged: str
    silenced: str
    kept: str
    over: str
    did_acknowledge: str
    did_silence: str


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All words of one language."""

    language: str
    """As its speakers call it."""
    direction: str
    languages: str
    error: str
    reference: str
    unknown: Sorry
    expired: Sorry
    gone: Sorry
    elsewhere: Sorry
    too_often: Sorry
    unreadable: Sorry
    unavailable: Sorry
    status: StatusTexts
    outcome: OutcomeTexts
    staff: StaffTexts
    task: TaskTexts
    alert: AlertTexts


@cache
def languages() -> Mapping[str, Texts]:
    """Return the texts of every language, by its code (ISO 639-1)."""
    folder = files(__package__).joinpath("texts")
    found = {
        file.name.removesuffix(".toml"): msgspec.toml.decode(file.read_bytes(), type=Texts)
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    return dict(sorted(found.items()))
