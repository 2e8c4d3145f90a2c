"""What a letter to a customer says: the facts of a notice in the words of its strategy. Pure."""

from typing import Final, assert_never

from services.notifier.links import NO_LINKS, Links, opinion_link, status_link
from services.notifier.voice import (
    LONGEST_SUBJECT,
    Named,
    Voice,
    addressed,
    nobody,
    one_line,
    voice,
)
from switchboard.contracts.delivery import Purpose
from switchboard.contracts.notices import Acknowledge, Message, Reply, Survey, Update
from switchboard.contracts.purposes import purpose_of
from switchboard.contracts.reference import grouped
from switchboard.strategy.dress import choices, written
from switchboard.strategy.facts import FOLLOW_UP
from switchboard.strategy.letters import Fact, Letter, Passage, letter, render
from switchboard.strategy.program import Program

_PROMISE: Final = "first_response_by"
_PAPER: Final = "fax:"


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
    return _worded(program, notice, words, links, named, "")


def short(
    program: Program,
    notice: Message,
    words: str,
    links: Links = NO_LINKS,
    named: Named = nobody,
) -> str:
    """Return the same as a short message says it (SMS). Raises as `word` does."""
    return _worded(program, notice, words, links, named, "sms_").text.strip()


def _worded(
    program: Program, notice: Message, words: str, links: Links, named: Named, form: str
) -> Letter:
    speaks = voice(program, notice.language)
    if notice.to.startswith(_PAPER):
        links = NO_LINKS  # Nobody can press on paper.
    purpose = f"{form}{_purpose(notice)}"
    facts = _common(speaks, notice, links) | _own(speaks, notice, words, links, named)
    kind = None if isinstance(notice, Acknowledge) and notice.doubtful else notice.kind
    template = letter(program, purpose, kind, speaks.language)
    demanded = program.strategy.acknowledge.include if purpose == Purpose.ACKNOWLEDGEMENT else ()
    return render(template, facts, speaks.language, speaks.organization, demanded)


def _purpose(notice: Message) -> str:
    """Return for what a template is written: each piece of news has its own, and so have follow-ups."""
    match notice:
        case Update(news=news):
            return f"{purpose_of(notice)}_{news}"
        case Acknowledge(follow_up=True):
            return FOLLOW_UP
        case _:
            return purpose_of(notice)


def _common(speaks: Voice, notice: Message, links: Links) -> dict[str, Fact]:
    return {
        "reference": grouped(notice.reference),
        "organization": speaks.organization,
        "department": speaks.department(notice.department),
        "name": addressed(notice.name),
        "subject": one_line(notice.thread.subject, LONGEST_SUBJECT),
        "status_link": status_link(links, notice),
    }


def _own(speaks: Voice, notice: Message, words: str, links: Links, named: Named) -> dict[str, Fact]:
    match notice:
        case Acknowledge():
            contact = named(notice.contact) if notice.contact else ""
            return {_PROMISE: _answer_by(speaks, notice), "contact": contact}
        case Reply():
            return {"words": Passage(words, written(words))}
        case Update():
            return {"words": Passage(words, written(words))} | _standing(speaks, notice)
        case Survey():
            return _asked(speaks, notice, links)
        case _:
            assert_never(notice)


def _answer_by(speaks: Voice, notice: Acknowledge) -> str:
    """Return by when we answer, unless the strategy keeps that to itself."""
    included = speaks.program.strategy.acknowledge.include
    if notice.first_response_by is None or (included and _PROMISE not in included):
        return ""
    return speaks.moment(notice.first_response_by, notice.department, notice.owed_at)


def _standing(speaks: Voice, notice: Update) -> dict[str, Fact]:
    said = speaks.phrases
    by = notice.promised_by
    moment = "" if by is None else speaks.moment(by, notice.department, notice.owed_at)
    promise = notice.promise
    return {
        "status": said.stands[notice.status],
        "promise": said.clock[promise] if promise else "",
        "promised_by": moment,
        "promised": said.promised[promise].format(moment) if promise and moment else "",
    }


def _asked(speaks: Voice, notice: Survey, links: Links) -> dict[str, Fact]:
    offered = [
        (opinion_link(links, notice, opinion), speaks.phrases.opinion[opinion])
        for opinion in notice.opinions
        if links.base
    ]
    text = "\n\n".join(f"{label}:\n{address}" for address, label in offered)
    return {
        "opinions": Passage(text, choices(offered)),
        "link": opinion_link(links, notice, None),
        "valid_until": speaks.moment(notice.expires_at, notice.department, notice.owed_at),
    }
