"""What a visitor typed into the form, what is wrong with it, and the inquiry that it is. Pure."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec
import orjson

from services.channels.form import InquiryForm
from services.channels.inquiry import Facts, Prepared, Sent, Source, inquiry_of
from services.channels.limits import LIMITS
from services.channels.words import clean, one_line
from switchboard import identities
from switchboard.contracts.values import Channel, Nature
from switchboard.http.multipart import Part

TRAP: Final = "website"
"""A field that no person sees: only machines that fill whatever they find write there."""
TICKET: Final = "ticket"
TRAPPED: Final = "a field that people do not see was filled in"


class Field(StrEnum):
    """What a visitor may fill in, in the order of the page."""

    SUBJECT = "subject"
    MESSAGE = "message"
    FILES = "files"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    CUSTOMER_NUMBER = "customer_number"


class Fault(StrEnum):
    """What can be wrong with a field."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NO_ADDRESS = "no_address"
    NO_PHONE = "no_phone"
    TOO_MANY = "too_many"


LONGEST: Final[Mapping[Field, int]] = {
    Field.SUBJECT: LIMITS.subject,
    Field.MESSAGE: LIMITS.form_message,
    Field.NAME: LIMITS.name,
    Field.EMAIL: 320,
    Field.PHONE: 60,
    Field.CUSTOMER_NUMBER: 200,
}


class Typed(NamedTuple):
    """A form as it was filled in."""

    words: Mapping[Field, str] = {}
    files: Sequence[Sent] = ()
    ticket: str = ""
    trap: str = ""

    def said(self, field: Field) -> str:
        """Return what stands in a field."""
        return self.words.get(field, "")


class About(NamedTuple):
    """What the page knows of a message, whatever was typed."""

    language: str
    topic: str = ""


def typed(parts: Sequence[Part]) -> Typed:
    """Return what a form says; the first counts where a field comes twice, and what we did not ask for is left."""
    said: dict[str, str] = {}
    for part in parts:
        said.setdefault(part.name, part.text if part.filename is None else "")
    # A browser sends a nameless file of nothing where none was chosen.
    files = [
        Sent(part.filename, part.media_type, part.data)
        for part in parts
        if part.name == Field.FILES and part.filename is not None and (part.filename or part.data)
    ]
    words = {field: _line(field, said.get(field, "")) for field in LONGEST}
    return Typed(words, files, said.get(TICKET, ""), said.get(TRAP, ""))


def _line(field: Field, text: str) -> str:
    return text if field is Field.MESSAGE else one_line(text, len(text))


def faults(form: Typed, region: str) -> dict[Field, Fault]:
    """Return what must be mended before it can be taken, in the order of the page."""
    found = ((field, _fault(form, field, region)) for field in Field)
    return {field: fault for field, fault in found if fault is not None}


def _fault(form: Typed, field: Field, region: str) -> Fault | None:
    text = form.said(field)
    if len(text) > LONGEST.get(field, 0):
        return Fault.TOO_LONG
    match field:
        case Field.MESSAGE:
            return None if clean(text).strip() else Fault.MISSING
        case Field.FILES:
            return Fault.TOO_MANY if len(form.files) > LIMITS.form_files else None
        case Field.EMAIL:
            return None if _is(identities.mailto, text) else Fault.NO_ADDRESS
        case Field.PHONE:
            return None if _is(lambda said: identities.tel(said, region), text) else Fault.NO_PHONE
        case Field.SUBJECT | Field.NAME | Field.CUSTOMER_NUMBER:
            return None


def _is(normalize: Callable[[str], object], text: str) -> bool:
    try:
        return not text or bool(normalize(text))
    except identities.NotAnIdentity:
        return False


def inquiry(form: Typed, about: About, source: Source, facts: Facts) -> Prepared:
    """Return the inquiry that a faultless form is."""
    one = inquiry_of(_form(form, about), form.files, _content(form, about), source, facts)
    if not form.trap:
        return one
    # Nothing that came in is lost: staff find it as spam; whoever's address was typed hears nothing of it.
    suspect = msgspec.structs.replace(
        one.inquiry,
        nature=Nature.SPAM,
        acknowledgeable=False,
        unacknowledgeable_because=TRAPPED,
        warnings=(TRAPPED,),
    )
    return one._replace(inquiry=suspect)


def _form(form: Typed, about: About) -> InquiryForm:
    # Anybody can write anybody's customer number: it is told to staff, and proves nothing about who that is.
    stated = {"customer_number": form.said(Field.CUSTOMER_NUMBER), "topic": about.topic}
    return InquiryForm.model_validate(
        {
            "from": {
                "name": form.said(Field.NAME),
                "email": form.said(Field.EMAIL) or None,
                "phone": form.said(Field.PHONE) or None,
            },
            "subject": form.said(Field.SUBJECT),
            "text": clean(form.said(Field.MESSAGE)),
            "channel": Channel.WEB,
            "language": about.language,
            "attributes": {name: text for name, text in stated.items() if text},
        }
    )


def _content(form: Typed, about: About) -> bytes:
    """Return all that was said, in one way: what the browser put around it makes no difference."""
    files = [[file.name, sha256(file.data).hexdigest()] for file in form.files]
    return orjson.dumps([sorted(form.words.items()), files, form.trap, *about])
