"""The form's pages, drawn from texts and templates: no script, nothing fetched, everything typed escaped. Pure."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple
from urllib.parse import urlencode

from babel.numbers import format_decimal

from services.channels.limits import LIMITS
from services.channels.page.texts import Texts, languages
from services.channels.page.typed import LONGEST, About, Fault, Field, Typed
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Reference
from switchboard.http.paper import Paper, paper

_REQUIRED: Final = frozenset({Field.MESSAGE})
_LONGEST_LIST: Final = 500


class Drawn(NamedTuple):
    """One field as the page shows it."""

    id: str
    label: str
    hint: str
    note: str
    """What has to be done once more."""
    value: str
    fault: str
    required: bool

    @property
    def described(self) -> str:
        """Return the ids of what a screen reader reads out with it, the fault first."""
        told = (("fault", self.fault), ("note", self.note), ("hint", self.hint))
        return " ".join(f"{self.id}-{what}" for what, text in told if text)


def form_page(
    about: About, ticket: str, form: Typed, faults: Mapping[Field, Fault], notice: str = ""
) -> str:
    """Return the form with what was typed, what is wrong with it, and what else is to be said."""
    texts = languages()[about.language]
    fields = [_drawn(field, form, faults, about.language) for field in Field]
    return _page(
        "form.html",
        about,
        ticket=ticket,
        notice=notice,
        fields={field.id: field for field in fields},
        faults=[field for field in fields if field.id in faults],
        answer_hint=texts.your_answer_hint,
    )


def sent_page(about: About, form: Typed, reference: Reference) -> str:
    """Return the page that confirms: by which reference, and what happens next."""
    texts = languages()[about.language]
    count = len(form.files)
    return _page(
        "sent.html",
        about,
        reference=grouped(reference),
        next=_next(texts, form),
        files=texts.sent_files.format(count=count) if count else "",
    )


def refused_page(about: About, why: str) -> str:
    """Return the page where what was typed did not reach us; the browser still has it."""
    return _page("refused.html", about, why=why)


def put(about: About, sentence: str, **facts: int) -> str:
    """Return a sentence of the texts with its numbers as the language writes them."""
    known = {"files": LIMITS.form_files, "megabytes": LIMITS.form_files_bytes // 1_000_000, **facts}
    written = {
        name: format_decimal(number, locale=about.language) for name, number in known.items()
    }
    return sentence.format(**written)


@cache
def drawn_with() -> Paper:
    """Return what these pages are drawn with."""
    assert __package__
    return paper(__package__)


def _next(texts: Texts, form: Typed) -> str:
    if form.said(Field.EMAIL):
        return texts.next_email
    return texts.next_phone if form.said(Field.PHONE) else texts.next_nothing


def _drawn(field: Field, form: Typed, faults: Mapping[Field, Fault], language: str) -> Drawn:
    texts, about = languages()[language], About(language)
    words = texts.fields[field]
    chosen = _listed([one.name for one in form.files]) if field is Field.FILES else ""
    fault = texts.faults[field][faults[field]] if field in faults else ""
    return Drawn(
        id=field.value,
        label=words.label,
        hint=put(about, words.hint),
        note=texts.files_again.format(names=chosen) if chosen else "",
        value=form.said(field),
        fault=put(about, fault, longest=LONGEST.get(field, 0)),
        required=field in _REQUIRED,
    )


def _listed(names: Sequence[str]) -> str:
    listed = ", ".join(names)
    return listed if len(listed) <= _LONGEST_LIST else f"{listed[:_LONGEST_LIST]} …"


def _page(template: str, about: About, **shown: object) -> str:
    spoken = languages()
    known = {
        "t": spoken[about.language],
        "lang": about.language,
        "spoken": spoken,
        "here": "form",
        "topic": f"&{urlencode({'topic': about.topic})}" if about.topic else "",
    }
    return drawn_with().page(template, known | shown)
