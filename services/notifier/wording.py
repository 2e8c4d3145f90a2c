"""What a letter says: the facts of a notice in the words of its strategy. Pure."""

from services.notifier.links import NO_LINKS, Links
from services.notifier.staff_wording import Named, nobody
from switchboard.contracts.notices import Acknowledge, Message, Reply, Survey, Update, purpose_of
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Kind, UnixSeconds
from switchboard.strategy.letters import Letter, letter, render
from switchboard.strategy.people import moment, name_in
from switchboard.strategy.program import Program


def word(
    program: Program,
    notice: Message,
    words: str,
    links: Links = NO_LINKS,
    named: Named = nobody,
) -> Letter:
    """Return the letter; `words` are those of staff, where the notice carries any; `named` tells what ours are called.

    Raises LookupError where the strategy has no template for it, TooLong where its facts are out of bounds.
    """
    language = _language(program, notice)
    facts = {
        "reference": grouped(notice.reference),
        "organization": organization(program, notice),
        "department": _department(program, notice, language),
        "name": notice.name,
        "subject": notice.thread.subject,
        "first_response_by": _promise(program, notice, language),
        "words": words,
    }
    return render(letter(program, purpose_of(notice), _kind(notice), language), facts)


def short(
    program: Program,
    notice: Message,
    words: str,
    links: Links = NO_LINKS,
    named: Named = nobody,
) -> str:
    """Return the same as a short message says it (SMS). Raises as `word` does."""
    return word(program, notice, words, links, named).text


def organization(program: Program, notice: Message) -> str:
    """Return what we are called in the language of the customer."""
    names = program.strategy.organization.name
    return name_in(names, _language(program, notice), program.strategy.defaults.language)


def _language(program: Program, notice: Message) -> str:
    known = notice.language in program.strategy.organization.languages
    return notice.language if known else program.strategy.defaults.language


def _department(program: Program, notice: Message, language: str) -> str:
    department = program.strategy.departments.get(notice.department)
    if department is None:
        return notice.department
    return name_in(department.name, language, program.strategy.defaults.language)


def _kind(notice: Message) -> Kind:
    match notice:
        case Acknowledge() | Update() | Survey():
            return notice.kind
        case Reply():
            return Kind.QUESTION


def _promise(program: Program, notice: Message, language: str) -> str:
    match notice:
        case Acknowledge(first_response_by=float(by)):
            return moment(UnixSeconds(by), program.strategy.organization.timezone, language)
        case _:
            return ""
