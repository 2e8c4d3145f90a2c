"""The two pages for customers: how their matter stands, with room for a word; and how it was."""

from functools import partial

from services.desk import orders, questions
from services.desk.desk import Desk
from services.desk.pages import deeds
from services.desk.pages.draw import (
    NOTHING_SAID,
    Known,
    Said,
    bare_page,
    given_page,
    outcome_page,
    status_page,
    thanked_page,
)
from services.desk.pages.limits import REMARK, WORD
from services.desk.pages.saying import done, heard
from services.desk.pages.typed import Typed
from services.desk.pages.view import takes_part
from services.desk.pages.visit import Answer, Visit, gone
from services.desk.showing import words_of
from switchboard.bus.port import Unavailable
from switchboard.contracts.case import Case
from switchboard.contracts.keeping import OpinionGiven
from switchboard.contracts.reference import is_inquiry_id
from switchboard.contracts.values import Identity, Opinion

_SAID = frozenset(Opinion)


async def show_status(visit: Visit) -> Answer:
    """Return the page of a matter."""
    thanks = is_inquiry_id(visit.desk.id_key, visit.did)
    case = await _matter(visit)
    if case is None and thanks:  # What they wrote is heard all the same, as a matter of its own.
        speech = visit.asked.speech()
        return Answer(speech, thanked_page(speech))
    if case is None:
        return gone(visit)
    return await _status(visit, case, Said(thanks=thanks))


async def take_word(visit: Visit, form: Typed) -> Answer:
    """Take in what a customer adds; it is durable when they are thanked."""
    case = await _matter(visit)
    texts = visit.asked.speech(case.language if case else "").texts.status
    if case and (not form.words or len(form.words) > WORD):
        fault = texts.too_long if form.words else texts.missing
        return (await _status(visit, case, Said(form, fault)))._replace(status=422, ending="faulty")
    if not form.words or len(form.words) > WORD:
        return gone(visit)
    desk = visit.desk
    if not desk.directory.ready:
        raise Unavailable("what is known of customers is still being read")
    said = deeds.word(visit.link, form.words, form.seen, case, desk.id_key, desk.clock.now())
    who = said.sender.identities
    people = desk.directory.people
    await heard(visit, deeds.known(said, people.facts(who), people.shared(who)))
    return visit.on(visit.asked.speech(case.language if case else ""), said.inquiry_id)


async def show_outcome(visit: Visit) -> Answer:
    """Return the page on which a customer says how it was, or thanks for having said so."""
    case = await _followed(visit)
    if case is None:
        return gone(visit)
    if not _takes_part(visit, case):
        return _bare(visit)
    speech = await visit.speech(case, case.language)
    given = await visit.desk.store.ask(partial(questions.action, action_id=visit.did))
    match given:
        case OpinionGiven(reference=case.reference, opinion=opinion):
            return Answer(speech, given_page(speech, opinion))
        case None if deeds.is_action_id(visit.did):  # The desk has still to read of it.
            return Answer(speech, given_page(speech, None))
        case _:
            chosen = visit.link.what
            return Answer(speech, outcome_page(speech, case.version, chosen, NOTHING_SAID))


async def take_opinion(visit: Visit, form: Typed) -> Answer:
    """Take in how it was; what they wrote beside it is durable before the log speaks of it. Raises NotStored."""
    case = await _followed(visit)
    if case is None:
        return gone(visit)
    if not _takes_part(visit, case):
        return _bare(visit)
    speech = await visit.speech(case, case.language)
    t = speech.texts.outcome
    fault = _fault(form, t.missing, t.too_long)
    if fault:
        page = outcome_page(speech, case.version, form.opinion, Said(form, fault))
        return Answer(speech, page, 422, "faulty")
    key = orders.words_key(case.reference, form.words) if form.words else ""
    if key:
        await visit.desk.blobs.put(key, form.words.encode())
    event = deeds.opinion(visit.link, case.reference, Opinion(form.opinion), key, form.seen)
    outcome = await done(visit, event)
    if outcome is not None and not outcome.accepted:
        page = outcome_page(speech, case.version, form.opinion, Said(form, t.refused))
        return Answer(speech, page, 409, "refused")
    return visit.on(speech, event.action_id)


def _bare(visit: Visit) -> Answer:
    """Answer whoever was asked once, of a matter that is not theirs any more: it may be somebody else's by now."""
    speech = visit.asked.speech()
    return Answer(speech, bare_page(speech), ending="gone")


def _fault(form: Typed, missing: str, too_long: str) -> str:
    if form.opinion not in _SAID:
        return missing
    return too_long if len(form.words) > REMARK else ""


async def _status(visit: Visit, case: Case, said: Said) -> Answer:
    speech = await visit.speech(case, case.language)
    who, now = Identity(visit.link.who), visit.desk.clock.now()
    known = Known(await words_of(visit.desk, case.done) or "", _contact(visit.desk, case, who))
    return Answer(speech, status_page(speech, case, who, now, known, said))


def _contact(desk: Desk, case: Case, who: Identity) -> str:
    """Return the name of the person who is there for this very customer; empty where there is none."""
    facts = desk.directory.facts([who])
    if facts is None or case.customer is None or facts.customer_id != case.customer.customer_id:
        return ""
    person = desk.directory.staff.get(facts.dedicated)
    return person.name if person and person.disabled_at is None else ""


async def _matter(visit: Visit) -> Case | None:
    """Return the case of the link; the one that it has become a part of, where this person takes part there."""
    case = await _followed(visit)
    if case and not _takes_part(visit, case):
        own = partial(questions.stands, reference=visit.link.reference)
        return await visit.desk.store.ask(own) or case
    return case


def _takes_part(visit: Visit, case: Case) -> bool:
    return takes_part(case, Identity(visit.link.who))


async def _followed(visit: Visit) -> Case | None:
    """Return the case of the link, or the one that it has become a part of."""
    return await visit.desk.store.ask(partial(questions.followed, reference=visit.link.reference))
