"""The two pages for staff: a case that somebody may claim, and an alert that somebody may answer."""

from functools import partial
from typing import Final, assert_never

from services.desk import questions
from services.desk.pages import deeds, matter
from services.desk.pages.limits import SILENCES
from services.desk.pages.matter import Brief, Pressed
from services.desk.pages.people import Nobody, Person, Someone, holder, language_of, spoken_for
from services.desk.pages.saying import done
from services.desk.pages.typed import Typed
from services.desk.pages.visit import Answer, Visit, gone
from services.desk.showing import written
from switchboard.bus.port import Unavailable
from switchboard.contracts.case import ActionOutcome
from switchboard.contracts.events import Action
from switchboard.contracts.keeping import AlertAcknowledged, AlertsSilenced
from switchboard.contracts.links import LinkTo
from switchboard.contracts.values import UnixSeconds

_SILENCES: Final = {f"silence-{hours}": hours for hours in SILENCES}


async def show(visit: Visit) -> Answer:
    """Return the page of a case or of an alert, with what came of a button pressed before."""
    brief = await _brief(visit)
    if brief is None:
        return gone(visit)
    if not visit.did:
        return _page(visit, brief, matter.NOT_PRESSED)
    ask = visit.desk.store.ask
    event = await ask(partial(questions.action, action_id=visit.did))
    if event is not None and event.reference != brief.case.reference:
        return _page(visit, brief, matter.NOT_PRESSED)
    return _told(visit, brief, event, await ask(partial(questions.outcome, action_id=visit.did)))


async def press(visit: Visit, form: Typed) -> Answer:
    """Do what a button says, in the name of whoever pressed it, and tell what became of it."""
    brief = await _brief(visit)
    if brief is None:
        return gone(visit)
    by = _by(brief, form)
    if by is None:
        t = brief.speech.texts.staff
        fault = t.unknown_person if form.by else t.nobody_named
        return _page(visit, brief, Pressed(by=form.by, fault=fault))._replace(
            status=422, ending="faulty"
        )
    event = _deed(visit, brief, form, by.staff_id)
    if event is None:
        return _page(visit, brief, Pressed(by=form.by))._replace(status=422, ending="faulty")
    outcome = await done(visit, event)
    if outcome is not None and not outcome.accepted:
        fresh = await _brief(visit) or brief
        return _told(visit, fresh, event, outcome)
    return visit.on(brief.speech, event.action_id)


def _by(brief: Brief, form: Typed) -> Person | None:
    match brief.holder:
        case Person() as holder:
            return holder
        case Someone() as many:
            return spoken_for(form.by, many, brief.staff)
        case Nobody():
            return None
        case other:
            assert_never(other)


def _deed(visit: Visit, brief: Brief, form: Typed, by: str) -> Action | None:
    """Return the event of a button; None where this page has no such button."""
    link, case = visit.link, brief.case.reference
    match link.to, form.do:
        case LinkTo.TASK, "claim":
            return deeds.claim(link, case, by, form.seen)
        case LinkTo.ALERT, "on_it":
            return deeds.acknowledgement(link, case, by, form.seen)
        case LinkTo.ALERT, str(do) if do in _SILENCES:
            return deeds.silence(link, case, by, _SILENCES[do], brief.now, form.seen)
        case _:
            return None


def _told(
    visit: Visit, brief: Brief, event: Action | None, outcome: ActionOutcome | None
) -> Answer:
    t = brief.speech.texts
    by = event.by if event else ""
    if outcome is None:
        return _page(visit, brief, Pressed(by=by, notes=t.staff.under_way))
    if not outcome.accepted:
        page = _page(visit, brief, Pressed(by=by, refused=outcome.refused_because))
        return page._replace(status=409, ending="refused")
    return _page(visit, brief, Pressed(by=by, notes=_notes(brief, event)))


def _notes(brief: Brief, event: Action | None) -> str:
    t = brief.speech.texts.alert
    match event:
        case AlertAcknowledged():
            return t.did_acknowledge
        case AlertsSilenced(until=until):
            return t.did_silence.format(until=brief.speech.moment(UnixSeconds(until)))
        case _:
            return ""  # Who has the case stands on the page.


def _page(visit: Visit, brief: Brief, pressed: Pressed) -> Answer:
    if visit.link.to is LinkTo.TASK:
        return Answer(brief.speech, matter.task_page(brief, pressed))
    clock = deeds.clock_of(visit.link)
    return Answer(brief.speech, matter.alert_page(brief, clock, pressed))


async def _brief(visit: Visit) -> Brief | None:
    """Return what the page is drawn from; None where there is no such case, or nobody whose link it is.

    Raises Unavailable, until the directory has been read: whoever has left must not act meanwhile.
    """
    desk, link = visit.desk, visit.link
    if not desk.directory.ready:
        raise Unavailable("who is one of ours is still being read")
    staff = desk.directory.staff
    place = await desk.store.ask(partial(questions.merged, reference=link.reference))
    dossier = await desk.store.ask(partial(questions.dossier, reference=place)) if place else None
    if dossier is None:
        return None
    speech = await visit.speech(dossier.case, language_of(link.who, staff))
    strategy = speech.program.strategy if speech.program else None
    whose = holder(link.who, dossier.case.department, strategy, staff)
    if isinstance(whose, Nobody):
        return None
    return Brief(
        speech=speech,
        dossier=dossier,
        written=await written(desk, dossier),
        staff=staff,
        holder=whose,
        now=desk.clock.now(),
        moved=dossier.case.reference != link.reference,
    )
