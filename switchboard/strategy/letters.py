"""The letters of a strategy: which template applies, and what it says with the facts of one case.

Facts come from outside. In HTML they are text; only what we made ourselves, links and passages, has a form there.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final, TypeAlias

import msgspec
from jinja2 import Template as Jinja
from markupsafe import Markup

from switchboard.contracts.values import Kind
from switchboard.strategy.dress import Look, button, dressed, escaped, marked, unmarked
from switchboard.strategy.facts import FACTS, LINKS, NEEDED, PASSAGES, SAID_BY, SHORT, STAFF
from switchboard.strategy.phrases import Beneath, beneath_staff, phrases
from switchboard.strategy.program import Program
from switchboard.strategy.templates import GENERAL, Template, ours

MAX_LETTER: Final = 100_000
MAX_SUBJECT: Final = 250


class Letter(msgspec.Struct, frozen=True):
    """What is sent."""

    subject: str
    text: str
    html: str | None = None
    sender: str = ""
    """What its reader calls us."""


class Passage(msgspec.Struct, frozen=True):
    """A fact of several lines, in its two forms. What stands in its HTML is escaped already."""

    text: str
    html: str


Fact: TypeAlias = str | Passage


class TooLong(Exception):
    """A letter beyond any reader's patience: its facts were out of bounds."""


def letter(program: Program, purpose: str, kind: Kind | None, language: str) -> Template:
    """Return the template that fits best: the language before the default, a bundle's own before ours, the kind before general.

    Raises LookupError where there is none at all.
    """
    default = program.strategy.defaults.language
    for tongue in dict.fromkeys((language, default, "en")):
        for shelf in (program.shelf, ours()):
            for name in (kind or GENERAL, GENERAL):
                if found := shelf.get((purpose, str(name), tongue)):
                    return found
    raise LookupError(f"no template for {purpose}: the check demands one")


def render(
    template: Template,
    facts: Mapping[str, Fact],
    language: str = "en",
    sender: str = "",
    demanded: Collection[str] = (),
) -> Letter:
    """Return the letter. Facts that are not given are empty; those that are `demanded` stand in it in any case.

    Raises TooLong.
    """
    known = {name: facts.get(name, "") for name in FACTS[template.purpose]}
    plain = {name: _plain(value) for name, value in known.items()}
    subject = " ".join(template.subject.render(plain).split())
    subject = "".join(filter(str.isprintable, subject))[:MAX_SUBJECT]
    needed = dict.fromkeys((*NEEDED[template.purpose], *demanded))
    left = [name for name in needed if not _says(template.names, name) and plain.get(name)]
    said = beneath_staff(language) if template.purpose in STAFF else phrases(language).beneath
    text = _bounded(template.text, plain) + _beneath(left, plain, said)
    if template.purpose in SHORT:
        return Letter("", f"{text.strip()}\n", None, sender)
    look = Look(language, subject, sender)
    html = _own_html(template, known, said, needed) or _dressed(template, known, left, said, look)
    return Letter(subject, f"{text.strip()}\n", html, sender)


def _says(names: Collection[str], name: str) -> bool:
    return name in names or SAID_BY.get(name) in names


def _plain(fact: Fact) -> str:
    return fact if isinstance(fact, str) else fact.text


def _own_html(
    template: Template, known: Mapping[str, Fact], said: Beneath, needed: Collection[str]
) -> str | None:
    """Return the HTML part as the bundle has it; None where it has none."""
    if template.html is None:
        return None
    facts = {name: one if isinstance(one, str) else Markup(one.html) for name, one in known.items()}  # noqa: S704  (escaped already)
    left = [name for name in needed if not _says(template.html_names, name) and facts.get(name)]
    beneath = "".join(_block(name, known[name], said) for name in left)
    return f"{_bounded(template.html, facts)}\n{beneath}"


def _block(name: str, fact: Fact, said: Beneath) -> str:
    """Return in HTML what stands beneath."""
    if isinstance(fact, Passage):
        return fact.html
    if name in LINKS:
        return button(fact, _said(name, "", said).strip().removesuffix(":"))
    return f"<p>{escaped(_said(name, fact, said))}</p>\n"


def _dressed(
    template: Template, known: Mapping[str, Fact], left: list[str], said: Beneath, look: Look
) -> str:
    """Return the text in our own dress: what we made is told from what somebody wrote by marks that nobody can write."""
    links = {name: _plain(known[name]) for name in LINKS if known.get(name)}
    passages = {
        name: fact.html for name, fact in known.items() if isinstance(fact, Passage) and fact.text
    }
    facts = {
        name: marked(name) if name in links or name in passages else unmarked(_plain(fact))
        for name, fact in known.items()
    }
    text = _bounded(template.text, facts) + _beneath(left, facts, said)
    return dressed(text, look, links, passages, template.addresses)


def _beneath(left: list[str], facts: Mapping[str, str], said: Beneath) -> str:
    """Return what a letter must say and its template does not: in lines, then what takes more than one."""
    short = [_said(name, facts[name], said) for name in left if name not in LINKS | PASSAGES]
    longer = [_said(name, facts[name], said) for name in left if name in LINKS | PASSAGES]
    return "".join(f"\n\n{block}" for block in ("\n".join(short), *longer) if block)


def _said(name: str, fact: str, said: Beneath) -> str:
    match name:
        case "reference":
            return said.reference.format(fact)
        case "department":
            return said.department.format(fact)
        case "first_response_by":
            return said.first_response_by.format(fact)
        case "status_link":
            return f"{said.status_link}\n{fact}"
        case "link":
            return f"{said.link}\n{fact}"
        case _:
            return fact


def _bounded(template: Jinja, facts: Mapping[str, str]) -> str:
    return "".join(_parts(template, facts)).strip()


def _parts(template: Jinja, facts: Mapping[str, str]) -> Iterator[str]:
    length = 0
    for part in template.generate(facts):
        length += len(part)
        if length > MAX_LETTER:
            raise TooLong(f"a letter has at most {MAX_LETTER} characters")
        yield part
