"""The templates of a bundle, checked and compiled; and those that we bring along, for what a bundle has none.

A template is text with names of facts and conditions on them; it has no loops, no arithmetic, no calls. The
first line is `Subject: …`, then an empty line, then the letter. An `.html` beside it adds an HTML part. A short
message (`sms_…`) has neither.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, TypeAlias

import msgspec
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2 import Template as Jinja
from jinja2.sandbox import ImmutableSandboxedEnvironment

from switchboard.contracts.values import Kind
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.facts import FACTS, SHORT, STAFF
from switchboard.strategy.problems import Problem

GENERAL: Final = "general"
_PLAIN: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If),
    *(nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
)
_SUBJECT: Final = "Subject:"


class Template(msgspec.Struct, frozen=True):
    """One template, compiled."""

    path: str
    purpose: str
    subject: Jinja
    text: Jinja
    html: Jinja | None = None
    names: frozenset[str] = frozenset()
    """The facts that the text says; to staff, those that the subject says, too."""
    html_names: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    """The web addresses that its author wrote into it."""


Shelf: TypeAlias = Mapping[tuple[str, str, str], Template]
"""Templates by purpose, kind (or `general`) and language."""

_ADDRESS: Final = re.compile(r"https://[^\s<>\"'{}]+")


@cache
def ours() -> Shelf:
    """Return the templates that we bring along; a bundle's own go before them."""
    folder = files(__package__).joinpath("templates")
    found = {
        f"templates/{purpose.name}/{file.name}": file.read_text("utf-8")
        for purpose in folder.iterdir()
        for file in purpose.iterdir()
    }
    problems: list[Problem] = []
    shelf = shelve(Bundle(found), problems)
    if problems:
        raise ValueError("; ".join(map(str, problems)))
    return shelf


def shelve(bundle: Bundle, problems: list[Problem]) -> Shelf:
    """Return the templates of the bundle, and add what is wrong with the others to `problems`."""
    shelf: dict[tuple[str, str, str], Template] = {}
    for path, text in sorted(bundle.files.items()):
        if not path.startswith("templates/"):
            continue
        key = _key(path)
        if key is None:
            wanted = "templates/acknowledgement/general.en.txt"
            problems.append(
                Problem(path, 1, 1, "E501", f"no template has such a name; write it as {wanted}")
            )
        elif path.endswith(".txt"):
            shelf.update((key, one) for one in _compiled(bundle, path, text, key[0], problems))
        elif path.removesuffix("html") + "txt" not in bundle.files:
            problems.append(
                Problem(path, 1, 1, "E502", "an HTML template needs its .txt beside it")
            )
    return shelf


def _key(path: str) -> tuple[str, str, str] | None:
    match path.split("/"):
        case ["templates", purpose, name] if purpose in FACTS:
            return _named(purpose, name)
    return None


def _named(purpose: str, name: str) -> tuple[str, str, str] | None:
    match name.split("."):
        case [kind, language, "txt" | "html" as form] if kind in {GENERAL, *Kind}:
            return None if form == "html" and purpose in SHORT else (purpose, kind, language)
    return None


def _compiled(
    bundle: Bundle, path: str, text: str, purpose: str, problems: list[Problem]
) -> Iterator[Template]:
    first, _, body = ("", "", text) if purpose in SHORT else text.partition("\n")
    if purpose not in SHORT and not first.startswith(_SUBJECT):
        problems.append(
            Problem(path, 1, 1, "E503", "the first line must be Subject: and what it says")
        )
        return
    subject = _template(path, first.removeprefix(_SUBJECT), purpose, problems, 0)
    letter = _template(path, body, purpose, problems, 0 if purpose in SHORT else 1)
    beside = path.removesuffix("txt") + "html"
    rich = bundle.files.get(beside)
    html = None if rich is None else _template(beside, rich, purpose, problems, 0)
    if subject and letter and (html or rich is None):
        yield Template(
            path=path,
            purpose=purpose,
            subject=subject,
            text=letter,
            html=html,
            names=named(text if purpose in STAFF else body),
            html_names=named(rich or ""),
            addresses=frozenset(_ADDRESS.findall(text)),
        )


def _template(
    path: str, text: str, purpose: str, problems: list[Problem], above: int
) -> Jinja | None:
    environment = _HTML if path.endswith("html") else _TEXT
    try:
        parsed = environment.parse(text)
    except TemplateSyntaxError as fault:
        problems.append(
            Problem(path, fault.lineno + above, 1, "E504", f"not a template: {fault.message}")
        )
        return None
    found = [
        Problem(path, line + above, 1, code, said)
        for line, code, said in _objections(parsed, purpose)
    ]
    problems += found
    return None if found else _tried(environment.from_string(text), path, purpose, problems)


def _tried(template: Jinja, path: str, purpose: str, problems: list[Problem]) -> Jinja | None:
    try:
        for sample in ("Sample", ""):
            template.render(dict.fromkeys(FACTS[purpose], sample))
    except (TemplateError, ArithmeticError, TypeError, ValueError) as fault:
        problems.append(Problem(path, 1, 1, "E507", f"fails with a sample: {fault}"))
        return None
    return template


def named(text: str) -> frozenset[str]:
    """Return the facts that a sound template names."""
    return frozenset(meta.find_undeclared_variables(_TEXT.parse(text)))


def _objections(parsed: nodes.Template, purpose: str) -> Iterator[tuple[int, str, str]]:
    for node in parsed.find_all(nodes.Node):
        if not isinstance(node, _PLAIN):
            what = type(node).__name__.lower()
            yield (
                node.lineno,
                "E505",
                f"a template names facts and asks if they are there; no {what}",
            )
    for name in sorted(meta.find_undeclared_variables(parsed) - FACTS[purpose]):
        line = next((node.lineno for node in parsed.find_all(nodes.Name) if node.name == name), 1)
        facts = ", ".join(sorted(FACTS[purpose]))
        yield line, "E506", f"{name} is no fact of this letter; there is {facts}"


_TEXT: Final = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_HTML: Final = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
