"""What the form's pages say, a file for each language in `texts/`: another file is another language.

Read once; a file that says too little or something unknown is our mistake, and stops the start.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from services.channels.page.typed import Fault, Field


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a field is called, and what helps to fill it in."""

    label: str
    hint: str = ""


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All words of one language."""

    language: str
    """As its speakers call it."""
    direction: str
    languages: str
    title: str
    intro: str
    error: str
    required: str
    your_message: str
    your_answer: str
    your_answer_hint: str
    send: str
    trap: str
    files_again: str
    faults: Mapping[Field, Mapping[Fault, str]]
    fields: Mapping[Field, Label]
    faults_title: str
    stale: str
    elsewhere: str
    too_often: str
    unavailable: str
    too_large: str
    unreadable: str
    busy: str
    not_sent: str
    go_back: str
    start_again: str
    sent_title: str
    sent: str
    reference: str
    keep_it: str
    next_title: str
    next_email: str
    next_phone: str
    next_nothing: str
    sent_files: str
    another: str


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
