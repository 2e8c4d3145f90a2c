"""The letters of a strategy: which template applies, and what it says with the facts of one case."""

from collections.abc import Mapping
from typing import Final

import msgspec
from jinja2 import Template as Jinja

from switchboard.contracts.values import Kind
from switchboard.strategy.program import Program
from switchboard.strategy.templates import FACTS, GENERAL, Template

MAX_LETTER: Final = 100_000
MAX_SUBJECT: Final = 250


class Letter(msgspec.Struct, frozen=True):
    """What is sent."""

    subject: str
    text: str
    html: str | None = None


class TooLong(Exception):
    """A letter beyond any reader's patience: its facts were out of bounds."""


def letter(program: Program, purpose: str, kind: Kind, language: str) -> Template:
    """Return the template that fits best: the language before the default, the kind before general."""
    default = program.strategy.defaults.language
    for name, tongue in (
        (kind, language),
        (GENERAL, language),
        (kind, default),
        (GENERAL, default),
    ):
        found = program.shelf.get((purpose, str(name), tongue))
        if found:
            return found
    raise LookupError(f"no template for {purpose}: the check demands one")


def render(template: Template, facts: Mapping[str, str]) -> Letter:
    """Return the letter. Facts that are not given are empty. Raises TooLong."""
    known = {name: facts.get(name, "") for name in FACTS[template.purpose]}
    subject = " ".join(template.subject.render(known).split())
    return Letter(
        "".join(filter(str.isprintable, subject))[:MAX_SUBJECT],
        _bounded(template.text, known),
        _bounded(template.html, known) if template.html else None,
    )


def _bounded(template: Jinja, facts: Mapping[str, str]) -> str:
    parts, length = [], 0
    for part in template.generate(facts):
        length += len(part)
        if length > MAX_LETTER:
            raise TooLong(f"a letter has at most {MAX_LETTER} characters")
        parts.append(part)
    return "".join(parts).strip() + "\n"
