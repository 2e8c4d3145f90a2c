"""The pages behind links, drawn from texts and templates: no script, nothing fetched, everything shown escaped. Pure."""

from functools import cache
from typing import NamedTuple

from services.desk.pages.limits import REMARK, WORD
from services.desk.pages.speech import Speech
from services.desk.pages.texts import Sorry, languages
from services.desk.pages.typed import Typed
from services.desk.pages.view import LIVE, Promised, happened, promised, takes_part
from switchboard.contracts.case import Case
from switchboard.contracts.reference import grouped
from switchboard.contracts.values import Clock, Identity, Opinion, UnixSeconds
from switchboard.http.paper import Paper, paper


class Said(NamedTuple):
    """What a page says of what was just pressed or typed."""

    typed: Typed = Typed()
    fault: str = ""
    thanks: bool = False


NOTHING_SAID = Said()


class Known(NamedTuple):
    """What a customer's page shows that stands elsewhere than on the case."""

    done: str = ""
    """What staff say has been done."""
    contact: str = ""
    """Who is there for this customer, by name."""


@cache
def drawn_with() -> Paper:
    """Return what these pages are drawn with."""
    assert __package__
    return paper(__package__)


def sorry_page(speech: Speech, sorry: Sorry, seconds: int = 0) -> str:
    """Return the page where there is nothing to see or to do: why, and what to do instead."""
    words = speech.put(sorry.words, seconds=seconds) if seconds else sorry.words
    return page("sorry.html", speech, title=sorry.title, words=words)


def status_page(
    speech: Speech, case: Case, who: Identity, now: UnixSeconds, known: Known, said: Said
) -> str:
    """Return how a matter stands: what this one person was told, and nothing else of the case."""
    t = speech.texts.status
    part = takes_part(case, who)
    due = promised(case) if part else None
    over = case.status not in LIVE
    return page(
        "status.html",
        speech,
        reference=grouped(case.reference),
        said=said,
        fault=speech.put(said.fault, longest=WORD),
        seen=case.version,
        part=part,
        stands=t.stands[case.status] if part else t.bare,
        department=speech.department(case.department),
        contact=known.contact,
        promise=_promise(speech, due, now) if due else "",
        late=due is not None and now > due.due_at,
        done=known.done if part and over else "",
        history=[(speech.moment(one.at), t.happened[one.what]) for one in happened(case, who)],
        hint=t.add_again if over else t.add_hint,
    )


def _promise(speech: Speech, due: Promised, now: UnixSeconds) -> str:
    t, late = speech.texts.status, now > due.due_at
    if due.clock is Clock.RESOLVE:
        sentence = t.settle_late if late else t.settle_by
    else:
        sentence = t.answer_late if late else t.answer_by
    return sentence.format(by=speech.deadline(due.due_at, now))


def bare_page(speech: Speech) -> str:
    """Return the page for whoever has no part in a matter: we have their message, and that is all."""
    t = speech.texts.status
    return page("sorry.html", speech, title=t.title, words=t.bare)


def thanked_page(speech: Speech) -> str:
    """Return the page that confirms what a customer wrote, where nothing is known of their matter."""
    t = speech.texts.status
    return page("sorry.html", speech, title=t.title, words=t.thanks)


def outcome_page(speech: Speech, seen: int, chosen: str, said: Said) -> str:
    """Return the page on which a customer says how it was."""
    t = speech.texts.outcome
    return page(
        "outcome.html",
        speech,
        said=said,
        fault=speech.put(said.fault, longest=REMARK),
        seen=seen,
        chosen=chosen,
        opinions=[(one.value, speech.phrases.opinion[one]) for one in Opinion],
        hint=speech.put(t.words_hint, longest=REMARK),
    )


def given_page(speech: Speech, opinion: Opinion | None) -> str:
    """Return the page that thanks; it names the opinion where it is known by now."""
    t = speech.texts.outcome
    given = t.given.format(opinion=speech.phrases.opinion[opinion]) if opinion else ""
    return page("given.html", speech, given=given)


def page(template: str, speech: Speech, **shown: object) -> str:
    """Return a page in a language."""
    spoken = languages()
    known = {
        "t": speech.texts,
        "lang": speech.language,
        "spoken": spoken,
        "here": "",
        "topic": "",
        "house": speech.organization,
    }
    return drawn_with().page(template, known | shown)
